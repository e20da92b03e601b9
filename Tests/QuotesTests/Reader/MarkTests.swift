import Oracles
import Testing

@testable import Quotes

/// A reader goes on where another one has left off.
@Suite(.timeLimit(.minutes(10)))
struct MarkTests {
    @Test(arguments: ReaderText.short, [1, 2, 5])
    func `readers that take over from one another read what one would have read`(_ text: ReaderText, _ room: Int) {
        var expected = text.expected
        expected.items = expected.items.map { if case .bad(let line, _) = $0 { .bad(line, rejected: []) } else { $0 } }
        for size in [1, 7, .max] {
            let reading = text.feed.read(chunks: size, room: room, isHandedOver: true)
            #expect(reading.difference(from: expected) == nil, "in chunks of \(size)")
        }
    }

    @Test func `the decimal sign that was found is kept`() {
        let text = "symbol;time;price\nA;t;1\nA;t;1.234,5\nA;t;1.234\n"
        let reading = Feed(text).read(chunks: .max, room: 1, isHandedOver: true)
        #expect(reading.summary == ["A,t,1", "A,t,1234.5", "A,t,1234"])
    }

    @Test func `the source's end is the mark's, with or without a final newline`() {
        for text in ["A,t,1\nB,t,2", "A,t,1\nB,t,2\n"] {
            let reader = QuoteReader(options: .init(), symbol: "S", symbols: SymbolTable())
            #expect(reader.quotes(of: text).count == 2)
            #expect((reader.mark.offset, reader.mark.line) == (UInt64(text.utf8.count), 2))
        }
    }

    @Test func `the mark before a bad line is its start`() throws {
        let reader = QuoteReader(options: .init(), symbol: "S", symbols: SymbolTable())
        let text = Array("symbol,time,price\nA,t,1\nA,t,x\nA,t,2\n".utf8)
        _ = unsafe reader.receive { free in
            unsafe free.copyBytes(from: text)
            return text.count
        }
        var event = QuoteReader.Event.full
        _ = [Quote](capacity: 8) { event = reader.read(into: &$0) }
        guard case .badLine(let line) = event else {
            Issue.record("\(event)")
            return
        }
        #expect((reader.mark.offset, reader.mark.line, reader.mark.counts.bad) == (30, 3, 1))
        let before = reader.mark(before: line)
        #expect((before.offset, before.line, before.counts.bad, before.counts.quotes) == (24, 2, 0, 1))
    }

    @Test func `a reader that has begun cannot begin elsewhere`() async {
        await #expect(processExitsWith: .failure) {
            let reader = QuoteReader(options: .init(), symbol: "S", symbols: SymbolTable())
            _ = reader.quotes(of: "A,t,1")
            reader.resume(at: QuoteReader.Mark())
        }
    }
}
