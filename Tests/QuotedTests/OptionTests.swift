import Testing

/// Each option does what the help text says.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct OptionTests {
    /// A command line that reads standard input, and the lines that it prints.
    struct Case: CustomTestStringConvertible {
        let arguments: [String]
        let input: String
        let lines: [String]
        var environment: [String: String] = [:]
        var testDescription: String {
            (environment.sorted(by: <).map { "\($0)=\($1)" } + arguments).joined(separator: " ")
        }

        init(_ arguments: [String], _ input: String, _ lines: [String], environment: [String: String] = [:]) {
            (self.arguments, self.input, self.lines, self.environment) = (arguments, input, lines, environment)
        }
    }

    static let header = "symbol,timestamp,price,sma"
    static let ticks = "symbol,timestamp,price\nA,t1,1\nB,t1,10\nA,t2,2\nA,t3,4\n"
    static let wide = "Date,Open,Close,Ticker\n2026-01-02,1,2,A\n"

    static let reading = [
        Case(["-w1", "--delimiter", "tab"], "A\tt,u\t1\n", [header, "A,\"t,u\",1,1.000000"]),
        Case(["-w1", "--delimiter", "\\t"], "A\tt\t1\n", [header, "A,t,1,1.000000"]),
        Case(["-w1", "--delimiter", " "], "A t 1\nA u 2\n", [header, "A,t,1,1.000000", "A,u,2,2.000000"]),
        Case(["-w1", "--delimiter=:"], "symbol:time:price\nA:t:1\n", [header, "A,t,1,1.000000"]),
        Case(["-w1", "--delimiter", "|"], "A|t,1,2|3\n", [header, "A,\"t,1,2\",3,3.000000"]),
        Case(["-w1"], wide, [header, "A,2026-01-02,2,2.000000"]),
        Case(["-w1", "--columns", "price=open"], wide, [header, "A,2026-01-02,1,1.000000"]),
        Case(["-w1", "--columns", "symbol=Date,time=Ticker,price=Close"], wide, [header, "2026-01-02,A,2,2.000000"]),
        Case(["-w1", "--columns=symbol=4,time=1,price=2"], wide, [header, "A,2026-01-02,1,1.000000"]),
        Case(["-w1", "--columns", "price=2"], "x,5\n", [header, "FEED,,5,5.000000"]),
        Case(["-w1", "--no-header"], "A,t,x\nA,t,1\n", [header, "A,t,1,1.000000"]),
        Case(["-w1"], "t1,5\n", [header, "FEED,t1,5,5.000000"]),
        Case(["-w1", "--symbol", "BRK, \"B\""], "t1,5\n", [header, "\"BRK, \"\"B\"\"\",t1,5,5.000000"]),
        Case(["-w1", "--symbol=X"], "A,t1,5\n", [header, "A,t1,5,5.000000"]),
        Case(
            ["-w1", "--max-line", "64"],
            "1\n\(String(repeating: "0", count: 63))2\n\(String(repeating: "0", count: 64))3\n",
            [header, "FEED,,1,1.000000", "FEED,,2,2.000000"]),
    ]

    static let averaging = [
        Case(["--window", "2"], ticks, [header, "A,t2,2,1.500000", "A,t3,4,3.000000"]),
        Case(["--window=2"], ticks, [header, "A,t2,2,1.500000", "A,t3,4,3.000000"]),
        Case(["-w3"], ticks, [header, "A,t3,4,2.333333"]),
        Case(
            ["-w", "3", "--warmup", "partial"], ticks,
            [header, "A,t1,1,1.000000", "B,t1,10,10.000000", "A,t2,2,1.500000", "A,t3,4,2.333333"]),
        Case(["-w3", "--warmup=skip"], ticks, [header, "A,t3,4,2.333333"]),
        Case(["-w2", "--decimals", "0"], ticks, [header, "A,t2,2,2", "A,t3,4,3"]),
        Case(["-w3", "--decimals", "18"], ticks, [header, "A,t3,4,2.333333333333333333"]),
        Case(["-w2", "--decimals=1"], "0.1\n0.2\n0.3\n", [header, "FEED,,0.2,0.2", "FEED,,0.3,0.2"]),
    ]

    static let writing = [
        Case(["-w2", "--no-output-header"], ticks, ["A,t2,2,1.500000", "A,t3,4,3.000000"]),
        Case(["-w2", "--output", "-", "--format", "csv"], ticks, [header, "A,t2,2,1.500000", "A,t3,4,3.000000"]),
        Case(
            ["-w2", "--format", "json"], ticks,
            [
                #"{"seq":1,"symbol":"A","timestamp":"t2","price":"2","sma":"1.500000"}"#,
                #"{"seq":2,"symbol":"A","timestamp":"t3","price":"4","sma":"3.000000"}"#,
            ]),
        Case(
            ["-w1", "--format=json"], "\"A\"\"\\B\",t,1\n",
            [#"{"seq":1,"symbol":"A\"\\B","timestamp":"t","price":"1","sma":"1.000000"}"#]),
        Case(["-w2", "--deque", "1"], ticks, [header, "A,t2,2,1.500000", "A,t3,4,3.000000"]),
        Case(
            ["-w2", "--deque=1", "--overflow=drop-oldest"], ticks, [header, "A,t2,2,1.500000", "A,t3,4,3.000000"]),
    ]

    static let environment = [
        Case([], ticks, [header, "A,t3,4,2.333333"], environment: ["QUOTED_WINDOW": "3"]),
        Case(["-w2"], ticks, [header, "A,t2,2,1.500000", "A,t3,4,3.000000"], environment: ["QUOTED_WINDOW": "3"]),
        Case(
            ["-w1"], "t;1\n", ["FEED,t,1,1"],
            environment: ["QUOTED_NO_OUTPUT_HEADER": "true", "QUOTED_DECIMALS": "0", "QUOTED_DELIMITER": ";"]),
        Case(
            ["-w1", "--no-output-header"], wide, ["2026-01-02,A,1,1.000000"],
            environment: ["QUOTED_COLUMNS": "symbol=1,time=4,price=2"]),
        Case(["-w3"], ticks, [header, "A,t3,4,2.333333"], environment: ["QUOTED_WARMUP": ""]),
    ]

    @Test(arguments: reading + averaging + writing + environment)
    func `an option does what the help says`(_ test: Case) async throws {
        let result = try await QuotedProcess.run(
            ["--file", "-"] + test.arguments, input: Array(test.input.utf8), environment: test.environment)
        #expect(result.ending == .exited(0))
        #expect(result.outputText == test.lines.map { $0 + "\n" }.joined(), "\(result.errorText)")
    }

    @Test func `several files come from the environment in their order`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("1\n", to: "b.csv")
        try directory.write("2\n", to: "a.csv")
        let result = try await QuotedProcess.run(
            ["--window=1", "--no-output-header"], environment: ["QUOTED_FILE": "b.csv,a.csv"], in: directory)
        #expect(result.outputText == "b,,1,1.000000\na,,2,2.000000\n")
    }

    @Test func `a mistake in the environment names its variable, and ends with status 78`() async throws {
        let result = try await QuotedProcess.run(["-f", "-"], environment: ["QUOTED_WINDOW": "ten"])
        #expect(result.ending == .exited(78))
        #expect(
            result.errorText.hasPrefix(
                "quoted: error: QUOTED_WINDOW: 'ten' is not a whole number; accepted: a whole number from 1 to 65536\n")
        )
    }

    @Test func `rejects are appended, after source, line and reason`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("A,t,1\nA,t,abc\n\nA\nA,t\u{7F},\"x\n", to: "q.csv")
        for _ in 1...2 {
            let result = try await QuotedProcess.run(
                ["-f", "q.csv", "--rejects", "rejects.txt", "-w1"], in: directory)
            #expect(result.ending == .exited(0))
        }
        let once = """
            q.csv\t2\tprice 'abc' is not a number\tA,t,abc
            q.csv\t4\ttoo few fields: 1 where at least 3 are needed\tA
            q.csv\t5\ta quoted field never ends\tA,t\u{7F},"x

            """
        #expect(directory.content(of: "rejects.txt") == once + once)
    }
}
