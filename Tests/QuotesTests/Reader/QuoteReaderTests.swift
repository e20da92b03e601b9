import Oracles
import Testing

@testable import Quotes

@Suite(.timeLimit(.minutes(10)))
struct QuoteReaderTests {
    @Test(arguments: [
        ("symbol,time,price\nA,t,1\nB,t,2\n", ["A", "B"]), ("A,t,1\n", ["A"]), ("t,1\n", ["DEF"]),
        ("time,price\n", ["DEF"]),
        ("symbol,time,price\nA,t,\nB,t,x\nC,t,1\nA,t,1\n", ["C", "A"]),
    ])
    func `only symbols that have quotes take a number`(_ text: String, _ names: [String]) {
        let symbols = SymbolTable()
        let reader = QuoteReader(options: .init(), symbol: "DEF", symbols: symbols)
        let quotes = reader.quotes(of: text)
        #expect((0..<symbols.count).map { String(decoding: symbols.name(of: SymbolID($0)), as: UTF8.self) } == names)
        #expect(Set(quotes.map(\.symbol)).count == min(quotes.count, names.count))
    }

    @Test func `readers share the numbers of their symbols`() {
        let symbols = SymbolTable()
        let first = QuoteReader(options: .init(), symbol: "B", symbols: symbols)
        let second = QuoteReader(options: .init(), symbol: "B", symbols: symbols)
        #expect(first.quotes(of: "A,t,1\nB,t,2\n").map(\.symbol) == [0, 1])
        #expect(second.quotes(of: "t,1\n").map(\.symbol) == [1])
    }

    @Test func `no bytes at all end without a word`() {
        let reading = Feed("").read()
        #expect(reading == Reading())
        #expect(Feed("\u{FEFF}").read().items.isEmpty)
        #expect(Feed("\n\n \r\n\t\n").read().counts == .init(blank: 4))
    }

    @Test func `an ended reader stays ended`() {
        let reader = QuoteReader(options: .init(), symbol: "S", symbols: SymbolTable())
        #expect(reader.quotes(of: "A,t,1").count == 1)
        reader.finish()
        var events: [QuoteReader.Event] = []
        for _ in 0..<3 { _ = [Quote](capacity: 4) { events.append(reader.read(into: &$0)) } }
        #expect(events == [.ended, .ended, .ended])
    }

    @Test func `a receive that throws brings nothing and disturbs nothing`() throws {
        let reader = QuoteReader(options: .init(), symbol: "S", symbols: SymbolTable())
        struct Broken: Error {}
        #expect(throws: Broken.self) { try unsafe reader.receive { _ in throw Broken() } }
        #expect(reader.quotes(of: "A,t,1").count == 1)
    }

    @Test func `a finished reader receives nothing`() async {
        await #expect(processExitsWith: .failure) {
            let reader = QuoteReader(options: .init(), symbol: "S", symbols: SymbolTable())
            reader.finish()
            _ = unsafe reader.receive { _ in 0 }
        }
    }

    @Test func `lines are counted as an editor counts them, whatever stands between`() {
        let text = """
            symbol,time,price
            A,t,1

            "A
            B",t,2
            A,t,bad
            \(String(repeating: "x", count: 40))
            A,t,bad
            A,"t,bad
            A,t,bad
            "A
            ",t,bad
            A,t,bad
            """
        for size in [1, 5, .max] {
            let reading = Feed(text, maximumLine: 30).read(chunks: size)
            let numbers = reading.items.compactMap { if case .bad(let line, _) = $0 { line.number } else { nil } }
            #expect(numbers == [6, 7, 8, 9, 10, 11, 13])
            #expect(reading.counts == .init(quotes: 2, missing: 0, bad: 7, blank: 1))
        }
    }

    @Test(arguments: [
        ("A,t,5\nA,\"t\"x,1\n\"A,t,1\n", "the rest of the line"),
        (
            String(repeating: "x\",\"\n", count: 400),
            "every line opens a quote that the next one closes and opens again"
        ),
        (String(repeating: "\"\n", count: 400), "every line is a quote"),
        (String(repeating: "\"", count: 1_200), "nothing but quotes"),
        (String(repeating: "\r", count: 1_200), "nothing but returns"),
        (String(repeating: ",", count: 1_200), "nothing but commas"),
        (String(repeating: "\"\",", count: 400), "nothing but empty fields"),
    ])
    func `a hostile text is read to its end`(_ text: String, _ why: String) {
        for limit in [5, 100, 600] {
            let text = ReaderText(why, "A,t,1\n" + text).with {
                $0.maximumLine = limit
                $0.chunk = 64
            }
            #expect(text.feed.read(chunks: 64).difference(from: text.expected) == nil)
        }
    }
}

extension QuoteReader {
    /// Takes in the whole text and reads all quotes of it, up to the end.
    func quotes(of text: String) -> [Quote] {
        let bytes = Array(text.utf8)
        _ = unsafe receive { free in
            unsafe free.copyBytes(from: bytes)
            return bytes.count
        }
        finish()
        var quotes: [Quote] = []
        var event = Event.full
        while event != .ended { quotes += [Quote](capacity: 8) { event = read(into: &$0) } }
        return quotes
    }
}
