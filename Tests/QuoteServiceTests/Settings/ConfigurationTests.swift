import Testing

@testable import QuoteService

@Suite struct ConfigurationTests {
    static let whole = """
        // The whole table.
        {
          file: ['a.csv', "b,c.csv"],  follow: true, reverse: false, dedup: false,
          connect: 'h:1', listen: ["[::1]:0",], maxFeeders: 3,
          pace: 0.5, delimiter: 'tab',
          columns: { symbol: 'A, B', time: "1", price: 0x3 },
          noHeader: false, symbol: 'X',
          onBadLine: 'stop', rejects: 'r', maxLine: +100, maxSymbols: 1e3,
          window: 20.0, /* window: 3 */ warmup: 'partial', decimals: 0,
          output: ['unix:u', '-'], format: 'json', noOutputHeader: true,
          socketMode: '0600', socketGroup: 'g', maxSubscribers: 2,
          history: 9, replay: 16, lag: 'block',
          deque: 1e2, overflow: 'drop-oldest',
          stateDir: 's', metricsFile: 'm', logLevel: 'debug',
        }
        """

    @Test func `every option has a key, with a value of its own type`() throws {
        var expected = Settings()
        expected.sources = [
            .file(path: "a.csv"), .file(path: "b,c.csv"), .connect(Endpoint(host: "h", port: 1)),
            .listen(Endpoint(host: "::1", port: 0)),
        ]
        (expected.follow, expected.pace, expected.delimiter) = (true, 0.5, 9)
        (expected.maxFeeders, expected.maxSymbols) = (3, 1000)
        expected.columns = Columns(symbol: .name("A, B"), time: .name("1"), price: .number(3))
        (expected.symbol, expected.onBadLine, expected.rejects, expected.maxLine) = ("X", .stop, "r", 100)
        (expected.window, expected.warmup, expected.decimals) = (20, .partial, 0)
        (expected.outputs, expected.format) = ([.unixSocket(path: "u"), .standardOutput], .json)
        (expected.noOutputHeader, expected.socketMode, expected.socketGroup) = (true, 0o600, "g")
        (expected.maxSubscribers, expected.history, expected.replay, expected.lag) = (2, 16, 16, .block)
        (expected.deque, expected.overflow, expected.stateDir) = (100, .dropOldest, "s")
        (expected.metricsFile, expected.logLevel, expected.config) = ("m", .debug, "q.json5")
        #expect(PrecedenceTests.parse(config: Self.whole) == .run(expected, warnings: []))

        let keys = JSON5Outline(Array(Self.whole.utf8)).entries.map(\.key)
        #expect(Set(keys) == Set(Option.all.filter { $0.reach == .everywhere }.map(\.key)))
    }

