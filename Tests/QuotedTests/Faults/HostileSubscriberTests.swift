import Foundation
import Testing

/// Subscribers that do their worst, beside one that behaves.
@Suite(.serialized, .timeLimit(.minutes(10)), .onItsOwnThread) struct HostileSubscriberTests {
    private let directory = try! TemporaryDirectory()

    /// With results of 1,000 symbols, and a history that is small beside what a subscriber may ask for.
    private func start() async throws -> (LiveQuoted, GoodFeed) {
        let quoted = try LiveQuoted([
            "--listen", "127.0.0.1:0", "-o", "unix:\(directory / "socket")", "-w", "1", "--decimals", "0",
            "--no-header",
            "--history", "4096",
        ])
        var good = try await GoodFeed(quoted, socket: directory / "socket")
        let feeder = try Feeder(port: try await quoted.port())
        try await feeder.sendPatiently((0..<1000).map { "SYMBOL\($0),t,1\n" })
        feeder.finish()
        try await quoted.wait(forLog: "ended; 1000 quotes\n")
        try await good.send(20)
        return (quoted, good)
    }

    /// Subscribes, and asks for this again and again without reading a byte, as long as it is taken.
    private func ask(_ text: String, count: Int) throws -> Watcher {
        let watcher = try Watcher(directory / "socket")
        let bytes = Array(String(repeating: text, count: max(1, 65536 / text.utf8.count)).utf8)
        for _ in 0..<count {
            guard unsafe Glibc.send(watcher.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) > 0
            else {
                break
            }
        }
        return watcher
    }

    @Test(arguments: ["last\n", "status\n", "no such command\n", "symbols *\n", "\n", "x"])
    func `whoever asks and does not read takes little memory, and delays nobody`(_ command: String) async throws {
        var (quoted, good) = try await start()
        let before = quoted.memory
        let hostile = try (1...5).map { _ in try ask(command, count: 64) }
        try await good.send(30)
        // What is asked goes on to be taken, where it is.
        let more = try hostile.map { _ in try ask(command, count: 64) }
        try await good.send(30)
        if !MemoryTests.isSanitized { #expect(quoted.memory < before + 8192, "KiB") }
        quoted.process.send(SIGUSR1)
        try await quoted.wait(forLog: "11 subscribers, ")
        withExtendedLifetime((hostile, more)) {}
    }

    @Test func `subscribers to thousands of symbols take little memory, and delay nobody`() async throws {
        var (quoted, good) = try await start()
        let before = quoted.memory
        // A command may be 64 KiB long.
        let command = "symbols " + (0..<8000).map { "S\($0 + 1_000_000)" }.joined(separator: " ") + "\n"
        let hostile = try (1...20).map { _ in try Watcher(directory / "socket") }
        for watcher in hostile { try watcher.send(command) }
        try await good.send(50)
        if !MemoryTests.isSanitized { #expect(quoted.memory < before + 20 * 1024, "KiB") }
        withExtendedLifetime(hostile) {}
    }

    @Test func `one that does not read at all delays nobody, and is told what it has lost`() async throws {
        var (quoted, good) = try await start()
        let hostile = try Watcher(directory / "socket")
        let before = quoted.memory
        let feeder = try Feeder(port: try await quoted.port())
        for _ in 0..<20 {
            try await feeder.sendPatiently((0..<2000).map { "FLOOD,t\($0),1\n" })
            try await good.send(2)
        }
        if !MemoryTests.isSanitized { #expect(quoted.memory < before + 8192, "KiB") }
        #expect(await quoted.waited(.seconds(60)) { hostile.results.last == "GOOD,t60,1,1" })
        #expect(hostile.text.contains("\n# lost "))
    }
}
