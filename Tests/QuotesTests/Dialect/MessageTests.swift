import Oracles
import Testing

@testable import Quotes

struct MessageTests {
    @Test(
        arguments: [
            (
                DialectError.noPriceColumn(columns: ["foo", "bar"]),
                "the first line has no column with a price; its columns are 'foo', 'bar'; name one with --columns price=NAME, "
                    + "or say --no-header where the first line is data"
            ),
            (
                .noSuchColumn(role: "price", name: "bid", columns: ["a", "b"]),
                "--columns price=bid: the header has no such column; its columns are 'a', 'b'"
            ),
            (
                .numberPastEnd(role: "time", number: 4, columns: 3),
                "--columns time=4: the first line has 3 columns; check --delimiter"
            ),
            (
                .numberPastEnd(role: "time", number: 4, columns: 1),
                "--columns time=4: the first line has 1 column; check --delimiter"
            ),
            (
                .nameWithoutHeader(role: "symbol", name: "s"),
                "--columns symbol=s: there is no header to find a name in; give the column's number"
            ),
        ] as [(DialectError, String)])
    func `what fails a source says what to do`(_ error: DialectError, _ message: String) {
        #expect(error.description == message)
    }

    @Test(arguments: [
        ("A", "too few fields: 1 where at least 3 are needed"),
        ("A,t", "too few fields: 2 where at least 3 are needed"),
        ("A,t,abc", "price 'abc' is not a number"), ("A,t,1.2.3", "price '1.2.3' is not a number"),
        ("A,t,-inf", "price '-inf' is infinite"),
        ("A,t,1e99", "price '1e99' is out of range: at most 15 integer digits and 18 decimals"),
        (",t,1", "the symbol is empty"),
        ("A\0,t,1", "holds a zero byte"), ("A,\"t\"x,1", "text after the closing quote of a field"),
        ("A,\"t,1", "a quoted field never ends"), ("A,t,\"a\"\"b\"", "price 'a\"b' is not a number"),
        ("A,t," + String(repeating: "1", count: 60), "longer than 60 bytes"),
        (
            "A,t," + String(repeating: "x", count: 41),
            "price '" + String(repeating: "x", count: 40) + "…' is not a number"
        ),
        (
            "A,t," + String(repeating: "é", count: 20),
            "price '" + String(repeating: "é", count: 20) + "' is not a number"
        ),
    ])
    func `a bad line says why`(_ line: String, _ reason: String) {
        #expect(Feed("S,t,1\n\(line)\n", maximumLine: 60).read().summary == ["S,t,1", "2: \(reason)"])
    }

    @Test func `a line that is not UTF-8 says so`() {
        #expect(Feed(Array("S,t,1\n".utf8) + [0xFF, 0x0A]).read().summary == ["S,t,1", "2: not UTF-8"])
    }

    @Test(arguments: [
        ("a\u{1B}[31mb", "a?[31mb"), ("a\r\nb\tc", "a??b?c"), ("\u{7F}\u{9B}31m\u{85}", "??31m?"),
        ("a\u{2028}b\u{2029}", "a?b?"),
        ("", ""), ("Grüße 株", "Grüße 株"), ("12345678", "12345678"), ("123456789", "12345678…"),
        ("e" + String(repeating: "\u{301}", count: 9_000), "e" + String(repeating: "\u{301}", count: 7) + "…"),
    ])
    func `what a message quotes is one short line without control characters`(_ text: String, _ shown: String) {
        #expect(text.readable(limit: 8).unicodeScalars.elementsEqual(shown.unicodeScalars))
    }
}