    @Test func `a byte-order mark and carriage returns do no harm`() throws {
        let text = "\u{FEFF}{\r\n  file: 'a',\r\n  window: 0,\r\n}\r\n"
        #expect(
            PrecedenceTests.parse(config: text).mistakes
                == ["q.json5:3: window: 0 is less than 1; accepted: a whole number from 1 to 65536"])
    }

    static let cases: [(text: String, messages: [String])] = [
        ("{\n windw: 5 }", ["q.json5:2: windw: no such option; did you mean window?"]),
        ("{ 'on-bad-line': 'skip' }", ["q.json5:1: on-bad-line: no such option; did you mean onBadLine?"]),
        ("{ config: 'x' }", ["q.json5:1: config: no such option"]),
        ("{ help: true }", ["q.json5:1: help: no such option"]),
        (
            "{\n window: '20' }",
            ["q.json5:2: window: '20' (a string) is not a whole number; \(MistakeTests.windows)"]
        ),
        ("{ window: 1.5 }", ["q.json5:1: window: 1.5 is not a whole number; \(MistakeTests.windows)"]),
        ("{ window: true }", ["q.json5:1: window: true is not a whole number; \(MistakeTests.windows)"]),
        ("{ window: null }", ["q.json5:1: window: null is not a whole number; \(MistakeTests.windows)"]),
        ("{ window: [5] }", ["q.json5:1: window: a list is not a whole number; \(MistakeTests.windows)"]),
        ("{ window: 70000 }", ["q.json5:1: window: 70000 is more than 65536; \(MistakeTests.windows)"]),
        ("{ follow: 'yes' }", ["q.json5:1: follow: 'yes' (a string) is not true or false; accepted: true or false"]),
        ("{ warmup: 5 }", ["q.json5:1: warmup: 5 is not a string; accepted: skip or partial"]),
        ("{ warmup: 'Skip' }", ["q.json5:1: warmup: 'Skip' is unknown; accepted: skip or partial"]),
        ("{ pace: 'x' }", ["q.json5:1: pace: 'x' (a string) is not a number; accepted: a number above 0"]),
        ("{ pace: Infinity }", ["q.json5:1: pace: inf is not a number; accepted: a number above 0"]),
        ("{ socketMode: 660 }", ["q.json5:1: socketMode: 660 is not a string; \(MistakeTests.modes)"]),
        ("{ columns: ['a'] }", ["q.json5:1: columns: a list is not a string; \(MistakeTests.lists)"]),
        (
            "{ columns: { price: true } }",
            ["q.json5:1: columns: the column of 'price' is true, not a name or a number; \(MistakeTests.lists)"]
        ),
        (
            "{ columns: { cost: 'x' } }",
            ["q.json5:1: columns: 'cost' is not a column that is read; \(MistakeTests.lists)"]
        ),
        (
            "{ listen: ['h:1',\n 'h',\n 7] }",
            [
                "q.json5:2: listen: 'h' has no port; \(MistakeTests.endpoints)",
                "q.json5:3: listen: 7 is not a string; \(MistakeTests.endpoints)",
            ]
        ),
        ("{ output: [] }", ["q.json5:1: output: the list is empty; accepted: \(OptionValue.outputs.accepted)"]),
        ("{ rejects: 'a\\u0000b' }", ["q.json5: the file is not JSON5"]),
        ("{ window: 5,\n window: 5 }", ["q.json5:2: window is given twice"]),
        (
            "{ // window: 1\n decimals: 19,\n nope: '/* ',\n window: 0, /* 'window' */ }",
            [
                "q.json5:2: decimals: 19 is more than 18; accepted: a whole number from 0 to 18",
                "q.json5:3: nope: no such option", "q.json5:4: window: 0 is less than 1; \(MistakeTests.windows)",
            ]
        ),
        ("", ["q.json5:1: the file must hold one object, { … }"]),
        ("[1]", ["q.json5:1: the file must hold one object, { … }"]),
        ("{\n window 5 }", ["q.json5:2: a colon is missing after the key 'window'"]),
        ("{\n window: ten }", ["q.json5:2: 'ten' is not a value; text needs quotes"]),
        ("{\n socketMode: 0660 }", ["q.json5:2: '0660' is not a value; text needs quotes"]),
        ("{\n window: }", ["q.json5:2: the value of the key 'window' is missing"]),
        ("{\n window: 5\n decimals: 6 }", ["q.json5:3: a comma or } is missing after the value of 'window'"]),
        ("{ window: 5,\n", ["q.json5:2: a } is missing at the end"]),
        ("{ format: 'csv\n }", ["q.json5:1: a string has no closing quote"]),
        ("{ \n/* window: 5 }\n\n", ["q.json5:2: a comment has no end"]),
        ("{ file: ['a' 'b'] }", ["q.json5:1: a comma or ] is missing in the list"]),
        ("{}\n{}", ["q.json5:2: nothing may follow the object"]),
        ("{ , }", ["q.json5:1: a key is missing"]),
    ]

    @Test(arguments: cases) func `a mistake names the line, the key and what is accepted`(
        _ test: (text: String, messages: [String])
    ) {
        let outcome = PrecedenceTests.parse(["-f", "a"], config: test.text)
        #expect(outcome.mistakes == test.messages)
        #expect(outcome.status == .configuration)
    }

    @Test func `text that is not UTF-8 is refused with its line`() {
        let outcome = Settings.parse(
            arguments: ["-f", "a", "--config=q"], environment: [:], offering: .everything,
            reading: { _ throws(ServiceError) in Array("{\n symbol: '".utf8) + [0xFF] + Array("' }".utf8) })
        #expect(outcome.mistakes == ["q:2 is not UTF-8"])
    }

    @Test func `lists a thousand deep are refused`() {
        let text = "{ file: " + String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000) + " }"
        let outcome = PrecedenceTests.parse(["-f", "a"], config: text)
        #expect(outcome.mistakes.count == 1)
    }

    @Test(arguments: ["/nonexistent/q.json5", "/"]) func `a file that cannot be read is named`(_ path: String) {
        let outcome = Settings.parse(arguments: ["--config", path], environment: [:], offering: .everything)
        #expect(
            outcome.mistakes == [
                path == "/"
                    ? "--config: cannot read '/': Is a directory; name a file, not a directory"
                    : "--config: cannot open '\(path)': No such file or directory; check the path"
            ])
    }

    @Test func `a file that never ends is given up`() {
        #expect(throws: ServiceError.self) { try ConfigurationFile.content(path: "/dev/zero") }
    }

    @Test func `a check reports everything and runs nothing`() {
        let good = PrecedenceTests.parse(["--check", "-f", "a"], config: "{ window: 5 }")
        #expect(good == .checked([], warnings: []))
        #expect(good.status == .success)
        let bad = PrecedenceTests.parse(
            ["--check", "--nope"], ["QUOTED_DEQUE": "0"], config: "{ window: 0, file: 'a' }")
        #expect(
            bad.mistakes == [
                "q.json5:1: window: 0 is less than 1; \(MistakeTests.windows)",
                "QUOTED_DEQUE: '0' is less than 1; accepted: a whole number from 1 to 1048576",
                "--nope: no such option",
            ])
        #expect(bad.status == .configuration)
        #expect(PrecedenceTests.parse(["--check"]).status == .configuration)
    }

    @Test func `a reload is the same reading again, and tells what has changed`() throws {
        let old = try PrecedenceTests.settings(["-f", "a", "-w3"], config: "{ window: 4, lag: 'block' }")
        let new = try PrecedenceTests.settings(
            ["-f", "a", "-w3"], config: "{ window: 5, decimals: 2, connect: 'h:1' }")
        #expect(new.differences(from: old) == ["connect", "decimals", "lag"])
        #expect(new.differences(from: new).isEmpty)
    }
}
