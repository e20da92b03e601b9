import Foundation
import Testing

/// Followed files that were rotated while nobody followed them.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct RenamedFileTests {
    let runs: StateRuns
    let path: String

    init() throws {
        runs = try StateRuns(["-w", "2", "--decimals", "1", "--follow"])
        path = try runs.append(quotes(1...5), to: "q.csv")
    }

    /// Follows the file until there are results up to a number; returns what came out and what was logged.
    func follow(to number: Int) async throws -> (output: String, log: String) {
        let quoted = try runs.start(["-f", path])
        try await quoted.wait(for: "result \(number)") { quoted.outputText.contains("\"timestamp\":\"t\(number)\"") }
        quoted.process.send(SIGTERM)
        try await quoted.wait(for: "the end") { quoted.hasClosedOutput }
        #expect(quoted.ending() == .exited(0))
        return (quoted.outputText, quoted.errorText)
    }

    @Test func `the rest of a renamed file comes first`() async throws {
        #expect(try await follow(to: 5).output == results(2...5))
        try runs.append(quotes(6...7), to: "q.csv")
        runs.rename("q.csv", to: "old quotes")
        try runs.append("symbol,time,price\n" + quotes(8...9), to: "q.csv")
        let second = try await follow(to: 9)
        #expect(second.output == results(6...9))
        #expect(
            second.log.contains(
                "\(path): its rest, after line 5, is read in '\(runs.files.path)/old quotes' first, which it was renamed to\n"
            ))
    }

    @Test func `files that came and were renamed meanwhile are read as well, in their order`() async throws {
        #expect(try await follow(to: 5).output == results(2...5))
        for number in [6, 8, 10] {
            try runs.append(quotes(number...number), to: "q.csv")
            for older in [2, 1] { runs.rename("q.csv.\(older)", to: "q.csv.\(older + 1)") }
            runs.rename("q.csv", to: "q.csv.1")
            try runs.append("symbol,time,price\n" + quotes(number + 1...number + 1), to: "q.csv")
        }
        #expect(try await follow(to: 11).output == results(6...11))
    }

    @Test func `the copy of a file that was emptied comes first`() async throws {
        #expect(try await follow(to: 5).output == results(2...5))
        try runs.append(quotes(6...7), to: "q.csv")
        try FileManager.default.copyItem(atPath: path, toPath: path + ".1")
        _ = unsafe truncate(path, 0)
        try runs.append(quotes(8...9), to: "q.csv")
        #expect(try await follow(to: 9).output == results(6...9))
    }

    @Test func `a file that was renamed before a line of it was read is not left out`() async throws {
        let runs = try StateRuns(["-w", "2", "--decimals", "1", "--follow"])
        try runs.append("", to: "q.csv")
        let quoted = try runs.start(["-f", runs.files / "q.csv"])
        try await runs.waitForCheckpoint(after: nil)
        quoted.process.send(SIGTERM)
        #expect(quoted.ending() == .exited(0))
        try runs.append(quotes(1...3), to: "q.csv")
        runs.rename("q.csv", to: "q.csv.1")
        try runs.append(quotes(4...5), to: "q.csv")
        let second = try runs.start(["-f", runs.files / "q.csv"])
        try await second.wait(for: "the last result") { second.outputText.contains("\"t5\"") }
        #expect(second.outputText == results(2...5))
    }

    @Test func `a file that is gone is told, and the one that has its name is read from its start`() async throws {
        #expect(try await follow(to: 5).output == results(2...5))
        try runs.append(quotes(6...6), to: "new")
        runs.rename("new", to: "q.csv")
        let second = try await follow(to: 6)
        #expect(second.output == results(6...6))
        #expect(second.log.contains("\(path): it is not the file that was read before; it is read from its start\n"))
    }

    /// Two renames between two looks, while it runs: with the process stopped there is no look between them.
    @Test func `two renames at once leave nothing out`() async throws {
        let quoted = try runs.start(["-f", path])
        try await quoted.wait(for: "result 5") { quoted.outputText.contains("\"t5\"") }
        quoted.process.send(SIGSTOP)
        for number in [6, 8] {
            runs.rename("q.csv.1", to: "q.csv.2")
            runs.rename("q.csv", to: "q.csv.1")
            try runs.append(quotes(number...number + 1), to: "q.csv")
        }
        quoted.process.send(SIGCONT)
        try await quoted.wait(for: "result 9") { quoted.outputText.contains("\"t9\"") }
        #expect(quoted.outputText == results(2...9))
    }
}
