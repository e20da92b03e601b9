import Testing

@testable import QuoteService

@Suite struct ContradictionTests {
    static let cases: [(arguments: String, messages: [String])] = [
        ("--follow --connect h:1", ["--follow: there is no file to follow; add --file PATH"]),
        ("--follow -f -", ["--follow: standard input cannot be followed, it is read to its end as it is"]),
        ("--follow -f - -f a", ["--follow: standard input cannot be followed, it is read to its end as it is"]),
        ("--follow -f a --listen h:0", []),
        ("--pace 1 --listen h:1", ["--pace: there is no file to replay; add --file PATH"]),
        ("--pace 1 -f -", []),
        ("-f - -f -", ["-f: standard input cannot be read twice"]),
        ("-f a -f a", []),
        ("--listen h:1 --listen h:1 --listen h:1", ["--listen: h:1 is given twice"]),
        ("--listen h:0 --listen h:0", []),
        ("-f a -o - --output -", ["--output: - is given twice"]),
        ("-f a -o unix:a --output=unix:a", ["--output: unix:a is given twice"]),
        ("-f a -o unix:a -o -", []),
        (
            "-f a --no-header --columns price=Close",
            ["--columns: there is no header to find 'Close' in; give numbers, or leave out --no-header"]
        ),
        ("-f a --no-header --columns price=3", []),
        ("-f a --replay 9 --history 8", ["--replay: 9 is more than the history of 8"]),
        ("-f a --replay 8 --history 5", []),
        ("-f a --rejects a", ["--rejects: 'a' is read as a source, and would be spoilt"]),
        ("-f a --metrics-file a", ["--metrics-file: 'a' is read as a source, and would be spoilt"]),
        ("-f a --rejects r --metrics-file r", ["--metrics-file: 'r' is also the file of --rejects"]),
        ("-f a --rejects c --config c", ["--rejects: 'c' is the configuration file, and would be spoilt"]),
        ("-f a --socket-mode 600 --lag block --history 4 --replay 2 --socket-group g --max-subscribers 2", []),
        ("-f a --rejects r --on-bad-line stop", []),
    ]

    @Test(arguments: cases) func `what contradicts itself is refused, what has no effect is not`(
        _ test: (arguments: String, messages: [String])
    ) {
        let outcome = Settings.parse(
            arguments: test.arguments.split(separator: " ").map(String.init), environment: [:], offering: .everything,
            reading: { _ throws(ServiceError) in Array("{}".utf8) })
        #expect(outcome.mistakes == test.messages)
        #expect(outcome.status == (test.messages.isEmpty ? nil : .usage))
    }

    @Test func `a contradiction is blamed on where its option was given`() {
        let outcome = PrecedenceTests.parse(["-f", "-"], ["QUOTED_NO_HEADER": "1"], config: "{\n\nfollow: true}")
        #expect(
            outcome.mistakes == [
                "q.json5:3: follow: standard input cannot be followed, it is read to its end as it is"
            ])
        #expect(outcome.status == .configuration)
    }
}
