import Oracles
import Testing

@testable import Quotes

/// Records from the last to the first.
@Suite(.timeLimit(.minutes(10)))
struct ReversedRecordsTests {
    static let dialect = Dialect(
        delimiter: 0x2C, decimalSign: .point, hasHeader: false, columns: .init(symbol: 0, timestamp: 1, price: 2))

    @Test(arguments: [
        ("", []), ("a\n", ["a\n"]), ("a", ["a\n"]), ("a\nb\n", ["b\n", "a\n"]), ("a\r\nb", ["b\n", "a\r\n"]),
        ("\n\na\n\n", ["\n", "a\n", "\n", "\n"]),
        ("\"a\nb\",t,1\nc\n", ["c\n", "\"a\nb\",t,1\n"]),
        ("\"a\nb\",\"c\nd\",1\nx\n", ["x\n", "\"a\nb\",\"c\nd\",1\n"]),
        ("\"a\"\"\nb\",t,1\n\"c\n\n\n\"", ["\"c\n\n\n\"\n", "\"a\"\"\nb\",t,1\n"]),
        // A stray quote takes no line with it.
        ("a\n5\" pipe,t,1\nb\n", ["b\n", "5\" pipe,t,1\n", "a\n"]),
        ("4\" pipe,t,1\n5\" pipe,t,1\n", ["5\" pipe,t,1\n", "4\" pipe,t,1\n"]),
        ("\"a,t,1\nb,t,2\n", ["b,t,2\n", "\"a,t,1\n"]),
        // Nor is a record longer than what is accepted, 20 bytes here.
        ("\"0123456789\n0123456789\",t\n", ["0123456789\",t\n", "\"0123456789\n"]),
        (
            "b\n0123456789012345678901234567890123456789\na\n",
            ["a\n", "0123456789012345678901234567890123456789\n", "b\n"]
        ),
    ])
    func `records come in reverse, whatever the pieces`(_ text: String, _ expected: [String]) {
        for size in [1, 2, 3, 7, 100] {
            let records = Self.reversed(Array(text.utf8), pieces: size, maximumLine: 20)
            // Of a line that is too long enough is there to refuse it.
            let shown = records.map { $0.count > 23 ? Array($0.prefix(23)) : $0 }
            #expect(shown == expected.map { Array($0.utf8.count > 23 ? $0.utf8.prefix(23) : $0.utf8[...]) }, "\(size)")
        }
    }

    @Test(arguments: ReaderText.short)
    func `forwards again they are the text`(_ text: ReaderText) {
        for size in [1, 64, 5_000] {
            let records = Self.reversed(text.text, pieces: size, maximumLine: 65_536)
            let ending: [UInt8] = text.text.isEmpty || text.text.last == 0x0A ? [] : [0x0A]
            #expect(Array(records.reversed().joined()) == text.text + ending)
        }
    }

    @Test func `a line without an end takes no more memory than one that is accepted`() {
        var records = ReversedRecords(dialect: Self.dialect, maximumLine: 100)
        for _ in 0..<100 {
            records.prepend([UInt8](repeating: 0x78, count: 1000), isStart: false)
            #expect(records.next() == nil)
            #expect(records.held <= 104)
        }
        records.prepend(Array("a\nb".utf8), isStart: true)
        #expect(records.next().map { $0.count > 101 && $0.starts(with: "bxxx".utf8) } == true)
        #expect(records.next().map(Array.init) == Array("a\n".utf8))
        #expect(records.next() == nil)
        #expect(records.isAtEnd)
    }

    static func reversed(_ text: [UInt8], pieces size: Int, maximumLine: Int) -> [[UInt8]] {
        var records = ReversedRecords(dialect: dialect, maximumLine: maximumLine)
        var found: [[UInt8]] = []
        var end = text.count
        while true {
            while let record = records.next() { found.append(Array(record)) }
            guard end > 0 else { return found }
            let start = max(0, end - size)
            records.prepend(Array(text[start..<end]), isStart: start == 0)
            end = start
        }
    }
}
