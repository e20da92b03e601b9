import Glibc
import Synchronization
import Testing

@testable import QuoteService

@Suite struct LogTests {
    /// Collects lines.
    final class Sink: Sendable {
        private let kept = Mutex<[String]>([])
        var lines: [String] { kept.withLock { $0 } }
        func log(level: Log.Level = .info, style: Log.Style = .plain) -> Log {
            Log(level: level, style: style) { line in self.kept.withLock { $0.append(line) } }
        }
    }

    @Test(arguments: Log.Level.allCases) func `what is less urgent than the level is left out`(_ level: Log.Level) {
        let sink = Sink()
        let log = sink.log(level: level)
        #expect(log.level == level)
        log.error("1")
        log.warning("2")
        log.info("3")
        log.debug("4")
        let all = ["quoted: error: 1\n", "quoted: warning: 2\n", "quoted: info: 3\n", "quoted: debug: 4\n"]
        #expect(sink.lines == Array(all[...(Log.Level.allCases.firstIndex(of: level) ?? 0)]))
    }

    @Test func `under the journal a line begins with its priority`() {
        let sink = Sink()
        let log = sink.log(level: .debug, style: .journal)
        for level in Log.Level.allCases { log.write(level, "text") }
        #expect(sink.lines == ["<3>text\n", "<4>text\n", "<6>text\n", "<7>text\n"])
    }

    @Test func `a changed level holds from the next message on`() {
        let sink = Sink()
        let log = sink.log(level: .error)
        log.info("before")
        log.level = .info
        log.info("after")
        #expect(sink.lines == ["quoted: info: after\n"])
    }

    @Test func `a message that is left out is not made`() {
        var made = 0
        func text() -> String {
            made += 1
            return "text"
        }
        let log = Sink().log(level: .warning)
        log.debug(text())
        #expect(made == 0)
        log.warning(text())
        #expect(made == 1)
    }

    @Test(arguments: [
        ("plain é ✓", "plain é ✓"), ("a\nquoted: error: b", "a\\nquoted: error: b"), ("\r\n\t", "\\r\\n\\t"),
        ("\u{1B}[31mred\u{7F}\u{9B}\0", "\\u{1b}[31mred\\u{7f}\\u{9b}\\u{0}"), ("", ""),
    ])
    func `control characters in a message are made visible`(_ test: (text: String, line: String)) {
        #expect(Log.oneLine(test.text) == test.line)
    }

    @Test(arguments: [
        ("12:345" as String?, Log.Style.journal), ("12:346", .plain), ("13:345", .plain), ("12:345:", .plain),
        ("", .plain),
        (nil, .plain), ("345:12", .plain),
    ])
    func `the journal is known by the file that standard error is`(_ test: (stream: String?, style: Log.Style)) {
        #expect(Log.Style(journalStream: test.stream, device: 12, inode: 345) == test.style)
    }

    @Test(.timeLimit(.minutes(10))) func `a line is written whole, and to nobody without complaint`() throws {
        var ends: [CInt] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        Log.writeLine("quoted: info: é\n", to: ends[1])
        close(ends[1])
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = unsafe read(ends[0], &bytes, bytes.count)
        close(ends[0])
        #expect(String(decoding: bytes[..<max(count, 0)], as: UTF8.self) == "quoted: info: é\n")
        Log.writeLine("gone\n", to: -1)
    }

    @Test(.timeLimit(.minutes(10))) func `a full pipe that may not be waited for loses the line, not the process`()
        throws
    {
        var ends: [CInt] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        try #require(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        for _ in 0..<100 { Log.writeLine(String(repeating: "x", count: 10_000) + "\n", to: ends[1]) }
        close(ends[0])
        close(ends[1])
    }

    @Test func `an outcome is reported a line for each mistake and warning`() {
        let sink = Sink()
        let log = sink.log()
        Settings.parse(arguments: ["-w0", "-f", "a"], environment: ["QUOTED_X": "1"]).report(to: log)
        Outcome.checked([], warnings: []).report(to: log)
        Outcome.help("x").report(to: log)
        #expect(
            sink.lines == [
                "quoted: error: -w: '0' is less than 1; accepted: a whole number from 1 to 65536\n",
                "quoted: warning: QUOTED_X: no such variable\n", "quoted: info: flags and configuration are correct\n",
            ])
    }
}
