import Foundation
import Testing

/// Too few descriptors, and too little memory.
@Suite(.serialized, .timeLimit(.minutes(10)), .onItsOwnThread) struct ShortageTests {
    private let directory = try! TemporaryDirectory()

    private func start(limit: String) throws -> LiveQuoted {
        try LiveQuoted(
            [
                "--listen", "127.0.0.1:0", "-o", "unix:\(directory / "socket")", "-w", "1", "--decimals", "0",
                "--no-header",
            ], through: ["sh", "-c", #"ulimit \#(limit); exec "$@""#, "sh"])
    }

    /// The processor time that a process has used, in seconds.
    private func processorTime(_ quoted: LiveQuoted) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(quoted.process.identifier)/stat", encoding: .utf8)) ?? ""
        let fields = text.split(separator: ") ").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    @Test func `without a descriptor to spare it neither spins nor dies, says so once, and serves again`() async throws
    {
        let quoted = try start(limit: "-n 32")
        var good = try await GoodFeed(quoted, socket: directory / "socket")
        let port = try await quoted.port()
        try await good.send(5)
        for round in 1...3 {
            // More than there are descriptors: the rest waits in the queues of the sockets.
            var feeders = try (1...40).map { _ in try Feeder(port: port) }
            var watchers = try (1...40).map { _ in try Watcher(directory / "socket") }
            try await quoted.wait(
                forLog: "Too many open files; raise the limit of open files (ulimit -n); trying again")
            try await good.send(5)
            if round == 1 {
                let before = processorTime(quoted)
                let start = ContinuousClock.now
                _ = await quoted.waited(.seconds(2)) { false }
                let elapsed = Double((ContinuousClock.now - start).components.seconds)
                // It looks ten times a second.
                #expect(processorTime(quoted) - before < 0.5 * elapsed)
            }
            try await good.send(5)
            // They go and others come, so that now and then there is one to spare.
            for _ in 1...20 {
                feeders.removeFirst()
                watchers.removeFirst()
                try feeders.append(Feeder(port: port))
                try watchers.append(Watcher(directory / "socket"))
            }
            feeders = []
            watchers = []
            // All who waited have been taken, and have gone.
            let feeder = try Feeder(port: port)
            try feeder.send("AGAIN,t\(round),1\n")
            let watcher = try Watcher(directory / "socket")
            #expect(await quoted.waited(.seconds(60)) { watcher.results.contains("AGAIN,t\(round),1,1") })
            try await good.send(1)
        }
        // One for the feeds and one for the subscribers, a minute.
        let told = quoted.errorText.split(separator: "\n").count { $0.contains("Too many open files") }
        #expect((1...8).contains(told), "\(quoted.errorText)")
        quoted.process.send(SIGTERM)
        #expect(await quoted.waited(.seconds(60)) { quoted.hasClosedErrors })
        #expect(quoted.ending() == .exited(0))
    }

    @Test(.disabled(if: MemoryTests.isSanitized, "a sanitizer needs descriptors of its own"), arguments: [4, 5])
    func `where it cannot even begin for want of descriptors it says so`(_ limit: Int) async throws {
        // Fewer would not let the program be loaded.
        let result = try await QuotedProcess.run(
            ["-f", "-"], input: Array("1\n".utf8), through: ["sh", "-c", #"ulimit -n \#(limit); exec "$@""#, "sh"])
        #expect(result.ending == .exited(74))
        #expect(result.errorText.contains("Too many open files; raise the limit of open files (ulimit -n)\n"))
    }

    @Test(.disabled(if: MemoryTests.isSanitized, "a sanitizer needs memory of its own"))
    func `with memory limited to a quarter of a gigabyte all of it works, whatever goes through`() async throws {
        let quoted = try start(limit: "-d 262144")
        var good = try await GoodFeed(quoted, socket: directory / "socket")
        let port = try await quoted.port()
        try await good.send(5)
        let feeders = try (1...50).map { _ in try Feeder(port: port) }
        for (number, feeder) in feeders.enumerated() {
            try await feeder.sendPatiently((0..<500).map { "S\(number)-\($0),t,1\n" })
        }
        let watchers = try (1...50).map { _ in try Watcher(directory / "socket") }
        for watcher in watchers { try watcher.send("last\nstatus\n") }
        try await good.send(20)
        #expect(await quoted.waited(.seconds(60)) { good.status.contains(" symbols=25001 ") })
        quoted.process.send(SIGTERM)
        #expect(await quoted.waited(.seconds(60)) { quoted.hasClosedErrors })
        #expect(quoted.ending() == .exited(0))
        withExtendedLifetime((feeders, watchers)) {}
    }
}
