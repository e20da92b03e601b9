import Foundation
import Testing

/// Runs that are killed in the middle of whatever they do.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct CrashTests {
    /// Seconds after which a run is killed, at most: long enough for several checkpoints.
    static let longestRun = 0.4
    static let kills = 20

    /// A writer of a file that is rotated by numbers.
    final class Writer {
        private let runs: StateRuns
        private var random = SystemRandomNumberGenerator()
        private(set) var all = ""
        private(set) var count = 0
        private var generations = 0

        init(_ runs: StateRuns) {
            self.runs = runs
        }

        func write(to name: String = "q.csv") throws {
            var text = ""
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                count += 1
                text += "S\(count * 7 % 13),t\(count),\(count % 900).25\n"
            }
            all += text
            try runs.append(text, to: name)
        }

        /// As who rotates does: the writer leaves the old file a little later.
        func rotate() throws {
            for number in stride(from: generations, through: 1, by: -1) {
                runs.rename("q.csv.\(number)", to: "q.csv.\(number + 1)")
            }
            runs.rename("q.csv", to: "q.csv.1")
            generations += 1
            try write(to: "q.csv.1")
            try write()
        }
    }

    @Test func `killed at any moment, no result is missing or wrong, and none has the number of another`() async throws
    {
        let runs = try StateRuns(["-w", "3", "--decimals", "3", "--follow", "--no-output-header"])
        let writer = Writer(runs)
        try writer.write()
        try runs.append("", to: "out")
        let arguments = runs.options + ["-f", runs.files / "q.csv"]
        var kills = 0
        while kills < Self.kills {
            let process = try QuotedProcess.start(arguments, to: .file(runs.files / "out"))
            let start = ContinuousClock.now
            let life = Duration.seconds(Double.random(in: 0...Self.longestRun))
            while ContinuousClock.now < start + life || runs.checkpoint == nil {
                try writer.write()
                // What had the name before the first run is nobody's.
                if runs.checkpoint != nil, Int.random(in: 0..<15) == 0 { try writer.rotate() }
                _ = poll(nil, 0, 3)
            }
            process.send(SIGKILL)
            #expect(try await process.finish().ending == .killed(signal: SIGKILL))
            kills += 1
            for _ in 0..<Int.random(in: 0...3) { try writer.rotate() }
        }
        let last = try QuotedProcess.start(arguments, to: .file(runs.files / "out"))
        let end = ContinuousClock.now + .seconds(60)
        while runs.files.content(of: "out")?.contains("\"t\(writer.count)\"") != true, ContinuousClock.now < end {
            _ = poll(nil, 0, 50)
        }
        last.send(SIGTERM)
        #expect(try await last.finish().ending == .exited(0))

        let path = try runs.files.write(writer.all, to: "all.csv")
        let whole = try await QuotedProcess.run(["-f", path, "--format=json", "-w3", "--decimals=3"])
        let expected = Set(whole.outputText.split(separator: "\n"))
        let output = runs.files.content(of: "out") ?? ""
        var lines = Set(output.split(separator: "\n"))
        // Half a line, of a run that was killed as it wrote it, stands alone.
        for line in lines where !line.hasSuffix("}") { lines.remove(line) }
        let (missing, wrong) = (expected.subtracting(lines).sorted(), lines.subtracting(expected).sorted())
        #expect(missing.count == 0, "\(missing.prefix(3))")
        #expect(wrong.count == 0, "\(wrong.prefix(3))")
        #expect(expected.count > 1000)
    }

    struct Sources: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var testDescription: String { arguments.joined(separator: " ") }
    }

    /// Kills a run that has given results, and returns the numbers of the results before and after.
    func numbers(_ signal: Int32, _ arguments: [String], _ runs: StateRuns) async throws -> [Int] {
        var numbers: [Int] = []
        for round in 0..<2 {
            let quoted = try runs.start(arguments)
            let text = quotes(3 * round + 1...3 * round + 3)
            if arguments.contains("--listen") {
                let feeder = try Feeder(port: try await quoted.port())
                try feeder.send(text)
                feeder.finish()
            } else {
                try await runs.waitForCheckpoint(after: nil)
                try runs.append(text, to: "b.csv")
            }
            try await quoted.wait(for: "results") { quoted.outputText.contains("\"t\(3 * round + 3)\"") }
            let found = quoted.outputText.matches(of: /"seq":([0-9]+)/).compactMap { Int($0.1) }
            numbers += found
            quoted.process.send(signal)
            #expect(quoted.ending() == (signal == SIGKILL ? .killed(signal: SIGKILL) : .exited(0)))
        }
        return numbers
    }

    @Test(arguments: [["--listen", "127.0.0.1:0"], ["-f", "DIR/a.csv", "-f", "DIR/b.csv", "--follow"]])
    func `where results cannot be made again, no number is used twice`(_ arguments: [String]) async throws {
        let runs = try StateRuns()
        let arguments = arguments.map { $0.replacing("DIR", with: runs.files.path) }
        for name in ["a.csv", "b.csv"] { try runs.append("", to: name) }
        let numbers = try await numbers(SIGKILL, arguments, runs)
        #expect(numbers.prefix(2) == [1, 2])
        let step = 10_000_000_000
        #expect(numbers.dropFirst(2).allSatisfy { $0 > step && $0 <= step + 10 })
        #expect(Set(numbers).count == numbers.count)
    }

    @Test func `where the run ended in order, a feed's numbers go on without a gap`() async throws {
        let runs = try StateRuns()
        #expect(try await numbers(SIGTERM, ["--listen", "127.0.0.1:0"], runs) == [1, 2, 3, 4, 5])
    }
}
