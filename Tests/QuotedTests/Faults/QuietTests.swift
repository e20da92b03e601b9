import Glibc
import Testing

/// What happens after a while in which nothing did.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct QuietTests {
    @Test func `a subscriber that had nothing to take for long gets what comes at the very end`() async throws {
        let directory = try TemporaryDirectory()
        unsafe mkfifo(directory / "pipe", 0o600)
        let quoted = try LiveQuoted([
            "-f", directory / "pipe", "-o", "-", "-o", "unix:\(directory / "socket")", "-w", "1", "--decimals", "0",
        ])
        let pipe = unsafe open(directory / "pipe", O_WRONLY)
        unsafe write(pipe, "A,t1,1\nA,t2,2", 13)
        try await quoted.wait(forResults: 1)
        let watcher = try Watcher(directory / "socket")
        #expect(await quoted.waited(.seconds(60)) { watcher.results == ["A,t1,1,1"] })
        // Longer than outputs are waited for at the end.
        _ = await quoted.waited(.seconds(6)) { false }
        // The last line is one now.
        close(pipe)
        #expect(await quoted.waited(.seconds(60)) { watcher.results.count == 2 || watcher.isClosed })
        #expect(watcher.results == ["A,t1,1,1", "A,t2,2,2"])
        #expect(!quoted.errorText.contains("took nothing"))
        #expect(quoted.ending() == .exited(0))
    }
}
