import Glibc
import Testing

@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct IdleTests {
    static let strace = "/usr/bin/strace"
    static let hasStrace = unsafe access(strace, X_OK) == 0

    @Test(.enabled(if: hasStrace, "there is no /usr/bin/strace"))
    func `with nothing to do it makes no system call in a second`() async throws {
        let directory = try TemporaryDirectory()
        // Leaks cannot be looked for under a tracer.
        let process = try QuotedProcess.start(
            ["-f", "-", "-w1"], environment: ["ASAN_OPTIONS": "detect_leaks=0"],
            through: [Self.strace, "-qq", "-o", directory / "calls"])
        let result = try await process.converse { conversation in
            try conversation.send("A,1,2\n".utf8)
            for _ in 0..<2 { _ = try conversation.line() }
            let calls = { directory.content(of: "calls") ?? "" }
            try conversation.wait("a wait for input") {
                calls().split(separator: "\n").last?.wholeMatch(of: /epoll_wait\([0-9]+, */) != nil
            }
            let before = calls()
            // The second that is looked at, not one to wait for something in.
            let end = ContinuousClock.now + .seconds(1)
            while ContinuousClock.now < end { _ = poll(nil, 0, 100) }
            #expect(calls() == before)
        }
        #expect(result.ending == .exited(0))
        #expect(result.outputText == "")
    }
}
