import Glibc
import Testing

/// Files that are read from their ends, and those that had better be.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ReverseTests {
    static let options = ["-w1", "--decimals=0", "--no-output-header"]

    @Test(arguments: [
        ("plain", "Date,Close\nc,3\nb,2\na,1\n", "x,a,1,1\nx,b,2,2\nx,c,3,3\n"),
        ("no header, no final newline", "c,3\nb,2\na,1", "x,a,1,1\nx,b,2,2\nx,c,3,3\n"),
        ("byte-order mark", "\u{FEFF}\n\nDate,Close\r\nb,2\r\na,1\r\n", "x,a,1,1\nx,b,2,2\n"),
        (
            "newlines within quotes", "Date,\"Clo\nse\",Price\n\"b\n\"\"2\"\"\",9,2\n\na,9,1\n",
            "x,a,1,1\nx,\"b\n\"\"2\"\"\",2,2\n"
        ),
        ("a decimal comma that the first price tells", "Date;Close\nb;1,5\na;1.241\n", "x,a,1241,1241\nx,b,1.5,2\n"),
        ("wide", "Date,A,B\nb,3,4\na,1,2\n", "A,a,1,1\nB,a,2,2\nA,b,3,3\nB,b,4,4\n"),
        ("objects", "{\"price\":2,\"date\":\"b\\\"\"}\n{\"price\":1,\"date\":\"a\"}\n", "x,a,1,1\nx,\"b\"\"\",2,2\n"),
        ("header alone", "Date,Close\n", ""), ("nothing", "", ""),
    ])
    func `the last record comes first, behind the header`(_ name: String, _ text: String, _ output: String) async throws
    {
        let directory = try TemporaryDirectory()
        let path = try directory.write(text, to: "x.csv")
        let result = try await QuotedProcess.run(["--file", path, "--reverse"] + Self.options)
        #expect(result.ending == .exited(0))
        #expect(result.outputText == output, "\(result.errorText)")
    }

    @Test func `a long file in reverse gives what its reverse gives`() async throws {
        let directory = try TemporaryDirectory()
        let lines = (0..<40_000).map { "S\($0 % 7),\"t\($0)\",\($0).25\n" }
        try directory.write("symbol,time,price\n" + lines.joined(), to: "a.csv")
        try directory.write("symbol,time,price\n" + lines.reversed().joined(), to: "b.csv")
        let one = try await QuotedProcess.run(["-f", "a.csv", "--reverse", "-w3"], in: directory)
        let other = try await QuotedProcess.run(["-f", "b.csv", "-w3"], in: directory)
        #expect(one.output == other.output)
        #expect(one.output.count > 1_000_000)
    }

    @Test func `a bad line is told by its number from the end`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("time,price\nc,3\nb,x\na,1\n", to: "x.csv")
        let result = try await QuotedProcess.run(["-f", "x.csv", "--reverse"] + Self.options, in: directory)
        #expect(result.errorText.contains("quoted: warning: x.csv (reversed):3: price 'x' is not a number\n"))
        #expect(result.outputText == "x,a,1,1\nx,c,3,3\n")
    }

    static let refused: [(arguments: String, status: Int32, message: String)] = [
        (
            "-f x.csv --reverse --follow", 64,
            "--reverse: a file that is followed has no end to begin at; leave out --follow"
        ),
        (
            "-f - --reverse", 64,
            "--reverse: standard input cannot be read from its end; save it as a file, and name that"
        ),
        (
            "-f x.csv --listen 127.0.0.1:0 --reverse", 64,
            "--reverse: a TCP feed has no end to begin at; read files alone"
        ),
        (
            "-f x.csv --reverse --state-dir state", 64,
            "--reverse: a file that is read from its end cannot be gone on with; leave out --state-dir"
        ),
        (
            "-f x.csv --dedup --state-dir state", 64,
            "--dedup: a checkpoint does not keep the last quotes that repetitions are known by; leave out --state-dir"
        ),
        (
            "-f pipe --reverse", 64,
            "cannot read 'pipe' from its end: it is no regular file; save it as one, or leave out --reverse"
        ),
        (
            "-f bad.csv --reverse", 65,
            "cannot read 'bad.csv' from its end: its first line tells how to read it, and line 1 is bad: "
                + "text after the closing quote of a field; mend the line, or leave out --reverse"
        ),
        (
            "-f x.gz --reverse", 65,
            "cannot read x.gz: it is compressed with gzip; read it with zcat x.gz | quoted --file -"
        ),
    ]

    @Test(arguments: refused)
    func `what has no end to begin at is refused`(_ arguments: String, _ status: Int32, _ message: String) async throws
    {
        let directory = try TemporaryDirectory()
        try directory.write("time,price\na,1\n", to: "x.csv")
        try directory.write("\"a\"b,1\n", to: "bad.csv")
        try directory.write([0x1F, 0x8B, 0x08, 0x00, 0x0A] as [UInt8], to: "x.gz")
        #expect(unsafe mkfifo(directory / "pipe", 0o600) == 0)
        let result = try await QuotedProcess.run(arguments.split(separator: " ").map(String.init), in: directory)
        #expect(result.ending == .exited(status))
        #expect(result.errorText.split(separator: "\n").first.map(String.init) == "quoted: error: \(message)")
    }

    // MARK: Newest first

    static let newestFirst = "symbol,time,price\nA,2026-01-05,3\nA,2026-01-03,2\nB,2026-01-05,3\nA,2026-01-02,1\n"

    @Test func `a file whose newest quotes come first is warned of, and --reverse mends it`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write(Self.newestFirst, to: "x.csv")
        let options = Self.options + ["--log-level", "warning"]
        let warned = try await QuotedProcess.run(["-f", "x.csv"] + options, in: directory)
        #expect(
            warned.errorText
                == "quoted: warning: x.csv: its newest quotes come first, and are averaged in this order; "
                + "--reverse reads it from its end\n")
        let mended = try await QuotedProcess.run(["-f", "x.csv", "--reverse"] + options, in: directory)
        #expect(mended.errorText == "")
        #expect(mended.outputText.hasPrefix("A,2026-01-02,1,1\nB,2026-01-05,3,3\nA,2026-01-03,2,2\n"))
    }

    @Test func `standard input whose newest quotes come first is warned of`() async throws {
        let result = try await QuotedProcess.run(
            ["-f", "-", "--log-level=warning"] + Self.options, input: Array(Self.newestFirst.utf8))
        #expect(
            result.errorText
                == "quoted: warning: standard input: its newest quotes come first, and are averaged in this order; "
                + "save it as a file, which --reverse reads from its end\n")
    }

    // MARK: Order of arrival

    @Test func `quotes are averaged in the order they come, whatever their timestamps say`() async throws {
        let input = "A,2026-01-05,3\nA,2026-01-02,1\nA,2026-01-05,3\nA,2026-01-07,5\n"
        let result = try await QuotedProcess.run(
            ["-f", "-", "-w2", "--no-output-header", "--decimals=1"], input: Array(input.utf8))
        #expect(result.outputText == "A,2026-01-02,1,2.0\nA,2026-01-05,3,2.0\nA,2026-01-07,5,4.0\n")
    }

    @Test(arguments: [[], ["--deque=1"], ["--pace=1e9"]])
    func `--dedup drops a quote that says the same again, and counts it`(_ more: [String]) async throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            "A,1,5\nA,1,5.00\nB,1,5\nA,1,5\nA,2,5\nA,2,6\nA,1,5\n\"A\",1,\"5\"\nA,,0.0000000001\nA,,1e-10\n",
            to: "x.csv")
        let metrics = directory / "m.prom"
        let result = try await QuotedProcess.run(
            ["-f", "x.csv", "--dedup", "--metrics-file", metrics] + Self.options + more, in: directory)
        #expect(
            result.outputText
                == "A,1,5,5\nB,1,5,5\nA,2,5,5\nA,2,6,6\nA,1,5,5\nA,,0.0000000001,0\n")
        #expect(result.errorText.contains("10 quotes, 0 missing, 0 bad lines, 4 repeated, 0 dropped, 6 results"))
        #expect(directory.content(of: "m.prom")?.contains("quoted_repeated_quotes_total 4\n") == true)
    }
}
