import Oracles
import Testing

@testable import Quotes

@Suite(.timeLimit(.minutes(10)))
struct MovingAverageTests {
    @Test(arguments: [(1, 0), (1, 8), (2, 2), (3, 6), (3, 18), (10, 0), (10, 6), (1_000, 6), (65_536, 6)])
    func `each average is the exact mean of the last prices of its symbol`(_ window: Int, _ decimals: Int) throws {
        var random = SeededRandom(seed: window + decimals)
        var check = AverageCheck(window: window, decimals: decimals)
        let names = ["A", "B", "a longer name"]
        let prices = (0..<200).map { _ in String.random(upTo: 1_000, decimals: 4, using: &random) }
        for _ in 0..<min(3 * window + 60, 66_000) {
            let name = window > 1_000 ? "A" : names.randomElement(using: &random)!
            try check.add(name, prices.randomElement(using: &random)!)
        }
    }

    @Test(arguments: [1, 2, 3, 10, 100])
    func `a warming symbol has no average, or that of what there is`(_ window: Int) throws {
        for isPartial in [false, true] {
            var check = AverageCheck(window: window, decimals: 3, isPartial: isPartial)
            for number in 1...2 * window {
                let name = number.isMultiple(of: 3) ? "A" : "B"
                try check.add(name, "\(number).5")
            }
            let warm = 2 * (window - 1)
            #expect(check.averages == (isPartial ? 2 * window : max(2 * window - warm, check.averages)))
        }
    }

    /// Prices narrow and wide in runs of random lengths, so that each window turns wide and narrow again many times.
    @Test(arguments: [1, 2, 3, 10, 50], [false, true])
    func `a window turns wide and narrow and is exact throughout`(_ window: Int, _ isPartial: Bool) throws {
        var random = SeededRandom(seed: window)
        var check = AverageCheck(window: window, decimals: 18, isPartial: isPartial)
        for _ in 0..<60 {
            let isWide = random.oneIn(2)
            for _ in 0..<Int.random(in: 1...2 * window, using: &random) {
                let name = random.oneIn(4) ? "B" : "A"
                let wide = [
                    "999999999999999.999999999999999999", "-999999999999999.999999999999999999", "0.000000000000000001",
                    "1.123456789",
                    "-0.000000001", "92233720368.54775808", "123456789012345",
                ].randomElement(using: &random)!
                try check.add(name, isWide ? wide : .random(upTo: 100, decimals: 8, using: &random))
            }
        }
    }

    /// Values in 64 bits of which a whole window does or does not sum up in 64 bits.
    @Test(arguments: [1, 2, 3, 10, 1_000])
    func `prices at the edge of 64 bits are exact`(_ window: Int) throws {
        let largest = Int128(Int64.max) / Int128(window)
        for sign: Int128 in [1, -1] {
            for edge in [largest - 1, largest, largest + 1, Int128(Int64.max)] {
                var check = AverageCheck(window: window, decimals: 8)
                for number in 0..<3 * window + 5 {
                    try check.add("A", plainNotation(of: sign * edge, decimals: 8))
                    if number % 7 == 3 {
                        try check.add("A", plainNotation(of: -sign * min(edge, largest), decimals: 8))
                    }
                }
            }
        }
    }

    @Test func `the longest window of the largest prices does not overflow`() throws {
        var check = AverageCheck(window: 65_536, decimals: 18)
        let quote = "-999999999999999.999999999999999999"
        for _ in 0..<65_540 { try check.add("A", quote) }
        #expect(check.averages == 5)
    }

    /// Each average is filled from the bytes of the one before it after a few quotes, while its windows warm up, are full, turn
    /// wide and narrow again.
    @Test(arguments: [1, 2, 3, 10, 50], [false, true])
    func `an average goes on from the bytes of another as if there had been one`(_ window: Int, _ isPartial: Bool)
        throws
    {
        var random = SeededRandom(seed: window)
        var check = AverageCheck(window: window, decimals: 18, isPartial: isPartial)
        for _ in 0..<60 {
            let isWide = random.oneIn(2)
            for _ in 0..<Int.random(in: 1...2 * window, using: &random) {
                let name = random.oneIn(4) ? "B" : random.oneIn(40) ? "C" : "A"
                let wide = ["999999999999999.999999999999999999", "1.123456789", "123456789012345"]
                let price =
                    isWide ? wide.randomElement(using: &random)! : .random(upTo: 100, decimals: 8, using: &random)
                try check.add(name, price)
                if random.oneIn(window) { try check.handOver() }
            }
        }
    }

