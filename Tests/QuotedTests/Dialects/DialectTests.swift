import Foundation
import Testing

/// Files as brokers, vendors and exchanges hand them out are read right without an option.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct DialectTests {
    /// What a person and Python say of a file: `expected.py` beside the files tells how.
    struct Expectation: CustomTestStringConvertible {
        let file: String
        /// Symbol, timestamp and price, as result lines have them.
        var quotes: [String] = []
        var testDescription: String { file }
    }

    static let directory = ExactnessTests().fixturePath("Dialects")
    static let expected = try! String(contentsOfFile: "\(directory)/expected.csv", encoding: .utf8)

    static let expectations: [Expectation] = expected.split(separator: "\n").dropFirst().reduce(into: []) { all, line in
        let parts = line.split(separator: ",", maxSplits: 1).map(String.init)
        if all.last?.file != parts[0] { all.append(Expectation(file: parts[0])) }
        all[all.count - 1].quotes.append(parts[1])
    }

    @Test(arguments: expectations)
    func `a file is read as a person would read it`(_ test: Expectation) async throws {
        let arguments = ["--window=1", "--decimals=0", "--no-output-header"]
        let result = try await QuotedProcess.run(["--file", "\(Self.directory)/\(test.file)"] + arguments)
        #expect(result.ending == .exited(0))
        let quotes = result.outputText.split(separator: "\n").map { line in
            String(line.prefix(upTo: line.lastIndex(of: ",")!))
        }
        #expect(quotes == test.quotes, "\(result.errorText)")
    }

    @Test func `every file is expected, and every one of them has quotes`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.directory)
        #expect(Set(files) == Set(Self.expectations.map(\.file) + ["expected.csv", "expected.py"]))
        #expect(files.count > 30)
    }

    static let hasPython = (try? MetricsTests.run(["-c", "import csv, decimal"]))?.status == 0

    @Test(.enabled(if: hasPython, "there is no /usr/bin/python3"))
    func `Python reads the files as is expected`() throws {
        let (status, output) = try MetricsTests.run(["\(Self.directory)/expected.py"])
        #expect(status == 0)
        #expect(output == Self.expected)
    }

    @Test func `a wide file is told to be one, lest columns pass for symbols unseen`() async throws {
        let input = "date,A,B,C,D\n2026-01-02,1,2,3,4\n"
        let result = try await QuotedProcess.run(["-f", "-", "-w1"], input: Array(input.utf8))
        #expect(
            result.errorText.hasPrefix(
                "quoted: info: standard input: each of its 4 columns beside the time is a symbol (A, B, C, …); "
                    + "--columns price=NAME reads one of them\n"))
    }
}
