import Foundation
import Testing

/// The real program against the oracle, to the last digit.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ExactnessTests {
    /// Made-up quotes of interleaved symbols.
    struct Workload: CustomTestStringConvertible {
        let kind: PriceTexts.Kind
        var window = 10
        var decimals = 6
        var symbols = 5
        let windows: Int
        var testDescription: String { "\(windows) windows of \(window), \(decimals) decimals, \(kind)" }

        func rows() -> [Oracle.Row] {
            var texts = (0..<symbols).map { PriceTexts(kind, seed: UInt64($0)) }
            // Each symbol's first windows - 1 quotes have no result.
            return (0..<windows + symbols * (window - 1)).map { index in
                let symbol = index % symbols
                return Oracle.Row(symbol: "S\(symbol)", timestamp: "t\(index)", price: texts[symbol].next())
            }
        }
    }

    static let workloads = [
        Workload(kind: .anything, windows: 20_000),
        Workload(kind: .anything, window: 1, windows: 5000),
        Workload(kind: .anything, window: 2, decimals: 0, windows: 5000),
        Workload(kind: .anything, window: 3, decimals: 18, windows: 10_000),
        Workload(kind: .anything, window: 20, decimals: 2, windows: 10_000),
        Workload(kind: .anything, window: 127, decimals: 9, windows: 5000),
        Workload(kind: .anything, window: 1000, decimals: 17, symbols: 1, windows: 500),
        Workload(kind: .hugeBesideTiny, windows: 5000),
        Workload(kind: .hugeBesideTiny, decimals: 18, windows: 5000),
        Workload(kind: .hugeBesideTiny, window: 65_536, decimals: 18, symbols: 1, windows: 3),
        Workload(kind: .exponents, windows: 5000),
        Workload(kind: .exponents, window: 7, decimals: 12, windows: 5000),
        Workload(kind: .ties(window: 10, decimals: 6), windows: 15_000),
        Workload(kind: .ties(window: 2, decimals: 0), window: 2, decimals: 0, windows: 5000),
        Workload(kind: .ties(window: 3, decimals: 5), window: 3, decimals: 5, windows: 5000),
        Workload(kind: .ties(window: 10, decimals: 18), decimals: 18, windows: 5000),
        Workload(kind: .ties(window: 50, decimals: 2), window: 50, decimals: 2, windows: 5000),
    ]

    @Test(arguments: workloads)
    func `every average of made-up quotes is the exact mean, rounded once`(_ workload: Workload) async throws {
        let rows = workload.rows()
        let text = rows.reduce(into: "symbol,timestamp,price\n") { $0 += "\($1.symbol),\($1.timestamp),\($1.price)\n" }
        let result = try await QuotedProcess.run(
            ["--file", "-", "--window", "\(workload.window)", "--decimals", "\(workload.decimals)"],
            input: Array(text.utf8))
        let expected = Oracle(window: workload.window, decimals: workload.decimals).output(for: rows)
        #expect(expected.count == workload.windows + 1)
        expect(result, toPrint: expected)
    }

    @Test func `at least 100,000 windows of made-up quotes are compared`() {
        #expect(Self.workloads.reduce(0) { $0 + $1.windows } >= 100_000)
    }

    /// The fixture was made with Python's `fractions` and `round`, which knows nothing of either.
    @Test func `oracle and program agree with a third calculation of the monthly closes`() async throws {
        let fixture = try String(contentsOfFile: fixturePath("quotes.sma.csv"), encoding: .utf8)
        let lines = fixture.split(separator: "\n").map(String.init)
        #expect(lines.count == 516)
        let path = dataPath("quotes.csv")
        #expect(Oracle().output(for: try rows(ofFile: path)) == lines)
        expect(try await QuotedProcess.run(["--file", path]), toPrint: lines)
    }

    @Test(arguments: ["quotes.csv", "intraday.csv"], [(10, 6), (1, 0), (2, 1), (3, 18), (5, 4), (20, 2), (7, 12)])
    func `every average of the data that comes along is the exact mean, rounded once`(
        _ file: String, _ options: (window: Int, decimals: Int)
    ) async throws {
        let path = dataPath(file)
        let result = try await QuotedProcess.run([
            "--file", path, "--window=\(options.window)", "--decimals=\(options.decimals)",
        ])
        let oracle = Oracle(window: options.window, decimals: options.decimals)
        expect(result, toPrint: oracle.output(for: try rows(ofFile: path)))
    }
}
