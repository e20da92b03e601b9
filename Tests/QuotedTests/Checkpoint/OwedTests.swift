import Foundation
import Testing

/// Results that a run has made and could not deliver.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct OwedTests {
    @Test func `what a stuck output did not take is written first by the next run`() async throws {
        let runs = try StateRuns()
        // More results than the result log and the pipe can hold.
        let count = 40_000
        try runs.append(quotes(1...count), to: "q.csv")
        let process = try QuotedProcess.start(runs.options + ["-f", "q.csv"], in: runs.files)
        let first = try await process.converse { conversation in
            try conversation.waitUntilOutputIsStuck()
            process.send(SIGTERM)
            // It is given up, in the middle of a line.
            while !(try conversation.errorLine()).contains("given up") {}
        }
        #expect(first.ending == .exited(0))
        let second = try await runs.run(["-f", "q.csv"])
        let complete = first.output[...(first.output.lastIndex(of: 0x0A) ?? 0)]
        #expect(complete.count > 10_000 && complete.count < first.output.count)
        #expect(String(decoding: complete + second.output, as: UTF8.self) == results(2...count))
    }

    /// A run to a file, that begins with what the test has put there.
    func append(_ runs: StateRuns, _ text: String) async throws -> QuotedProcess.Result {
        try runs.append(text, to: "q.csv")
        return try await runs.run(["-f", "q.csv", "--format", "csv"], to: .file(runs.files / "out"))
    }

    @Test func `a file that is appended to has one header, and no line is glued to half a line`() async throws {
        let runs = try StateRuns()
        try runs.append("", to: "out")
        #expect(try await append(runs, quotes(1...3)).ending == .exited(0))
        #expect(try await append(runs, quotes(4...4)).ending == .exited(0))
        let header = "symbol,timestamp,price,sma\n"
        let lines = header + "A,t2,2,1.5\nA,t3,3,2.5\nA,t4,4,3.5\n"
        #expect(runs.files.content(of: "out") == lines)
        try runs.append("A,t5", to: "out")
        #expect(try await append(runs, quotes(5...5)).ending == .exited(0))
        #expect(runs.files.content(of: "out") == lines + "A,t5\nA,t5,5,4.5\n")
        // Elsewhere the header is wanted again.
        try runs.append(quotes(6...6), to: "q.csv")
        let other = try await runs.run(["-f", "q.csv", "--format", "csv"])
        #expect(other.outputText == header + "A,t6,6,5.5\n")
    }

    @Test func `a reader that goes away is owed the rest`() async throws {
        let runs = try StateRuns()
        try runs.append(quotes(1...20_000), to: "q.csv")
        let first = try await QuotedProcess.run(runs.options + ["-f", "q.csv"], readLines: 5, in: runs.files)
        #expect(first.ending == .exited(0))
        let second = try await runs.run(["-f", "q.csv"])
        let whole = results(2...20_000)
        // A pipe holds at most 64 KiB, of which the reader took a part.
        let rest = second.outputText
        #expect(whole.hasSuffix(rest))
        #expect(rest.utf8.count > whole.utf8.count - (64 << 10) - first.output.count - 200)
        #expect(rest.utf8.count < whole.utf8.count)
    }
}
