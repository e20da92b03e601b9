import FoundationEssentials
import Oracles
import Testing

@testable import Quotes

@Suite(.timeLimit(.minutes(10)))
struct ResultMakerTests {
    static let names = [
        "A", "AAPL", "BRK.B", "eight ch", "nine char", "a,b", "\"", "\"\"", "a\"b", "back\\slash", "new\nline",
        "re\rturn", "tab\t", "\u{1}\u{1F}",
        "\u{7F}", "株式", "\u{2028}", " spaced ", "'", ",", ",,\"\",", String(repeating: "long ", count: 20),
        String(repeating: "\u{1}", count: 70),
        "#", "/",
    ]

    @Test(arguments: ResultFormat.allCases, [(1, 6), (1, 8), (3, 0), (3, 6), (2, 8), (2, 18), (10, 2)])
    func `each line tells the quote and its exact average`(_ format: ResultFormat, _ settings: (Int, Int)) throws {
        let (window, decimals) = settings
        var random = SeededRandom(seed: window * 100 + decimals)
        let maker = QuoteMaker()
        var naive = NaiveAverage(window: window, decimals: decimals)
        var quotes: [Quote] = []
        var expected: [ResultLine] = []
        for number in 0..<600 {
            let name = random.oneIn(3) ? Self.names.randomElement(using: &random)! : Self.names[number % 2]
            let time = random.oneIn(4) ? Self.names.randomElement(using: &random)! : "2026-01-02T14:30:00Z"
            let price = Self.price(using: &random)
            let quote = try maker.quote(name, time, price)
            quotes.append(quote)
            if let sma = naive.add(name, quote.price.attounits) {
                expected.append(.init(seq: expected.count + 1, symbol: name, timestamp: time, price: price, sma: sma))
            }
        }
        let average = MovingAverage(window: window)
        let results = ResultMaker(average: average, symbols: maker.symbols, format: format, decimals: decimals)
        let text = results.text(of: quotes, room: 1 << 20)
        #expect(results.seq == UInt64(expected.count))
        let lines = try format.lines(of: text)
        #expect(lines.count == expected.count)
        for (line, wanted) in zip(lines, expected) where line != wanted { Issue.record("\(line), not \(wanted)") }
        #expect(!String(decoding: text, as: UTF8.self).contains("-0,"))
        if let zeros = ["-0\n", "-0.0\n", "-0.000000\n"].first(where: String(decoding: text, as: UTF8.self).contains) {
            Issue.record("a negative zero: \(zeros)")
        }
    }

    @Test(arguments: ResultFormat.allCases, [(1, 6), (2, 8), (3, 18), (10, 2)])
    func `the same bytes come out in rooms of every size`(_ format: ResultFormat, _ settings: (Int, Int)) throws {
        let (window, decimals) = settings
        var random = SeededRandom(seed: window)
        let maker = QuoteMaker()
        let quotes = try (0..<300).map { number in
            let name = random.oneIn(8) ? Self.names.randomElement(using: &random)! : "S\(number % 5)"
            return try maker.quote(name, "2026-01-02 14:30:00.123", Self.price(using: &random))
        }
        func text(room: Int?) -> [UInt8] {
            let average = MovingAverage(window: window)
            let results = ResultMaker(average: average, symbols: maker.symbols, format: format, decimals: decimals)
            return results.text(of: quotes, room: room)
        }
        let whole = text(room: 1 << 20)
        #expect(text(room: nil) == whole)
        let most = quotes.map { ResultMaker.room(textLength: Int($0.textLength)) }.max()!
        for room in [most, most + 1, most + 100, 2 * most, 5_000, 20_000] where room >= most {
            #expect(text(room: room) == whole, "a room of \(room)")
        }
    }

