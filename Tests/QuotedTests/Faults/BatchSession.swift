import Glibc

/// A run of `quoted` over a file and standard input to their ends.
enum BatchSession {
    private static let expected = Set(
        ["FILE", "PIPE"].flatMap { symbol in
            (1...20).map { "{\"symbol\":\"\(symbol)\",\"timestamp\":\"t\($0)\",\"price\":\"\($0)\",\"sma\":\"\($0)\"}" }
        })

    static func run(_ fault: Fault?) async throws -> FaultReport {
        let directory = try TemporaryDirectory()
        let lines = { (symbol: String) in (1...20).map { "\(symbol),t\($0),\($0)\n" }.joined() }
        try directory.write(lines("FILE"), to: "quotes.csv")
        let result = try await QuotedProcess.run(
            [
                "-f", directory / "quotes.csv", "-f", "-", "--rejects", directory / "rejects", "--metrics-file",
                directory / "metrics", "-w", "1", "--decimals", "0", "--format", "json",
            ],
            input: Array((lines("PIPE") + "PIPE,t,\(FaultReport.badPrice)\n").utf8),
            environment: try Fault.environment(fault, counts: directory / "counts"),
            // Whoever hangs or loops is killed.
            through: ["timeout", "-s", "KILL", "60"])
        // The number of a result depends on those before it.
        let results = result.outputText.split(separator: "\n").map { String($0.replacing(/"seq":[0-9]+,/, with: "")) }
        return FaultReport(
            expected: expected, isFed: true, ending: result.ending, results: Set(results), seen: nil,
            errors: result.errorText, counts: Fault.counts(directory.content(of: "counts") ?? ""),
            rejects: directory.content(of: "rejects") ?? "", metrics: directory.content(of: "metrics") ?? "")
    }
}
