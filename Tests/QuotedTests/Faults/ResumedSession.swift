import Glibc

/// A run of `quoted` that goes on where another left off, and a third that goes on after it.
///
/// Whatever fails in the second: what it and the third say is every result, each with its own number.
enum ResumedSession {
    private static let expected = Set(
        (11...30).map {
            "{\"seq\":\($0),\"symbol\":\"A\",\"timestamp\":\"t\($0)\",\"price\":\"\($0)\",\"sma\":\"\($0)\"}"
        })

    static func run(_ fault: Fault?) async throws -> FaultReport {
        let directory = try TemporaryDirectory()
        let state = try TemporaryDirectory()
        let lines = { (numbers: ClosedRange<Int>) in numbers.map { "A,t\($0),\($0)\n" }.joined() }
        let run = { (environment: [String: String]) in
            try await QuotedProcess.run(
                [
                    "-f", directory / "quotes.csv", "--state-dir", state.path, "-w", "1", "--decimals", "0", "--format",
                    "json",
                ],
                environment: environment,
                // Whoever hangs or loops is killed.
                through: ["timeout", "-s", "KILL", "60"])
        }
        try directory.write(lines(1...10), to: "quotes.csv")
        _ = try await run([:])
        try directory.write(lines(1...20), to: "quotes.csv")
        let second = try await run(try Fault.environment(fault, counts: directory / "counts"))
        try directory.write(lines(1...30), to: "quotes.csv")
        let third = try await run([:])
        let results = (second.outputText + third.outputText).split(separator: "\n").map(String.init)
        return FaultReport(
            expected: expected, isFed: true, isNothingLost: true,
            ending: third.ending == .exited(0) ? second.ending : third.ending, results: Set(results), seen: nil,
            errors: second.errorText, counts: Fault.counts(directory.content(of: "counts") ?? ""))
    }
}