    @Test func `bytes that are no windows of so many symbols, or do not fit, are refused`() throws {
        let maker = QuoteMaker()
        let average = MovingAverage(window: 3)
        average.reserve(symbols: 2)
        for price in ["1", "2", "3", "4", "0.000000000000000001"] { _ = average.add(try maker.quote("A", "t", price)) }
        _ = average.add(try maker.quote("B", "t", "5"))
        let bytes = average.windowBytes(ofSymbols: 3)
        #expect(bytes.count == 4 + 3 * 16 + 4 + 8 + 4)
        func damage(_ bytes: [UInt8], symbols: Int = 3, window: Int = 3) -> String? {
            do throws(MovingAverage.Damage) {
                try MovingAverage(window: window).fillWindows(ofSymbols: symbols, from: bytes)
                return nil
            } catch { return error.reason }
        }
        #expect(damage(bytes) == nil)
        #expect(damage(bytes, window: 2) == "a window of 3 quotes")
        #expect(damage(bytes, symbols: 2) == "more windows than symbols")
        #expect(damage(bytes, symbols: 4) == "fewer windows than symbols")
        for count in 0..<bytes.count { #expect(damage(Array(bytes[..<count])) == "fewer windows than symbols") }
        #expect(damage([2, 0, 0, 0] + Array(repeating: 0x7F, count: 8), symbols: 1) == "a price that is out of range")
        #expect(damage([3, 0, 0, 0] + Array(repeating: 0x7F, count: 16), symbols: 1) == "a price that is out of range")
    }

    @Test(arguments: [0, -1, 65_537])
    func `a window of no quotes, or of too many, is refused`(_ window: Int) async {
        await #expect(processExitsWith: .failure) { [window] in _ = MovingAverage(window: window) }
    }
}

/// Gives a moving average one quote after the other, and compares each answer with the naive one.
private struct AverageCheck {
    private let maker = QuoteMaker()
    private var average: MovingAverage
    private var naive: NaiveAverage
    private var quotes: [String: Quote] = [:]
    private let warmUp: MovingAverage.WarmUp
    private(set) var averages = 0

    init(window: Int, decimals: Int, isPartial: Bool = false) {
        warmUp = isPartial ? .partial : .skip
        average = MovingAverage(window: window, warmUp: warmUp)
        naive = NaiveAverage(window: window, decimals: decimals, isPartial: isPartial)
    }

    /// Goes on with another average that is filled from the bytes of the present one.
    mutating func handOver() throws {
        let next = MovingAverage(window: average.window, warmUp: warmUp)
        let count = maker.symbols.count
        try next.fillWindows(ofSymbols: count, from: average.windowBytes(ofSymbols: count))
        average = next
    }

    mutating func add(_ symbol: String, _ text: String) throws {
        let key = "\(symbol) \(text)"
        let quote = try quotes[key] ?? maker.quote(symbol, "t", text)
        quotes[key] = quote
        average.reserve(symbols: maker.symbols.count)
        let sum = average.add(quote)
        let found = sum.map { plainNotation(of: $0.mean(places: naive.decimals), decimals: naive.decimals) }
        let expected = naive.add(symbol, quote.price.attounits)
        if expected != nil { averages += 1 }
        if found != expected { Issue.record("\(symbol) \(text): \(found ?? "none"), not \(expected ?? "none")") }
    }
}

extension String {
    /// A price in plain notation, below `limit` in magnitude.
    static func random(upTo limit: Int, decimals: Int, using random: inout SeededRandom) -> String {
        let decimals = Int.random(in: 0...decimals, using: &random)
        let units = Int128(Int.random(in: 0..<limit, using: &random)) * Int128(powerOfTen(decimals))
        let fraction = Int128(random.next() % UInt64(powerOfTen(decimals)))
        return plainNotation(of: (units + fraction) * (random.oneIn(4) ? -1 : 1), decimals: decimals)
    }
}
