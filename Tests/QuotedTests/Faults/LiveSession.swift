import Glibc
import Testing

/// A scripted run of `quoted` in which everything it can do happens once, short enough to be repeated for every fault.
///
/// It follows a file that grows and is rotated, takes a feed that connects and connects to another, answers a subscriber,
/// keeps bad lines and metrics, reads its settings again, logs its counters and is told to end. Where a fault makes a step
/// impossible the script goes on with the next.
final class LiveSession {
    /// The longest that a step may take that nothing keeps from happening, on a busy machine and under a sanitizer.
    private static let patience = Duration.seconds(20)
    /// How long a step is waited for after the log has said that something went wrong.
    private static let afterwards = Duration.milliseconds(200)

    private static func quotes(_ symbol: String, _ numbers: ClosedRange<Int>) -> [String] {
        numbers.map { "\(symbol),t\($0),\($0)" }
    }
    private static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
    private static func results(_ quotes: [String]) -> Set<String> {
        Set(quotes.map { $0 + "," + $0.split(separator: ",")[2] })
    }

    private static let expected = results(
        quotes("FILE", 1...10) + quotes("NEXT", 1...5) + quotes("CALLED", 1...5) + quotes("CALLER", 1...20))

    private let directory = try! TemporaryDirectory()
    private let server: FeedServer
    private let quoted: LiveQuoted
    private var caller: Feeder?
    private var called: Feeder?
    private var watcher: Watcher?
    private let isMute: Bool
    private var failedSince: ContinuousClock.Instant?

    private init(_ fault: Fault?) throws {
        server = try FeedServer()
        isMute = fault?.function == "log"
        try directory.write(Self.text(Self.quotes("FILE", 1...5)), to: "live.csv")
        try directory.write("{ logLevel: 'info', replay: 100 }\n", to: "config.json5")
        quoted = try LiveQuoted(
            [
                "--config", directory / "config.json5", "--follow", "-f", directory / "live.csv",
                "--listen", "127.0.0.1:0", "--connect", "localhost:\(server.port)", "-o", "-",
                "-o", "unix:\(directory / "socket")", "--rejects", directory / "rejects",
                "--metrics-file", directory / "metrics", "-w", "1", "--decimals", "0", "--history", "256",
            ],
            environment: try Fault.environment(fault, counts: directory / "counts"),
            // Whoever loops is killed.
            through: ["sh", "-c", #"ulimit -t 60; exec "$@""#, "sh"])
    }

    /// Runs the script once.
    static func run(_ fault: Fault?) async throws -> FaultReport {
        let session = try LiveSession(fault)
        try await session.play()
        return try await session.report()
    }

    private func play() async throws {
        _ = await settled { results.count == 5 }
        // Where the log could not say so, nothing can be sent there.
        guard !hasEnded, quoted.errorText.contains(FaultReport.listening), let port = try? await quoted.port() else {
            return quoted.process.send(SIGTERM)
        }
        caller = try? Feeder(port: port)
        watcher = try? Watcher(directory / "socket")
        try? watcher?.send("status\nlast\nsymbols *\n")
        try? caller?.send(
            Self.text(["symbol,time,price"] + Self.quotes("CALLER", 1...10) + ["CALLER,t,\(FaultReport.badPrice)"]))
        try append(Self.quotes("FILE", 6...10), to: "live.csv")
        _ = await settled {
            called = called ?? server.acceptIfThere()
            return called != nil
        }
        try? called?.send(Self.text(Self.quotes("CALLED", 1...5)))
        _ = await settled { results.isSuperset(of: Self.results(Self.quotes("FILE", 1...10))) }
        quoted.process.send(SIGUSR1)
        quoted.process.send(SIGHUP)
        _ = unsafe rename(directory / "live.csv", directory / "live.csv.1")
        try directory.write(Self.text(Self.quotes("NEXT", 1...5)), to: "live.csv")
        try? caller?.send(Self.text(Self.quotes("CALLER", 11...20)))
        _ = await settled {
            results == Self.expected && watcher.map { Set($0.results) } == Self.expected
                && (isMute || quoted.errorText.contains("configuration read again"))
        }
        caller?.finish()
        quoted.process.send(SIGTERM)
    }

    private func report() async throws -> FaultReport {
        let hasEndedInTime = await quoted.waited(Self.patience) { hasEnded }
        if !hasEndedInTime { quoted.process.send(SIGKILL) }
        _ = await quoted.waited(Self.patience) { hasEnded }
        return FaultReport(
            expected: Self.expected, isFed: caller != nil,
            ending: hasEndedInTime ? quoted.ending() : nil, results: results, seen: watcher.map { Set($0.results) },
            errors: quoted.errorText, counts: Fault.counts(directory.content(of: "counts") ?? ""),
            rejects: directory.content(of: "rejects") ?? "", metrics: directory.content(of: "metrics") ?? "")
    }

    private var hasEnded: Bool { quoted.hasClosedOutput && quoted.hasClosedErrors }
    private var results: Set<String> { Set(quoted.results) }

    private func append(_ lines: [String], to name: String) throws {
        guard let file = unsafe fopen(directory / name, "a") else {
            throw QuotedProcess.SystemError(call: "fopen", code: errno)
        }
        unsafe fputs(Self.text(lines), file)
        unsafe fclose(file)
    }

    /// Waits until a step is done that nothing keeps from happening, until it has gone wrong and the log says so, or until
    /// the process has ended.
    private func settled(_ isDone: () -> Bool) async -> Bool {
        await quoted.waited(Self.patience) {
            if isDone() || hasEnded { return true }
            if failedSince == nil, !FaultReport.complaints(quoted.errorText).isEmpty { failedSince = .now }
            return failedSince.map { $0 + Self.afterwards < .now } ?? false
        }
    }
}
