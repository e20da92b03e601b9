import Testing

@testable import QuoteService

@Suite struct CommandLineTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let expected: @Sendable (inout Settings) -> Void

        init(_ arguments: String..., expected: @escaping @Sendable (inout Settings) -> Void) {
            self.arguments = arguments
            self.expected = expected
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    /// Each follows `--file a.csv`, so that there is a source.
    static let cases = [
        Case("--file", "b.csv", "-fc.csv", "--file=d.csv", "--file=--e") {
            $0.sources += ["b.csv", "c.csv", "d.csv", "--e"].map { .file(path: $0) }
        },
        Case("--file", "-") { $0.sources += [.standardInput] },
        Case("-f-") { $0.sources += [.standardInput] },
        Case("--listen", "[::1]:0", "-f", "b", "--connect=h:7001", "--listen=*:65535") {
            $0.sources += [
                .listen(Endpoint(host: "::1", port: 0)), .file(path: "b"), .connect(Endpoint(host: "h", port: 7001)),
                .listen(Endpoint(host: "*", port: 65535)),
            ]
        },
        Case("--follow") { $0.follow = true },
        Case("--follow", "--follow=no") { $0.follow = false },
        Case("--pace", "60") { $0.pace = 60 },
        Case("--pace=0.5") { $0.pace = 0.5 },
        Case("--delimiter", ";") { $0.delimiter = UInt8(ascii: ";") },
        Case("--delimiter=tab") { $0.delimiter = UInt8(ascii: "\t") },
        Case("--delimiter", "\t") { $0.delimiter = UInt8(ascii: "\t") },
        Case("--delimiter", "\\t") { $0.delimiter = UInt8(ascii: "\t") },
        Case("--columns", "symbol=Ticker,time=1,price= Adj Close ") {
            $0.columns = Columns(symbol: .name("Ticker"), time: .number(1), price: .name("Adj Close"))
        },
        Case("--columns=price=a=b") { $0.columns = Columns(price: .name("a=b")) },
        Case("--no-header", "--columns=price=3") { ($0.noHeader, $0.columns.price) = (true, .number(3)) },
        Case("--symbol", "BRK B") { $0.symbol = "BRK B" },
        Case("--on-bad-line=stop") { $0.onBadLine = .stop },
        Case("--rejects", "./-") { $0.rejects = "./-" },
        Case("--max-line=64") { $0.maxLine = 64 },
        Case("-w", "1") { $0.window = 1 },
        Case("-w65536") { $0.window = 65536 },
        Case("--window=5", "--window", "6") { $0.window = 6 },
        Case("--warmup=partial") { $0.warmup = .partial },
        Case("--decimals", "0") { $0.decimals = 0 },
        Case("--decimals", "18") { $0.decimals = 18 },
        Case("-o-") { $0.outputs = [.standardOutput] },
        Case("-o", "unix:/run/q", "--output=-") { $0.outputs = [.unixSocket(path: "/run/q"), .standardOutput] },
        Case("--format=json", "--no-output-header") { ($0.format, $0.noOutputHeader) = (.json, true) },
        Case("--socket-mode", "0600", "--socket-group=quotes") {
            ($0.socketMode, $0.socketGroup) = (0o600, "quotes")
        },
        Case("--socket-mode", "777") { $0.socketMode = 0o777 },
        Case("--max-subscribers", "3") { $0.maxSubscribers = 3 },
        Case("--max-feeders", "3") { $0.maxFeeders = 3 },
        Case("--max-symbols", "3") { $0.maxSymbols = 3 },
        Case("--history", "1000", "--replay", "1024") { ($0.history, $0.replay) = (1024, 1024) },
        Case("--history", "1") { ($0.history, $0.replay) = (1, 1) },
        Case("--history", "16777216") { $0.history = 16_777_216 },
        Case("--replay", "0") { $0.replay = 0 },
        Case("--lag=disconnect") { $0.lag = .disconnect },
        Case("--deque", "1048576", "--overflow", "drop-oldest") { ($0.deque, $0.overflow) = (1_048_576, .dropOldest) },
        Case("--state-dir", "s", "--metrics-file", "m") { ($0.stateDir, $0.metricsFile) = ("s", "m") },
        Case("--log-level", "warning") { $0.logLevel = .warning },
        Case("-q") { $0.logLevel = .error },
        Case("-qv") { $0.logLevel = .debug },
        Case("-vfb") { ($0.logLevel, $0.sources) = (.debug, $0.sources + [.file(path: "b")]) },
        Case("--verbose", "--quiet") { $0.logLevel = .error },
    ]

    @Test(arguments: cases) func `flags set what they name and nothing else`(_ test: Case) {
        var expected = Settings()
        expected.sources = [.file(path: "a.csv")]
        test.expected(&expected)
        let arguments = ["--file", "a.csv"] + test.arguments
        let outcome = Settings.parse(arguments: arguments, environment: [:], offering: .everything)
        #expect(outcome == .run(expected, warnings: []))
        #expect(outcome.status == nil)
    }

    @Test(arguments: ["--help", "-h"]) func `help wins over everything else`(_ flag: String) {
        let outcome = Settings.parse(arguments: ["--nonsense", "--version", flag], environment: ["QUOTED_WINDOW": "x"])
        #expect(outcome == .help(HelpText.text(offering: .available)))
        #expect(outcome.status == .success)
        #expect(outcome.output.hasPrefix("Usage: quoted "))
    }

    @Test func `the version is a line of its own`() {
        let outcome = Settings.parse(arguments: ["--version"], environment: [:])
        #expect(outcome == .version("quoted \(Settings.version)\n"))
        #expect(outcome.status == .success)
    }

    @Test func `without a source there is a message and two examples`() {
        let outcome = Settings.parse(arguments: ["-w", "5"], environment: [:])
        #expect(outcome.status == .usage)
        #expect(outcome.mistakes == ["there is no source of quotes"])
        #expect(outcome.advice.split(separator: "\n").filter { $0.hasPrefix("  quoted ") }.count == 2)
    }

    @Test func `a feed that the service manager hands over is a source`() {
        let environment = ["LISTEN_FDNAMES": "output:feed"]
        let outcome = Settings.parse(arguments: [], environment: environment, offering: .everything)
        var settings = Settings()
        settings.outputs = []
        #expect(outcome == .run(settings, warnings: []))
        #expect(
            Settings.parse(arguments: [], environment: ["LISTEN_FDNAMES": "output"], offering: .everything).status
                == .usage)
    }
}

extension Outcome {
    /// The messages of all mistakes.
    var mistakes: [String] {
        switch self {
        case .run, .explain, .help, .version: []
        case .checked(let mistakes, _), .refused(let mistakes, _, _): mistakes.map(\.description)
        }
    }
}
