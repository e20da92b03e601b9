import Oracles
import Testing

@testable import Quotes

struct NarrowMeanTests {
    static let windows = [1, 2, 3, 5, 7, 10, 16, 20, 255, 256, 1_000, 65_535, 65_536]

    @Test(arguments: windows, Array(0...8))
    func `the text is that of the exact mean`(_ window: Int, _ decimals: Int) {
        guard let mean = NarrowMean(window: window, decimals: decimals) else {
            #expect(window == 1 && decimals == 8)
            return
        }
        var random = SeededRandom(seed: window * 10 + decimals)
        let divisor = Int64(window) * Int64(powerOfTen(8 - decimals))
        var sums: [Int64] = [0, 1, -1, .max, .min, .max - 1, .min + 1, divisor, divisor - 1, -divisor]
        // The first mean of ten integer digits, and its neighbours by rounding.
        let bound = Int64(clamping: Int128(divisor) * Int128(powerOfTen(9 + decimals)))
        sums += [bound, bound &- divisor / 2, bound &- divisor / 2 &- 1, bound &- divisor, bound &+ 1, 0 &- bound]
        for _ in 0..<100 {
            var sum = Int64(bitPattern: random.magnitude(bits: 63))
            // Every third is a tie, if there can be one, or its neighbour.
            if random.oneIn(3) { sum = sum / divisor * divisor &+ divisor / 2 &+ .random(in: -1...1, using: &random) }
            sums += [sum, 0 &- sum]
        }
        for sum in sums { check(mean, sum: sum, window: window, decimals: decimals) }
    }

    @Test func `more than 8 decimals are not for it`() {
        #expect((9...18).allSatisfy { NarrowMean(window: 10, decimals: $0) == nil })
    }

    private func check(_ mean: NarrowMean, sum: Int64, window: Int, decimals: Int) {
        let expected = naiveMean(sum: Int128(sum), scale: 8, count: window, decimals: decimals)
        var text = [UInt8](repeating: 0x7E, count: NarrowMean.room + 8)
        let length = unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe mean.write(sum, nine: mean.hasNineDecimals, to: buffer.baseAddress!).map {
                unsafe $0 - buffer.baseAddress!
            }
        }
        let isLong = expected.drop { $0 == "-" }.prefix { $0 != "." }.count > 9
        let found = length.map { String(decoding: text.prefix($0), as: UTF8.self) }
        if found != (isLong ? nil : expected) {
            Issue.record("\(sum) over \(window): \(found ?? "none"), not \(expected)")
        }
        if text.suffix(8) != Array(repeating: 0x7E, count: 8)[...] { Issue.record("\(sum) writes past its room") }
    }

    @Test func `every number of four digits is written right in both halves`() {
        for number in 0..<10_000 as Range<UInt32> {
            for value in [number, number * 10_000, number * 10_000 + 9_999 - number] {
                let digits = String(String(100_000_000 + value).dropFirst())
                var word = [UInt8](repeating: 0, count: 8)
                unsafe word.withUnsafeMutableBufferPointer { unsafe store(eightDigits(value), to: $0.baseAddress!) }
                if String(decoding: word, as: UTF8.self) != digits { Issue.record("\(value): \(word)") }
            }
        }
    }
}
