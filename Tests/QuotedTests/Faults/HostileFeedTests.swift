import Foundation
import Testing

/// Feeds that do their worst, beside one that behaves.
@Suite(.serialized, .timeLimit(.minutes(10)), .onItsOwnThread) struct HostileFeedTests {
    private let directory = try! TemporaryDirectory()

    private func start(_ options: [String] = []) throws -> LiveQuoted {
        try LiveQuoted(
            [
                "--listen", "127.0.0.1:0", "-o", "unix:\(directory / "socket")", "-w", "1", "--decimals", "0",
                "--no-header",
            ]
                + options)
    }

    private func goodFeed(_ quoted: LiveQuoted) async throws -> GoodFeed {
        try await GoodFeed(quoted, socket: directory / "socket")
    }

    @Test func `a feed too many is refused, and the next is welcome when another has gone`() async throws {
        let quoted = try start(["--max-feeders", "2"])
        var good = try await goodFeed(quoted)
        var other: Feeder? = try Feeder(port: try await quoted.port())
        try other?.send("A,t,2\n")
        try await good.send(1)
        let refused = try Feeder(port: try await quoted.port())
        try await quoted.wait(forLog: "is refused: there are 2 already (--max-feeders)\n")
        #expect(await quoted.waited(.seconds(60)) { refused.isClosed })
        other = nil
        try await quoted.wait(forLog: "ended; 1 quotes\n")
        let welcome = try Feeder(port: try await quoted.port())
        try welcome.send("A,t,3\n")
        try await good.send(1)
        welcome.finish()
        #expect(
            await quoted.waited(.seconds(60)) { quoted.errorText.components(separatedBy: "ended; 1 quotes").count == 3 }
        )
        quoted.process.send(SIGTERM)
        try await quoted.wait(forLog: "3 feeds accepted, 1 feeds refused, ")
        #expect(quoted.ending() == .exited(0))
    }

    @Test func `symbols past the limit are bad lines, and take no memory`() async throws {
        let quoted = try start(["--max-symbols", "1000"])
        var good = try await goodFeed(quoted)
        let hostile = try Feeder(port: try await quoted.port())
        try await good.send(50)
        // Short names and long ones, each new.
        try await hostile.sendPatiently((0..<999).map { "S\($0),t,1\n" })
        try await good.send(1)
        let before = quoted.memory
        try await hostile.sendPatiently((0..<10_000).map { "S\($0 + 1000),t,1\nthe symbol of number \($0),t,1\n" })
        try await hostile.sendPatiently((0..<100).map { "\($0)" + String(repeating: "x", count: 60_000) + ",t,1\n" })
        hostile.finish()
        try await quoted.wait(forLog: "ended; 999 quotes\n")
        try await good.send(50)
        #expect(
            quoted.errorText.contains(
                ": its symbol is new, and there is no room for more than 1000 (--max-symbols)\n"))
        if !MemoryTests.isSanitized { #expect(quoted.memory < before + 8192, "KiB") }
        quoted.process.send(SIGTERM)
        try await quoted.wait(forLog: "20100 bad lines")
        #expect(quoted.ending() == .exited(0))
    }

    @Test func `a line that never ends, and a quoted field that never does, take no memory`() async throws {
        let quoted = try start()
        var good = try await goodFeed(quoted)
        let port = try await quoted.port()
        let (hostile, quoting) = (try Feeder(port: port), try Feeder(port: port))
        try await good.send(20)
        let before = quoted.memory
        for _ in 0..<5 {
            try await hostile.sendPatiently([String(repeating: "x", count: 500_000)])
            try await quoting.sendPatiently(["\"" + String(repeating: "x,\n", count: 20_000)])
            try await good.send(5)
        }
        if !MemoryTests.isSanitized { #expect(quoted.memory < before + 8192, "KiB") }
    }

    @Test func `feeds that come with bad lines again and again do not fill the log`() async throws {
        let quoted = try start()
        var good = try await goodFeed(quoted)
        let port = try await quoted.port()
        let bad = (1...20).map { "A,t,bad\($0)\n" }.joined()
        for _ in 1...20 {
            for _ in 1...20 { try Feeder(port: port).send("X,t,1\n" + bad) }
            try await good.send(2)
        }
        #expect(await quoted.waited(.seconds(60)) { good.status.contains(" badLines=8000 ") })
        // A burst of 100, then one a second; of comings and goings 20, then one every ten seconds.
        let lines = quoted.errorText.split(separator: "\n").count
        #expect(lines < 400, "\(lines) lines")
    }

    @Test func `a file that goes on without a quote delays no feed`() async throws {
        let path = directory / "zeros"
        try Data("A,t,1\n".utf8).write(to: URL(filePath: path))
        // It takes no room, and longer to read than any test lasts.
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 1 << 40)
        let quoted = try start(["--file", path])
        var good = try await goodFeed(quoted)
        try await good.send(20)
    }

    @Test func `a feed that floods, and hundreds that say nothing, delay no other`() async throws {
        let quoted = try start()
        let port = try await quoted.port()
        let silent = try (1...200).map { _ in try Feeder(port: port) }
        var good = try await goodFeed(quoted)
        try await good.send(20)
        let before = quoted.memory
        let flood = try Feeder(port: port)
        let piece = (0..<20_000).map { "FLOOD,t,\($0)\n" }
        async let flooding: Void = {
            for _ in 0..<20 { try await flood.sendPatiently(piece) }
        }()
        try await good.send(50)
        try await flooding
        try await good.send(1)
        if !MemoryTests.isSanitized { #expect(quoted.memory < before + 16384, "KiB") }
        withExtendedLifetime(silent) {}
    }
}
