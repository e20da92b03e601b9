import Glibc
import Testing

/// How checkpoints are written by the real program, and what it says where they cannot be.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct CheckpointWritingTests {
    @Test func `it goes on where no checkpoint can be written, says so once, and tries again`() async throws {
        let runs = try StateRuns()
        let quoted = try runs.start(["-f", "-", "--metrics-file", runs.files / "metrics"])
        try await runs.waitForCheckpoint(after: nil)
        // A directory in the way of the next checkpoint.
        let conversation = Conversation(quoted.process)
        _ = unsafe mkdir(runs.state / "checkpoint.new", 0o700)
        var number = 2
        func send() throws {
            try conversation.send(quotes(number...number).utf8)
            number += 1
        }
        try conversation.send(quotes(1...1).utf8)
        let failure =
            "quoted: error: checkpoints are out of date: cannot open '\(runs.state.path)/checkpoint.new': "
        while !quoted.errorText.contains(failure), number < 2000 {
            try send()
            _ = poll(nil, 0, 20)
            try await quoted.wait(for: "nothing but what it has said") { true }
        }
        _ = unsafe rmdir(runs.state / "checkpoint.new")
        try await quoted.wait(forLog: "checkpoints are written to '\(runs.state.path)' again")
        quoted.process.send(SIGTERM)
        #expect(quoted.ending() == .exited(0))
        try await quoted.wait(for: "the end") { quoted.hasClosedOutput }
        #expect(quoted.errorText.matches(of: /checkpoints are out of date/).count == 1)
        #expect(quoted.outputText == results(2...number - 1))
        let metrics = MetricsTests.values(runs.files.content(of: "metrics") ?? "")
        #expect((metrics["quoted_checkpoint_failures_total"].flatMap { Int($0) } ?? 0) > 0)
        #expect((metrics["quoted_checkpoints_total"].flatMap { Int($0) } ?? 0) > 1)
        let time = metrics["quoted_checkpoint_timestamp_seconds"].flatMap { Int($0) } ?? 0
        #expect(abs(time - Glibc.time(nil)) < 100)
        #expect(metrics["quoted_checkpoint_bytes"].flatMap { Int($0) } ?? 0 > 100)
    }

    @Test func `a checkpoint that cannot be written at the end is the status`() async throws {
        let runs = try StateRuns()
        let process = try QuotedProcess.start(runs.options + ["-f", "-"])
        let result = try await process.converse { conversation in
            try conversation.wait("a checkpoint") { runs.checkpoint != nil }
            _ = unsafe mkdir(runs.state / "checkpoint.new", 0o700)
            try conversation.send("A,1,1\nA,1,2\n".utf8)
        }
        #expect(result.ending == .exited(73))
        #expect(result.errorText.contains("error: cannot open '\(runs.state.path)/checkpoint.new': File exists"))
        #expect(result.outputText.contains("\"seq\":1"))
    }

    @Test(.disabled(if: MemoryTests.isSanitized, "a sanitizer writes files of its own"))
    func `a limit on the size of files is an error, not the end by a signal`() async throws {
        let runs = try StateRuns()
        let process = try QuotedProcess.start(
            runs.options + ["-f", "-"], through: ["sh", "-c", #"ulimit -f 0; exec "$@""#, "sh"])
        let result = try await process.finish()
        #expect(result.ending == .exited(74))
        #expect(result.errorText.hasSuffix("/lock': File too large\n"))
    }

    @Test(.enabled(if: IdleTests.hasStrace, "there is no /usr/bin/strace"))
    func `with nothing to do it makes no checkpoint, and no system call`() async throws {
        let runs = try StateRuns()
        let process = try QuotedProcess.start(
            runs.options + ["-f", "-"], environment: ["ASAN_OPTIONS": "detect_leaks=0"],
            through: [IdleTests.strace, "-qq", "-o", runs.files / "calls"])
        let result = try await process.converse { conversation in
            try conversation.send(quotes(1...2).utf8)
            _ = try conversation.line()
            // What was owed when the first checkpoint was made has gone out since, which is worth another.
            try conversation.wait("a while without a system call") {
                let before = runs.files.content(of: "calls")
                // Longer than the time between two checkpoints.
                let end = ContinuousClock.now + .milliseconds(1500)
                while ContinuousClock.now < end { _ = poll(nil, 0, 100) }
                return runs.files.content(of: "calls") == before
            }
        }
        #expect(result.ending == .exited(0))
    }
}
