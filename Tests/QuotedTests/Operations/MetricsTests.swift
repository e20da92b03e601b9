import Foundation
import Testing

/// The metrics file of the real program.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct MetricsTests {
    /// The values by name, without labels.
    static func values(_ text: String) -> [String: String] {
        let samples = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        return Dictionary(uniqueKeysWithValues: samples.map { (String($0[0]), String($0[1])) })
    }

    @Test func `in the end the file says what the log says`() async throws {
        let directory = try TemporaryDirectory()
        let result = try await QuotedProcess.run(
            ["-f", ExactnessTests().dataPath("quotes.csv"), "-f", "-", "--metrics-file", directory / "quoted.prom"],
            input: Array("A,1,2\nA,2,x\nA,3,\n".utf8))
        #expect(result.ending == .exited(0))
        #expect(
            result.errorText.hasSuffix("quoted: info: 561 quotes, 1 missing, 1 bad lines, 0 dropped, 515 results\n"))
        let values = Self.values(try #require(directory.content(of: "quoted.prom")))
        let expected = [
            "quoted_quotes_total": 561, "quoted_missing_total": 1, "quoted_bad_lines_total": 1,
            "quoted_dropped_quotes_total": 0, "quoted_results_total": 515, "quoted_symbols": 6,
            "quoted_deque_quotes": 0, "quoted_deque_capacity_quotes": 1024,
            "quoted_output_bytes_total": result.output.count,
        ]
        for (name, value) in expected { #expect(values[name] == "\(value)", "\(name)") }
        #expect(directory.content(of: "quoted.prom.tmp") == nil)
    }

    @Test func `the file is there from the start, and is replaced while quotes come`() async throws {
        let directory = try TemporaryDirectory()
        let process = try QuotedProcess.start(["-f", "-", "-w1", "--metrics-file", directory / "quoted.prom"])
        let result = try await process.converse { conversation in
            try conversation.wait("the first metrics") { directory.content(of: "quoted.prom") != nil }
            #expect(Self.values(directory.content(of: "quoted.prom") ?? "")["quoted_quotes_total"] == "0")
            try conversation.send("A,1,2\nA,2,3\n".utf8)
            try conversation.wait("the next metrics") {
                Self.values(directory.content(of: "quoted.prom") ?? "")["quoted_quotes_total"] == "2"
            }
        }
        #expect(result.ending == .exited(0))
    }

    @Test(arguments: [
        ("none/quoted.prom", "open", "No such file or directory; create its directory first"),
        ("", "replace", "it is not a regular file; choose the path of a file for the metrics"),
    ])
    func `a file that cannot be written is an error at the start`(_ test: (name: String, verb: String, reason: String))
        async throws
    {
        let directory = try TemporaryDirectory()
        let path = directory / test.name
        let result = try await QuotedProcess.run(
            ["-f", "-", "-w1", "--metrics-file", path], input: Array("A,1,2\n".utf8))
        #expect(result.ending == .exited(73))
        #expect(result.output == [])
        #expect(
            result.errorText
                == "quoted: error: cannot \(test.verb) '\(path)\(test.verb == "open" ? ".tmp" : "")': \(test.reason)\n")
    }

    @Test func `a file that can no longer be written is told once, and does not stop the quotes`() async throws {
        let directory = try TemporaryDirectory()
        _ = unsafe mkdir(directory / "metrics", 0o755)
        let path = directory / "metrics/quoted.prom"
        let process = try QuotedProcess.start(["-f", "-", "-w1", "--metrics-file", path])
        let result = try await process.converse { conversation in
            try conversation.send("A,1,2\n".utf8)
            for _ in 0..<2 { _ = try conversation.line() }
            _ = unsafe unlink(path)
            _ = unsafe rmdir(directory / "metrics")
            #expect(
                try conversation.errorLine() == "quoted: error: metrics are out of date: cannot open '\(path).tmp': "
                    + "No such file or directory; create its directory first")
            _ = unsafe mkdir(directory / "metrics", 0o755)
            #expect(try conversation.errorLine() == "quoted: info: metrics are written to '\(path)' again")
            #expect(directory.content(of: "metrics/quoted.prom")?.contains("quoted_quotes_total 1\n") == true)
            _ = unsafe unlink(path)
            _ = unsafe rmdir(directory / "metrics")
        }
        #expect(result.ending == .exited(0))
    }

    // MARK: A parser of others

    /// Where Debian's package `python3-prometheus-client` puts it.
    static let python = "/usr/bin/python3"
    static let hasParser = (try? run(["-c", "import prometheus_client.parser"]))?.status == 0

    static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test(.enabled(if: hasParser, "/usr/bin/python3 has no module prometheus_client (python3-prometheus-client)"))
    func `Prometheus's own parser reads the same values`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory / "quoted.prom"
        let result = try await QuotedProcess.run([
            "-f", ExactnessTests().dataPath("intraday.csv"), "--metrics-file", path,
        ])
        #expect(result.ending == .exited(0))
        let text = try #require(directory.content(of: "quoted.prom"))
        let script = """
            import sys
            from prometheus_client.parser import text_fd_to_metric_families
            for family in text_fd_to_metric_families(open(sys.argv[1])):
                for sample in family.samples:
                    assert family.documentation.endswith("."), family
                    labels = ",".join(f'{key}="{value}"' for key, value in sample.labels.items())
                    name = sample.name + ("{" + labels + "}" if labels else "")
                    print(family.type, name, int(sample.value))
            """
        let parsed = try Self.run(["-c", script, path])
        #expect(parsed.status == 0)
        var expected: [String] = []
        for (name, value) in Self.values(text) {
            expected.append("\(name.hasSuffix("_total") ? "counter" : "gauge") \(name) \(value)")
        }
        #expect(parsed.output.split(separator: "\n").map(String.init).sorted() == expected.sorted())
    }
}
