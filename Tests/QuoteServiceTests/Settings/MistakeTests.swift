import Testing

@testable import QuoteService

@Suite struct MistakeTests {
    static let windows = "accepted: a whole number from 1 to 65536"
    static let endpoints = "accepted: HOST:PORT, or [HOST]:PORT for an IPv6 address"
    static let lists =
        "accepted: a list such as symbol=Ticker,time=Date,price=Close, of names or of numbers from 1"
    static let delimiters = "accepted: one character, such as ; or |, or tab"
    static let modes = "accepted: permissions in octal, in quotes in the configuration file, such as 0660"
    static let long = String(repeating: "s", count: 108)

    /// Arguments that are wrong beside a source that is not, and what is said about them.
    static let cases: [(arguments: [String], messages: [String])] = [
        (["--windw", "5"], ["--windw: no such option; did you mean --window?"]),
        (["--windw=5"], ["--windw: no such option; did you mean --window?"]),
        (["--win"], ["--win: no such option; did you mean --window?"]),
        (["--max_line", "5"], ["--max_line: no such option; did you mean --max-line?"]),
        (["--onBadLine", "5"], ["--onBadLine: no such option; did you mean --on-bad-line?"]),
        (["-window", "5"], ["-window: no such option; did you mean --window?"]),
        (["-file=b"], ["-file: no such option; did you mean --file?"]),
        (["--colour"], ["--colour: no such option"]),
        (["-x"], ["-x: no such option"]),
        (["-qx"], ["-x: no such option"]),
        (["b.csv"], ["'b.csv' belongs to no option; did you mean --file b.csv?"]),
        (["-"], ["'-' belongs to no option; did you mean --file -?"]),
        (["--", "--follow"], ["'--follow' belongs to no option; did you mean --file --follow?"]),
        (["--window"], ["--window: the value is missing; \(windows)"]),
        (["-w", "--follow"], ["-w: the value is missing; \(windows)"]),
        (["-w", "-q"], ["-w: the value is missing; \(windows)"]),
        (["--window", ""], ["--window: '' is not a whole number; \(windows)"]),
        (["--window", "0"], ["--window: '0' is less than 1; \(windows)"]),
        (["--window=65537"], ["--window: '65537' is more than 65536; \(windows)"]),
        (["-w", "99999999999999999999"], ["-w: '99999999999999999999' is more than 65536; \(windows)"]),
        (["-w", "-99999999999999999999"], ["-w: '-99999999999999999999' is less than 1; \(windows)"]),
        (["-wten"], ["-w: 'ten' is not a whole number; \(windows)"]),
        (["-w", "+5"], ["-w: '+5' is not a whole number; \(windows)"]),
        (["-w", "5.0"], ["-w: '5.0' is not a whole number; \(windows)"]),
        (["--decimals", "-1"], ["--decimals: '-1' is less than 0; accepted: a whole number from 0 to 18"]),
        (["--decimals", "19"], ["--decimals: '19' is more than 18; accepted: a whole number from 0 to 18"]),
        (["--deque", "0"], ["--deque: '0' is less than 1; accepted: a whole number from 1 to 1048576"]),
        (["--max-line=63"], ["--max-line: '63' is less than 64; accepted: a whole number from 64 to 16777216"]),
        (["--warmup", "none"], ["--warmup: 'none' is unknown; accepted: skip or partial"]),
        (["--lag="], ["--lag: the value is empty; accepted: drop, disconnect or block"]),
        (["--log-level", "loud"], ["--log-level: 'loud' is unknown; accepted: error, warning, info or debug"]),
        (["--follow=perhaps"], ["--follow: 'perhaps' is not yes or no; accepted: true or false"]),
        (["--help=yes"], ["--help takes no value"]),
        (["--pace", "0"], ["--pace: '0' is not above 0; accepted: a number above 0"]),
        (["--pace", "-1"], ["--pace: '-1' is not above 0; accepted: a number above 0"]),
        (["--pace", "inf"], ["--pace: 'inf' is not a number; accepted: a number above 0"]),
        (["--pace", "nan"], ["--pace: 'nan' is not a number; accepted: a number above 0"]),
        (["--pace", "fast"], ["--pace: 'fast' is not a number; accepted: a number above 0"]),
        (["--delimiter", "::"], ["--delimiter: '::' is not one ASCII character; \(delimiters)"]),
        (["--delimiter", "é"], ["--delimiter: 'é' is not one ASCII character; \(delimiters)"]),
        (["--delimiter", "."], ["--delimiter: '.' cannot part fields; \(delimiters)"]),
        (["--delimiter", "\""], ["--delimiter: '\"' cannot part fields; \(delimiters)"]),
        (["--delimiter", "7"], ["--delimiter: '7' cannot part fields; \(delimiters)"]),
        (["--delimiter", "\n"], ["--delimiter: '\n' cannot part fields; \(delimiters)"]),
        (
            ["--columns", "Close"],
            ["--columns: 'Close' is not of the form symbol=, time= or price= and a column; \(lists)"]
        ),
        (["--columns", "cost=3"], ["--columns: 'cost' is not a column that is read; \(lists)"]),
        (["--columns", "price="], ["--columns: price has no column; \(lists)"]),
        (["--columns", "price=0"], ["--columns: the column of price is not from 1 to 65536; \(lists)"]),
        (["--columns", "price=3,price=4"], ["--columns: price is given twice; \(lists)"]),
        (["--columns", "time=3,price=3"], ["--columns: price has the same column as another; \(lists)"]),
        (["--columns", "time=A,price=A"], ["--columns: price has the same column as another; \(lists)"]),
        (["--symbol", "a\nb"], ["--symbol: the name has a control character in it; accepted: a name"]),
        (["--rejects", "-"], ["--rejects: '-' is not a path here; ./- is one; accepted: the path of a file"]),
        (["--connect", "h"], ["--connect: 'h' has no port; \(endpoints)"]),
        (["--connect", "h:0"], ["--connect: 'h:0' has no port from 1 to 65535; \(endpoints)"]),
        (["--connect", "h:70000"], ["--connect: 'h:70000' has no port from 1 to 65535; \(endpoints)"]),
        (["--connect", "h:"], ["--connect: 'h:' has no port from 1 to 65535; \(endpoints)"]),
        (["--connect", "h:+1"], ["--connect: 'h:+1' has no port from 1 to 65535; \(endpoints)"]),
        (["--connect", ":7001"], ["--connect: ':7001' has no host; \(endpoints)"]),
        (
            ["--connect", "::1:7001"],
            ["--connect: '::1:7001' has an IPv6 address without brackets, as in [::1]:7001; \(endpoints)"]
        ),
        (["--connect", "a b:1"], ["--connect: 'a b:1' has a host that cannot be one; \(endpoints)"]),
        (["--listen", "h:-1"], ["--listen: 'h:-1' has no port from 0 to 65535; \(endpoints)"]),
        (["-o", "out.csv"], ["-o: 'out.csv' is unknown; accepted: \(OptionValue.outputs.accepted)"]),
        (["-o", "unix:"], ["-o: 'unix:' has no path; accepted: \(OptionValue.outputs.accepted)"]),
        (["--socket-mode", "0888"], ["--socket-mode: '0888' is no permissions from 000 to 0777; \(modes)"]),
        (["--socket-mode", "1777"], ["--socket-mode: '1777' is no permissions from 000 to 0777; \(modes)"]),
        (
            ["--window", "0", "--nope", "--decimals=x"],
            [
                "--nope: no such option", "--window: '0' is less than 1; \(windows)",
                "--decimals: 'x' is not a whole number; accepted: a whole number from 0 to 18",
            ]
        ),
    ]

