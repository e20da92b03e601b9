import Testing

/// What goes wrong, as the user meets it: the status, and a message that says what was tried, why it failed, what to do.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct FailureTests {
    static let hint = "Try 'quoted --help' for all options.\n"
    static let header = "symbol,timestamp,price,sma\n"

    /// A command line in a directory with `a.csv`, `bad.csv` and the like, and all that comes of it.
    struct Case: CustomTestStringConvertible {
        let arguments: [String]
        var status: Int32
        var output = ""
        var errors: String
        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String, _ status: Int32, output: String = "", errors: String) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            (self.status, self.output, self.errors) = (status, output, errors)
        }
    }

    static func files() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try directory.write("symbol,timestamp,price\nA,t1,1\nA,t2,2\n", to: "a.csv")
        try directory.write("symbol,timestamp,price\nA,t3,3\nA,t4,4\n", to: "b.csv")
        try directory.write("symbol,timestamp,price\nA,t1,1\nA,t2,abc\nA,t3,3\n", to: "bad.csv")
        try directory.write("symbol,timestamp,price\nA,t1,abc\nA\n", to: "onlybad.csv")
        try directory.write("symbol,timestamp,size,exchange\nA,t1,1,X\n", to: "noprice.csv")
        try directory.write("symbol,timestamp,price\n", to: "header.csv")
        try directory.write("symbol,timestamp,price\nA,t1,\nA,t2,NaN\n", to: "missing.csv")
        try directory.write("", to: "empty.csv")
        return directory
    }

    static let refused = [
        Case("--nosuch", 64, errors: "--nosuch: no such option\n" + hint),
        Case("-f a.csv --windw 3", 64, errors: "--windw: no such option; did you mean --window?\n" + hint),
        Case(
            "-f a.csv --window 0", 64,
            errors: "--window: '0' is less than 1; accepted: a whole number from 1 to 65536\n" + hint),
        Case(
            "-f a.csv -w ten --decimals=19", 64,
            errors: "-w: 'ten' is not a whole number; accepted: a whole number from 1 to 65536\n"
                + "--decimals: '19' is more than 18; accepted: a whole number from 0 to 18\n" + hint),
        Case(
            "-f a.csv --window", 64,
            errors: "--window: the value is missing; accepted: a whole number from 1 to 65536\n" + hint),
        Case("a.csv -f b.csv", 64, errors: "'a.csv' belongs to no option; did you mean --file a.csv?\n" + hint),
        Case("-f - -f -", 64, errors: "-f: standard input cannot be read twice\n" + hint),
        Case(
            "-f a.csv --rejects a.csv", 64,
            errors: "--rejects: 'a.csv' is read as a source, and would be spoilt\n" + hint),
        Case(
            "-f a.csv --rejects ./a.csv", 64,
            errors: "cannot append bad lines to './a.csv': it is the same file as the source a.csv; "
                + "choose another for --rejects\n"),
        Case("-f nosuch.csv", 66, errors: "cannot open 'nosuch.csv': No such file or directory; check the path\n"),
        Case("-f a.csv/x", 66, errors: "cannot open 'a.csv/x': Not a directory; check the path\n"),
        Case("-f .", 66, errors: "cannot read '.': Is a directory; name a file, not a directory\n"),
        Case(
            "-f a.csv -w 1 -f nosuch.csv", 66,
            errors: "cannot open 'nosuch.csv': No such file or directory; check the path\n"),
        Case(
            "-f a.csv -w 1 --rejects nosuch/rejects", 73,
            errors: "cannot open 'nosuch/rejects': No such file or directory; create its directory first\n"),
        Case(
            "-f a.csv -w 1 --rejects .", 73, errors: "cannot open '.': Is a directory; name a file, not a directory\n"),
    ]

    @Test(arguments: refused) func `a mistake is told before anything is read`(_ test: Case) async throws {
        let result = try await QuotedProcess.run(test.arguments, in: try Self.files())
        #expect(result.ending == .exited(test.status))
        #expect(result.outputText.isEmpty)
        #expect(result.errorText.hasPrefix("quoted: error: "))
        #expect(result.errorText.replacing("quoted: error: ", with: "") == test.errors)
    }

    @Test func `without a source two examples show how to begin`() async throws {
        let result = try await QuotedProcess.run([])
        #expect(result.ending == .exited(64))
        #expect(result.outputText.isEmpty)
        #expect(
            result.errorText == """
                quoted: error: there is no source of quotes
                Try one of these, or 'quoted --help' for all options:
                  quoted --file quotes.csv
                  quoted --file - < quotes.csv

                """)
    }

    static let told = [
        Case("-f empty.csv", 0, errors: "warning: empty.csv is empty: there is nothing to average"),
        Case("-f header.csv", 0, errors: "warning: header.csv has a header and no quotes"),
        Case(
            "-f missing.csv", 0, errors: "warning: missing.csv: not one of its 2 lines has a price; check --columns"),
        Case(
            "-f onlybad.csv", 0,
            errors: """
                warning: onlybad.csv:2: price 'abc' is not a number
                warning: onlybad.csv:3: too few fields: 1 where at least 3 are needed
                warning: onlybad.csv: not one of its lines could be read as a quote (2 bad, 0 missing); \
                check --delimiter, --columns and --no-header
                """),
        Case(
            "-f a.csv -w 3", 0,
            errors: "warning: no symbol has had 3 quotes, so there is no average; "
                + "choose a smaller --window, or --warmup partial"),
        Case(
            "-f bad.csv -w 1 --on-bad-line stop -f a.csv", 65, output: "A,t1,1,1.000000\n",
            errors: "error: cannot go on after bad.csv:3: price 'abc' is not a number; "
                + "mend the line, or let bad lines be skipped with --on-bad-line skip"),
        Case(
            "-f noprice.csv", 65,
            errors: """
                error: cannot read noprice.csv: the first line has no column with a price; its columns are 'symbol', \
                'timestamp', 'size', 'exchange'; name one with --columns price=NAME, or say --no-header where the \
                first line is data
                """),
        Case(
            "-f a.csv -w 1 --columns price=Close", 65,
            errors: "error: cannot read a.csv: --columns price=Close: the header has no such column; "
                + "its columns are 'symbol', 'timestamp', 'price'"),
        Case(
            "-f a.csv -w 2 -f noprice.csv -f b.csv", 65,
            output: "A,t2,2,1.500000\nA,t3,3,2.500000\nA,t4,4,3.500000\n",
            errors: """
                error: cannot read noprice.csv: the first line has no column with a price; its columns are 'symbol', \
                'timestamp', 'size', 'exchange'; name one with --columns price=NAME, or say --no-header where the \
                first line is data
                """),
        Case(
            "-f a.csv -w 2 -f b.csv", 0, output: "A,t2,2,1.500000\nA,t3,3,2.500000\nA,t4,4,3.500000\n", errors: ""),
        Case(
            "-f bad.csv -w 1 --rejects /dev/full", 74, output: "A,t1,1,1.000000\nA,t3,3,3.000000\n",
            errors: """
                error: bad lines are not kept: cannot write '/dev/full': No space left on device; free some space
                warning: bad.csv:3: price 'abc' is not a number
                error: 1 bad lines are missing in '/dev/full'
                """),
        Case(
            "-f /proc/self/mem", 74,
            errors: "error: cannot read '/proc/self/mem': Input/output error; check the disk"),
    ]

    @Test(arguments: told) func `what is wrong with the data is told, and what is good is averaged`(_ test: Case)
        async throws
    {
        let result = try await QuotedProcess.run(test.arguments, in: try Self.files())
        #expect(result.ending == .exited(test.status))
        #expect(result.outputText == Self.header + test.output)
        let lines = result.errorText.split(separator: "\n")
        #expect(lines.dropLast().joined(separator: "\n").replacing("quoted: ", with: "") == test.errors)
        #expect(lines.last?.hasPrefix("quoted: info: ") == true)
    }
}
