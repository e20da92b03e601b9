import Testing

@testable import QuoteService

@Suite struct SubscriberCommandTests {
    struct Case: CustomTestStringConvertible {
        let line: String
        let command: SubscriberCommand?
        var testDescription: String { line.debugDescription }

        init(_ line: String, _ command: SubscriberCommand?) {
            (self.line, self.command) = (line, command)
        }
    }

    static let verbs = "there are symbols, last, status and quit"
    static let cases = [
        Case("", nil), Case("   \t ", nil), Case("\r", nil),
        Case("last", .last), Case("  last\r", .last), Case("LAST", .last), Case("\tstatus ", .status),
        Case("quit", .quit),
        Case("symbols AAPL MSFT", .symbols(["AAPL", "MSFT"])),
        Case("symbols  AAPL\tMSFT \r", .symbols(["AAPL", "MSFT"])),
        Case("symbols aapl", .symbols(["aapl"])),
        Case("symbols *", .symbols(nil)), Case("symbols A *", .symbols(nil)),
        Case("symbols", .unknown("symbols: name some, or * for all")),
        Case("last AAPL", .unknown("last stands alone")), Case("Quit now", .unknown("Quit stands alone")),
        Case("status?", .unknown("no such command: status?; \(verbs)")),
        Case("sym\u{0}bols", .unknown("no such command: sym\u{0}bols; \(verbs)")),
        Case(
            String(repeating: "x", count: 100),
            .unknown("no such command: \(String(repeating: "x", count: 40)); \(verbs)")),
    ]

    @Test(arguments: cases) func `a line is one command, or says what is wrong with it`(_ test: Case) {
        #expect(SubscriberCommand(test.line) == test.command)
    }
}

@Suite struct CommandLinesTests {
    static let sent =
        Array("last\r\n\n  \nsymbols A B\nquit now\nst".utf8) + [0, 0xFF, 0xC3] + Array("atus\nquit\n".utf8)
    static let commands: [SubscriberCommand] = [
        .last, .symbols(["A", "B"]), .unknown("quit stands alone"),
        .unknown("no such command: st\0\u{FFFD}\u{FFFD}atus; \(SubscriberCommandTests.verbs)"), .quit,
    ]

    @Test(arguments: 1...40) func `commands are the same at whatever size they arrive`(_ size: Int) {
        var lines = CommandLines()
        var got: [SubscriberCommand] = []
        for start in stride(from: 0, to: Self.sent.count, by: size) {
            lines.receive(Self.sent[start..<min(start + size, Self.sent.count)])
            lines.receive([])
            while let command = lines.next() { got.append(command) }
        }
        #expect(got == Self.commands)
        #expect(!lines.isWithinLine)
    }

    @Test func `a command of more than 64 KiB is told as such, and the next one is read`() {
        let limit = SubscriberCommand.longest
        for length in [limit - 1, limit, limit + 1, 3 * limit] {
            var lines = CommandLines()
            // Blanks are no command, however many, unless they are too many for a line.
            let line = [UInt8](repeating: UInt8(ascii: " "), count: length) + Array("\nlast\n".utf8)
            for start in stride(from: 0, to: line.count, by: 1000) {
                lines.receive(line[start..<min(start + 1000, line.count)])
            }
            if length > limit { #expect(lines.next() == .unknown("a command of more than 65536 bytes")) }
            #expect(lines.next() == .last)
            #expect(lines.next() == nil)
        }
    }

    @Test func `what never has a newline takes no more memory than the longest command`() {
        var lines = CommandLines()
        for _ in 0..<1000 { lines.receive([UInt8](repeating: UInt8(ascii: "x"), count: 4096)) }
        #expect(lines.next() == nil)
        #expect(lines.isWithinLine)
        #expect(lines.keptBytes <= SubscriberCommand.longest)
    }

    @Test func `a last command needs no newline where the sending side is closed`() {
        var lines = CommandLines()
        lines.receive("last\nstatus".utf8)
        #expect(lines.next() == .last)
        #expect(lines.next() == nil)
        lines.finish()
        #expect(lines.next() == .status)
        lines.finish()
        #expect(lines.next() == nil)
    }
}