    @Test(arguments: cases) func `a mistake names the option, the value and what is accepted`(
        _ test: (arguments: [String], messages: [String])
    ) {
        // What asks for help gets help, so the case about it looks at what was read.
        let arguments = ["--file", "a.csv"] + test.arguments
        let outcome = Settings.parse(arguments: arguments, environment: [:], offering: .everything)
        if case .help = outcome {
            #expect(Reading(arguments: arguments, offering: .everything).mistakes.map(\.description) == test.messages)
        } else {
            #expect(outcome.mistakes == test.messages)
            #expect(outcome.status == .usage)
            #expect(outcome.advice == "Try 'quoted --help' for all options.\n")
        }
    }

    @Test func `a socket's path must fit into its address`() {
        let fits = "unix:" + Self.long.dropLast()
        let outcomes = [fits, "unix:" + Self.long].map {
            Settings.parse(arguments: ["-f", "a", "-o", $0], environment: [:], offering: .everything).mistakes
        }
        #expect(outcomes[0].isEmpty)
        #expect(outcomes[1].count == 1)
        #expect(outcomes[1].first?.contains("is longer than 107 bytes") == true)
    }

    @Test func `a long value is cut in the message`() {
        let value = String(repeating: "9", count: 10_000)
        let outcome = Settings.parse(arguments: ["-f", "a", "-w", value], environment: [:])
        #expect(outcome.mistakes.first.map { $0.count < 200 } == true)
    }

    @Test func `a source that is misspelt is not reported as missing too`() {
        for arguments in [["--connect", "h"], ["--fil", "x"], ["--file"]] {
            let outcome = Settings.parse(arguments: arguments, environment: [:], offering: .everything)
            #expect(outcome.mistakes.count == 1)
            #expect(outcome.mistakes != ["there is no source of quotes"])
        }
    }

    @Test func `a wrong value does not hide that there is no source`() {
        let outcome = Settings.parse(arguments: ["-w0"], environment: [:])
        #expect(outcome.mistakes == ["-w: '0' is less than 1; \(Self.windows)", "there is no source of quotes"])
    }

    @Test(arguments: [
        ("windw", "window"), ("wnidow", "window"), ("deq", "deque"), ("formatt", "format"), ("x", nil), ("", nil),
        ("follow-me-home", nil), ("de", nil),
    ])
    func `a near match is found, a far one is not`(_ test: (word: String, found: String?)) {
        #expect(NearMatch.best(test.word, among: ["window", "deque", "decimals", "format", "follow"]) == test.found)
    }

    @Test(arguments: [("", "", 0), ("a", "", 1), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3)])
    func `slips are counted`(_ test: (one: String, other: String, slips: Int)) {
        #expect(NearMatch.slips(Array(test.one.utf8), Array(test.other.utf8)) == test.slips)
        #expect(NearMatch.slips(Array(test.other.utf8), Array(test.one.utf8)) == test.slips)
    }
}
