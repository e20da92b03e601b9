import Foundation
import Testing

extension ExactnessTests {
    /// A file in `data/`, in the checkout that the tests were built from.
    func dataPath(_ name: String) -> String { path("../../data/\(name)") }

    /// A file in `Fixtures/`, beside this file.
    func fixturePath(_ name: String) -> String { path("Fixtures/\(name)") }

    private func path(_ relative: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: relative).standardized.path
    }

    /// The quotes of a plain CSV file with a header and symbol, time and price in its first columns.
    func rows(ofFile path: String) throws -> [Oracle.Row] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            return Oracle.Row(symbol: String(fields[0]), timestamp: String(fields[1]), price: String(fields[2]))
        }
    }

    /// Expects these very lines, a clean end and no complaint; shows the first lines that differ.
    func expect(
        _ result: QuotedProcess.Result, toPrint expected: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let lines = result.outputText.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let differences = zip(expected, lines).enumerated().lazy.filter { $0.element.0 != $0.element.1 }.prefix(5)
        for (index, pair) in differences {
            Issue.record("line \(index + 1): \(pair.1), expected \(pair.0)", sourceLocation: sourceLocation)
        }
        #expect(lines.count == expected.count, sourceLocation: sourceLocation)
        #expect(result.output.last == UInt8(ascii: "\n"), sourceLocation: sourceLocation)
        #expect(result.ending == .exited(0), "\(result.errorText.suffix(1000))", sourceLocation: sourceLocation)
    }
}
