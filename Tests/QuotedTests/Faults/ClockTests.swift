import Foundation
import Testing

/// What happens when somebody sets the time of day, or the process is stopped for a while.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ClockTests {
    private let directory = try! TemporaryDirectory()

    @Test(
        .enabled(if: FaultShim.hindrance == nil, "\(FaultShim.hindrance ?? "")"), arguments: [10 * 365, -10 * 365])
    func `a clock that jumps by ten years changes nothing but the time of day`(_ days: Int) async throws {
        let clock = directory / "clock"
        func set(_ seconds: Int) throws {
            // In place, since it is mapped.
            let file = unsafe open(clock, O_WRONLY | O_CREAT, 0o600)
            defer { close(file) }
            let text = "\(seconds)".padding(toLength: 32, withPad: " ", startingAt: 0)
            guard unsafe write(file, text, 32) == 32 else {
                throw QuotedProcess.SystemError(call: "write", code: errno)
            }
        }
        try set(0)
        let quoted = try LiveQuoted(
            [
                "--listen", "127.0.0.1:0", "--connect", "127.0.0.1:1", "-o", "unix:\(directory / "socket")", "-w", "1",
                "--decimals", "0", "--no-header", "--metrics-file", directory / "metrics",
            ],
            environment: try Fault.environment(counts: directory / "counts", ["FAULTS_CLOCK": clock]))
        var good = try await GoodFeed(quoted, socket: directory / "socket")
        try await good.send(5)
        try await quoted.wait(forLog: "cannot connect to the feed 127.0.0.1:1: ")
        let before = directory.content(of: "metrics")
        try set(days * 86_400)
        try await good.send(5)
        // What is done every few seconds goes on, and is not done without end.
        try await quoted.wait(for: "new metrics") { directory.content(of: "metrics") != before }
        try await good.send(5)
        #expect(await quoted.waited(.seconds(60)) { good.status.contains(" uptime=") })
        let status = good.status
        let uptime = status.matches(of: /uptime=(-?[0-9]+)/).first.flatMap { Int($0.1) }
        #expect((0..<600).contains(try #require(uptime)), "\(status)")
        #expect(Fault.counts(directory.content(of: "counts") ?? "")["epoll_wait", default: 0] < 2000)
        quoted.process.send(SIGTERM)
        #expect(await quoted.waited(.seconds(60)) { quoted.hasClosedErrors })
        #expect(quoted.ending() == .exited(0))
    }

    static let hasTimeNamespaces = exists(["unshare", "--map-root-user", "--time", "--monotonic", "99999", "true"])

    /// Whether a command succeeds here.
    static func exists(_ command: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test(.enabled(if: hasTimeNamespaces, "there are no time namespaces"))
    func `a machine that has been running for a century is like any other`() async throws {
        let quoted = try LiveQuoted(
            [
                "--listen", "127.0.0.1:0", "-o", "unix:\(directory / "socket")", "-w", "1", "--decimals", "0",
                "--no-header",
            ], through: ["unshare", "--map-root-user", "--time", "--monotonic", "3155760000"])
        var good = try await GoodFeed(quoted, socket: directory / "socket")
        try await good.send(20)
        quoted.process.send(SIGTERM)
        #expect(await quoted.waited(.seconds(60)) { quoted.hasClosedErrors })
        #expect(quoted.ending() == .exited(0))
    }

    @Test func `what comes while it is stopped is read when it goes on`() async throws {
        let quoted = try LiveQuoted([
            "--listen", "127.0.0.1:0", "-o", "unix:\(directory / "socket")", "-w", "1", "--decimals", "0",
            "--no-header",
            "--history", "65536",
        ])
        var good = try await GoodFeed(quoted, socket: directory / "socket")
        let port = try await quoted.port()
        let other = try Feeder(port: port)
        try other.send("OTHER,t0,0\n")
        try await good.send(1)
        for round in 1...3 {
            quoted.process.send(SIGSTOP)
            #expect(await quoted.waited(.seconds(60)) { quoted.state == "T" })
            try other.send((1...1000).map { "OTHER,t\(round * 1000 + $0),\($0)\n" }.joined())
            // The system takes who comes; all of it is there when the process goes on.
            let late = try Feeder(port: port)
            try late.send("LATE,t\(round),1\n")
            late.finish()
            let watcher = try Watcher(directory / "socket")
            quoted.process.send(SIGCONT)
            try await good.send(2)
            #expect(await quoted.waited(.seconds(60)) { good.status.contains(" quotes=\(1 + 1 + round * 1003) ") })
            #expect(await quoted.waited(.seconds(60)) { watcher.results.contains { $0.hasPrefix("GOOD,") } })
        }
        quoted.process.send(SIGTERM)
        #expect(await quoted.waited(.seconds(60)) { quoted.hasClosedErrors })
        #expect(quoted.ending() == .exited(0))
    }
}
