import Glibc
import Testing

/// What the log says of those who subscribe.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct PeerTests {
    @Test func `the log tells which process of which user subscribes, is refused and leaves`() async throws {
        let directory = try TemporaryDirectory()
        let quoted = try LiveQuoted([
            "--listen", "127.0.0.1:0", "-o", "unix:\(directory / "socket")", "--max-subscribers", "1",
        ])
        _ = try await quoted.port()
        let peer = "process \(getpid()) of user \(geteuid())"
        var watcher: Watcher? = try Watcher(directory / "socket")
        try await quoted.wait(forLog: "subscriber 1 (\(peer)) came, 1 now\n")
        let refused = try Watcher(directory / "socket")
        try await quoted.wait(
            forLog: "a subscriber (\(peer)) is refused: there are 1 already (--max-subscribers)\n")
        #expect(await quoted.waited(.seconds(60)) { refused.results.isEmpty && refused.isClosed })
        #expect(refused.text == "# closing: there are 1 subscribers already (--max-subscribers)\n")
        watcher?.takeIn()
        watcher = nil
        try await quoted.wait(forLog: "subscriber 1 left, 0 now\n")
    }

    @Test func `subscribers that come and go for ever do not fill the log`() async throws {
        let directory = try TemporaryDirectory()
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-o", "unix:\(directory / "socket")"])
        _ = try await quoted.port()
        for _ in 1...500 { _ = try Watcher(directory / "socket") }
        // The last to come is served after all others.
        let last = try Watcher(directory / "socket")
        #expect(await quoted.waited(.seconds(60)) { !last.results.isEmpty || last.text.hasPrefix("symbol,") })
        // A burst, and one every ten seconds.
        let lines = quoted.errorText.split(separator: "\n").count { $0.contains("subscriber ") }
        #expect((10...40).contains(lines), "\(quoted.errorText)")
    }
}
