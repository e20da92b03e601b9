import Testing

/// What goes to standard error and what does not, and whether the counters add up.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ReportingTests {
    /// One bad line, one quote too few for an average: a warning and an info line to show or to leave out.
    static let input = Array("A,t,1\nA,t,x\n".utf8)
    static let warning = "quoted: warning: standard input:2: price 'x' is not a number\n"
    static let info = "quoted: info: 1 quotes, 0 missing, 1 bad lines, 0 dropped, 1 results\n"

    enum Shown {
        case all, warnings, nothing
    }

    static let levels: [(arguments: [String], shown: Shown)] = [
        ([], .all), (["--log-level", "info"], .all), (["--log-level=warning"], .warnings),
        (["--log-level", "error"], .nothing), (["-q"], .nothing), (["--quiet"], .nothing), (["-v"], .all),
        (["--verbose"], .all), (["-q", "-v"], .all), (["-vq"], .nothing),
    ]

    @Test(arguments: levels)
    func `the level says what goes to standard error`(_ test: (arguments: [String], shown: Shown)) async throws {
        let result = try await QuotedProcess.run(["-f", "-", "-w1"] + test.arguments, input: Self.input)
        let errors =
            switch test.shown {
            case .all: Self.warning + Self.info
            case .warnings: Self.warning
            case .nothing: ""
            }
        #expect(result.errorText == errors)
        #expect(result.outputText == "symbol,timestamp,price,sma\nA,t,1,1.000000\n")
    }

    @Test func `what would be a warning about the environment is left out with the others`() async throws {
        let variables = ["QUOTED_SERVICE_HOST": "10.0.0.1"]
        let loud = try await QuotedProcess.run(["-f", "-", "-w1"], input: Array("1\n".utf8), environment: variables)
        #expect(loud.errorText.hasPrefix("quoted: warning: QUOTED_SERVICE_HOST: no such variable\n"))
        let quiet = try await QuotedProcess.run(["-qf-", "-w1"], input: Array("1\n".utf8), environment: variables)
        #expect(quiet.ending == .exited(0))
        #expect(quiet.errorText.isEmpty)
    }

    @Test func `an error is told at every level`() async throws {
        let result = try await QuotedProcess.run(["-q", "-f", "/nosuch"])
        #expect(
            result.errorText == "quoted: error: cannot open '/nosuch': No such file or directory; check the path\n")
    }

    @Test(arguments: ["-h", "--help"]) func `help goes to standard output, whatever else is asked`(_ flag: String)
        async throws
    {
        let result = try await QuotedProcess.run(["--nosuch", flag])
        #expect(result.ending == .exited(0))
        #expect(result.outputText.hasPrefix("Usage: quoted "))
        #expect(result.errors.isEmpty)
        for option in ["--file", "--window", "--help", "--version"] { #expect(result.outputText.contains(option)) }
    }

    @Test func `the version goes to standard output`() async throws {
        let result = try await QuotedProcess.run(["--version"])
        #expect(result.ending == .exited(0))
        #expect(result.outputText.wholeMatch(of: /quoted \d+\.\d+\.\d+\n/) != nil)
        #expect(result.errors.isEmpty)
    }

    @Test func `help that cannot be written is a failure`() async throws {
        let result = try await QuotedProcess.run(["--help"], to: .file("/dev/full"))
        #expect(result.ending == .exited(74))
        #expect(
            result.errorText
                == "quoted: error: cannot write standard output: No space left on device; free some space\n")
    }

    /// Records of every kind in some order, and how many of each there are.
    struct Workload: CustomTestStringConvertible {
        var kinds: String
        var capacity = 1
        var maximumLine = 64
        var arguments: [String] = []
        var testDescription: String { "\(kinds), deque \(capacity), lines of \(maximumLine), \(arguments)" }

        static let texts: [Character: String] = [
            "q": "S,t,12.5", "c": "\"S,T\",\"t \"\"\",1.5e-7", "m": "S,t,", "b": "S,t,abc", "f": "S", " ": "",
            "l": "S,t," + String(repeating: "9", count: 200), "n": "\"S\nT\",t,NaN",
        ]

        /// As many records as `kinds` repeated makes, and no newline after the last.
        func records(_ count: Int) -> [Character] {
            (0..<count).map { kinds[kinds.index(kinds.startIndex, offsetBy: $0 % kinds.count)] }
        }
    }

    static let kinds = ["q", "c", "b", "l", "m", "qb", "cl", "qcmbfl n", "bbbbbbbbq", "lllc", "qqqqqqqqqqqqqqqb"]
    static let workloads = kinds.flatMap { kinds in
        [1, 2, 3, 50].map { Workload(kinds: kinds, capacity: $0) }
            + [
                Workload(kinds: kinds, arguments: ["--overflow", "drop-oldest", "--format", "json"]),
                Workload(kinds: kinds, capacity: 3, maximumLine: 65536, arguments: ["--overflow=drop-oldest"]),
            ]
    }

    @Test(arguments: workloads) func `every record is counted once, and nothing stands still`(_ test: Workload)
        async throws
    {
        let directory = try TemporaryDirectory()
        let records = test.records(2003)
        let text = "symbol,timestamp,price\n" + records.map { Workload.texts[$0] ?? "" }.joined(separator: "\n")
        let path = try directory.write(text, to: "q.csv")
        let result = try await QuotedProcess.run(
            [
                "-f", path, "-w1", "--no-output-header", "--rejects", directory / "rejects", "--deque",
                "\(test.capacity)", "--max-line", "\(test.maximumLine)",
            ] + test.arguments)
        let quotes = records.count { "qc".contains($0) }
        let missing = records.count { "mn".contains($0) }
        let bad = records.count { "bfl".contains($0) }
        #expect(result.ending == .exited(0))
        #expect(
            result.errorText.hasSuffix(
                "quoted: info: \(quotes) quotes, \(missing) missing, \(bad) bad lines, 0 dropped, \(quotes) results\n"))
        #expect(result.output.count { $0 == UInt8(ascii: "\n") } == quotes)
        #expect(directory.content(of: "rejects")?.utf8.count { $0 == UInt8(ascii: "\n") } == bad)
    }

    @Test(arguments: [1, 2, 3], ["block", "drop-oldest"])
    func `an output that is read slowly loses nothing and holds nothing up`(_ capacity: Int, _ overflow: String)
        async throws
    {
        let quotes = 20_000
        let directory = try TemporaryDirectory()
        let path = try directory.write((1...quotes).map { "t,\($0)\nbad,\n,x\n" }.joined(), to: "q.csv")
        let process = try QuotedProcess.start([
            "-f", path, "-w1", "--no-output-header", "--deque", "\(capacity)", "--overflow", overflow,
            "--rejects", directory / "rejects",
        ])
        let result = try await process.converse { conversation in
            for number in 1...quotes {
                let line = try conversation.line()
                try #require(line == "q,t,\(number),\(number).000000")
            }
        }
        #expect(result.ending == .exited(0))
        #expect(
            result.errorText.hasSuffix(
                "info: \(quotes) quotes, \(quotes) missing, \(quotes) bad lines, 0 dropped, \(quotes) results\n"))
    }
}
