import CLinux
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
        var form = mean.form
        let length = unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe write_mean(sum, &form, buffer.baseAddress!).map { unsafe $0 - buffer.baseAddress! }
        }
        let isLong = expected.drop { $0 == "-" }.prefix { $0 != "." }.count > 9
        let found = length.map { String(decoding: text.prefix($0), as: UTF8.self) }
        if found != (isLong ? nil : expected) {
            Issue.record("\(sum) over \(window): \(found ?? "none"), not \(expected)")
        }
        if text.suffix(8) != Array(repeating: 0x7E, count: 8)[...] { Issue.record("\(sum) writes past its room") }
        checkLines(mean, sum: sum, isLong ? nil : expected)
    }

    /// The same mean at the end of lines.
    private func checkLines(_ mean: NarrowMean, sum: Int64, _ expected: String?) {
        for vectors in PlainLines.allVectors {
            let csv = plainLine(vectors, csv_lines, mean, sum: sum, seq: 1)
            let json = plainLine(vectors, json_lines, mean, sum: sum, seq: 1)
            let object = #"{"seq":1,"symbol":"SYM","timestamp":"2026-01-02","price":"189.98","sma":""#
            if csv != expected.map({ "SYM,2026-01-02,189.98,\($0)\n" })
                || json != expected.map({ "\(object)\($0)\"}\n" })
            {
                Issue.record("\(sum): \(csv ?? "none"), \(json ?? "none"), not \(expected ?? "none")")
            }
        }
    }

    @Test(arguments: [
        0, 1, 9, 10, 99, 12_345_678, 99_999_999, 100_000_000, 123_456_789_012, 9_999_999_999_999_999,
        10_000_000_000_000_000, .max,
    ])
    func `the plain way writes every count`(_ seq: UInt64) throws {
        check(seq)
    }

    @Test func `every number of four digits is written right in both halves of a count`() {
        for number in 0..<10_000 as Range<UInt64> {
            for value in [number, number * 10_000, number * 10_000 + 9_999 - number] { check(value) }
        }
    }

    private func check(_ seq: UInt64) {
        let mean = NarrowMean(window: 10, decimals: 2)!
        for vectors in PlainLines.allVectors {
            let line = plainLine(vectors, json_lines, mean, sum: 1_000_000_000, seq: seq)
            let expected = #"{"seq":\#(seq),"symbol":"SYM","timestamp":"2026-01-02","price":"189.98","sma":"1.00"}"#
            if line != expected + "\n" { Issue.record("\(line ?? "none")") }
        }
    }
}

/// The line of a quote as the C room writes it, or `nil` where it does not.
private func plainLine(
    _ vectors: vectors, _ lines: result_lines, _ mean: NarrowMean, sum: Int64, seq: UInt64
) -> String? {
    let fields = Array("SYM,2026-01-02,189.98".utf8) + [UInt8](repeating: 0x2C, count: 64)
    var (form, sums) = (mean.form, [sum])
    let room = Int(result_line_room)
    var text = [UInt8](repeating: 0x7E, count: room + 8)
    let length = unsafe text.withUnsafeMutableBufferPointer { text in
        unsafe fields.withUnsafeBufferPointer { fields in
            var quotes = unsafe [
                quote_fields(
                    text: fields.baseAddress!, value: 0, symbol: 0, text_length: 21, price_length: 6,
                    traits: UInt8(quote_is_short))
            ]
            var end = text.baseAddress!
            var ends = unsafe [end]
            let count = unsafe write_result_lines(vectors, lines, &form, &quotes, &sums, 1, seq &- 1, &end, &ends)
            if unsafe count == 1 && ends[0] != end { Issue.record("the end is not told") }
            return unsafe count == 1 ? end - text.baseAddress! : nil
        }
    }
    if text.suffix(8) != Array(repeating: 0x7E, count: 8)[...] { Issue.record("a line is written past its room") }
    return length.map { String(decoding: text.prefix($0), as: UTF8.self) }
}