    @Test func `a room too small for the first quote takes none`() throws {
        let maker = QuoteMaker()
        let quotes = [
            try maker.quote("A", "t", "1.5"), try maker.quote(String(repeating: "x", count: 100), "t", "1.5"),
        ]
        for quote in quotes {
            let average = MovingAverage(window: 1)
            let results = ResultMaker(average: average, symbols: maker.symbols, format: .csv, decimals: 2)
            let room = ResultMaker.room(textLength: Int(quote.textLength))
            #expect(results.taken([quote], room: room - 1) == 0)
            #expect(results.taken([quote], room: 0) == 0)
            #expect(results.seq == 0)
            #expect(results.taken([quote], room: room) == 1)
            #expect(results.seq == 1)
            #expect(results.taken([], room: room) == 0)
        }
    }

    @Test(arguments: [
        (["0.1", "-0.1"], 0, "0"), (["-0.4", "-0.4"], 0, "0"), (["-0.5", "-0.5"], 0, "0"),
        (["-0.001", "0"], 2, "0.00"),
        (["-0.000000000000000001", "0"], 6, "0.000000"), (["-0.6", "-0.4"], 0, "0"), (["-1.5", "-1.5"], 0, "-2"),
        (["2.5", "2.5"], 0, "2"), (["0.000001", "0.000002"], 6, "0.000002"), (["0.000001", "0"], 6, "0.000000"),
        (["99999999.999999995", "99999999.999999995"], 8, "100000000.00000000"),
        (["99999999.99999999", "99999999.99999999"], 6, "100000000.000000"),
        (["99999999.5", "99999999.5"], 0, "100000000"),
        (["12345678901.5", "12345678901.5"], 2, "12345678901.50"),
    ])
    func `an average is rounded once, half to even, and no zero is negative`(
        _ prices: [String], _ decimals: Int, _ sma: String
    ) throws {
        for format in ResultFormat.allCases {
            let maker = QuoteMaker()
            let average = MovingAverage(window: 2)
            let results = ResultMaker(average: average, symbols: maker.symbols, format: format, decimals: decimals)
            // Twice, so that the second time the window is full and the plain way is open.
            let quotes = try (prices + prices).map { try maker.quote("A", "t", $0) }
            let lines = try format.lines(of: results.text(of: quotes, room: 10_000))
            #expect(lines.map(\.sma) == [sma, sma, sma])
        }
    }

    @Test func `results are counted from 1, however many digits that takes`() throws {
        let maker = QuoteMaker()
        let quote = try maker.quote("A", "t", "1.5")
        let average = MovingAverage(window: 1)
        let results = ResultMaker(average: average, symbols: maker.symbols, format: .json, decimals: 1)
        for number in 1...1_200 {
            let line = String(decoding: results.text(of: [quote], room: 1_000), as: UTF8.self)
            if line != #"{"seq":\#(number),"symbol":"A","timestamp":"t","price":"1.5","sma":"1.5"}"# + "\n" {
                Issue.record("\(line)")
            }
        }
    }

    @Test(arguments: ResultFormat.allCases)
    func `a line is never longer than its room`(_ format: ResultFormat) throws {
        let maker = QuoteMaker()
        for name in Self.names + [String(repeating: "\u{1}", count: 10_000), ""] {
            let quote = try maker.quote(name, name, "-999999999999999.999999999999999999")
            let line = format.line(seq: .max, quote: quote, mean: "-999999999999999.999999999999999999")
            #expect(line.count <= ResultFormat.longestLine(textLength: Int(quote.textLength)))
        }
    }

    @Test func `only CSV has a header`() {
        #expect(ResultFormat.csv.header == "symbol,timestamp,price,sma\n")
        #expect(ResultFormat.json.header.isEmpty)
    }

    private static func price(using random: inout SeededRandom) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0:
            [
                "-0.00000001", "999999999999999.999999999999999999", "123456789.5", "0.000000000000000001",
                "99999999.99999999",
            ].randomElement(using: &random)!
        case 1: .random(upTo: 1_000_000_000, decimals: 10, using: &random)
        case 2: "0.00"
        default: .random(upTo: 1_000, decimals: 4, using: &random)
        }
    }
}
