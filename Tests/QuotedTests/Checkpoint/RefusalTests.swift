import Glibc
import Testing

/// State directories and checkpoints that must not be used.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct RefusalTests {
    static let anew = "start anew, with empty windows"

    /// A run that has read a file of five quotes.
    func runs() async throws -> StateRuns {
        let runs = try StateRuns()
        try runs.append("symbol;time;price\n" + quotes(1...5).replacing(",", with: ";"), to: "q.csv")
        #expect(try await runs.run(["-f", "q.csv"]).outputText == results(2...5))
        return runs
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let options: [String]
        let reason: String
        let advice: String
        var testDescription: String { options.joined(separator: " ") }
    }

    static let changes = [
        Change(
            options: ["-w", "3"], reason: "it was made with --window 2, and this run is started with --window 3",
            advice: "take back the change, choose another --state-dir, or remove it to \(anew)"),
        Change(
            options: ["--delimiter", ";"],
            reason: "it was read without --delimiter so far, and is now to be read with --delimiter ;",
            advice: "take back the change, choose another --state-dir, or remove 'CHECKPOINT' to \(anew)"),
        Change(
            options: ["--columns", "price=time"],
            reason: "it was read without --columns so far, and is now to be read with --columns price=time",
            advice: "take back the change, choose another --state-dir, or remove 'CHECKPOINT' to \(anew)"),
    ]

    @Test(arguments: changes) func `what would mean something else now is refused with what to do`(_ change: Change)
        async throws
    {
        let runs = try await runs()
        let checkpoint = runs.checkpoint
        let result = try await runs.run(["-f", "q.csv"] + change.options)
        #expect(result.ending == .exited(78))
        #expect(result.outputText == "")
        let file = "\(runs.state.path)/checkpoint"
        let subject = change.options[0] == "-w" ? "from '\(file)'" : "in 'q.csv'"
        let advice = change.advice.replacing("CHECKPOINT", with: file)
        #expect(result.errorText.hasSuffix("quoted: error: cannot go on \(subject): \(change.reason); \(advice)\n"))
        // The run before can still be gone on from.
        #expect(runs.checkpoint == checkpoint)
        try runs.append("A;t6;6\n", to: "q.csv")
        #expect(try await runs.run(["-f", "q.csv"]).outputText == results(6...6))
    }

    @Test func `another window is no matter where there is none yet`() async throws {
        let runs = try StateRuns()
        try runs.append("", to: "q.csv")
        _ = try await runs.run(["-f", "q.csv"])
        try runs.append("symbol,time,price\nA,t,1\n", to: "q.csv")
        #expect(try await runs.run(["-f", "q.csv", "-w", "1"]).outputText.contains("\"seq\":1"))
    }

    @Test func `a checkpoint that is damaged anywhere is refused, and left as it is`() async throws {
        let runs = try await runs()
        let count = try #require(runs.checkpoint?.count)
        for place in [20, 30, count / 2, count - 1] {
            try runs.damage { $0[place] ^= 0x10 }
            let damaged = runs.checkpoint
            let result = try await runs.run(["-f", "q.csv"])
            #expect(result.ending == .exited(78))
            #expect(result.outputText == "")
            #expect(result.errorText.hasPrefix("quoted: error: cannot go on from '\(runs.state.path)/checkpoint': it "))
            #expect(result.errorText.hasSuffix("to \(Self.anew)\n"))
            #expect(runs.checkpoint == damaged)
            try runs.damage { $0[place] ^= 0x10 }
        }
        #expect(try await runs.run(["-f", "q.csv"]).ending == .exited(0))
    }

    @Test func `two do not share a directory`() async throws {
        let runs = try StateRuns()
        let first = try runs.start(["-f", "-"])
        try await runs.waitForCheckpoint(after: nil)
        let result = try await runs.run(["-f", "-"])
        #expect(result.ending == .exited(69))
        #expect(
            result.errorText
                == "quoted: error: cannot keep checkpoints in '\(runs.state.path)': another quoted, process "
                + "\(first.process.identifier), does; stop it, or choose another --state-dir\n")
    }

    @Test(arguments: [
        ("none", "No such file or directory; create it first: mkdir -p 'none'", 73),
        ("q.csv", "Not a directory; name a directory", 73),
    ])
    func `a directory that is none is an error before anything is read`(
        _ test: (name: String, reason: String, status: Int32)
    ) async throws {
        let files = try TemporaryDirectory()
        try files.write("1\n", to: "q.csv")
        let result = try await QuotedProcess.run(["-f", "q.csv", "--state-dir", test.name], in: files)
        #expect(result.ending == .exited(test.status))
        #expect(result.output == [])
        #expect(result.errorText == "quoted: error: cannot keep checkpoints in '\(test.name)': \(test.reason)\n")
    }

    @Test func `a directory that may not be written is an error before anything is read`() async throws {
        let runs = try StateRuns()
        _ = unsafe chmod(runs.state.path, 0o500)
        // Where root may not create a file either.
        let directory = getuid() == 0 ? "/sys" : runs.state.path
        let result = try await QuotedProcess.run(["-f", "-", "--state-dir", directory], in: runs.files)
        #expect(result.ending == .exited(77))
        #expect(result.errorText.contains("'\(directory)/"))
    }

    @Test func `the directory may be a link, what is in it may not`() async throws {
        let runs = try StateRuns()
        let link = runs.files / "link"
        _ = unsafe symlink(runs.state.path, link)
        let arguments = ["-f", "-", "-w1", "--state-dir", link]
        #expect(try await QuotedProcess.run(arguments, input: [0x31, 0x0A], in: runs.files).ending == .exited(0))
        #expect(runs.checkpoint != nil)
        _ = unsafe unlink(runs.state / "checkpoint")
        try runs.files.write("precious", to: "victim")
        _ = unsafe symlink(runs.files / "victim", runs.state / "checkpoint")
        let result = try await QuotedProcess.run(arguments, input: [0x31, 0x0A], in: runs.files)
        #expect(result.ending == .exited(73))
        #expect(result.errorText.contains("it is a symbolic link; remove it, or choose another --state-dir\n"))
        #expect(runs.files.content(of: "victim") == "precious")
    }
}
