import Glibc
import Testing

/// What signals do to the real program while it reads from a pipe that stays open.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct SignalTests {
    static let stopping = "no more quotes are read; a second one ends it at once"
    static let twoQuotes = Array("A,1,2\nA,2,3\n".utf8)

    @Test(arguments: [(SIGTERM, "TERM"), (SIGINT, "INT")])
    func `it ends well, with its input still open`(_ signal: (number: Int32, name: String)) async throws {
        let process = try QuotedProcess.start(["-f", "-", "-w2"])
        let result = try await process.converse { conversation in
            try conversation.send(Self.twoQuotes)
            #expect(try conversation.line() == "symbol,timestamp,price,sma")
            #expect(try conversation.line() == "A,2,3,2.500000")
            process.send(signal.number)
            #expect(try conversation.linesToTheEnd() == [])
        }
        #expect(result.ending == .exited(0))
        #expect(
            result.errorText == """
                quoted: info: \(signal.name): \(Self.stopping)
                quoted: info: 2 quotes, 0 missing, 0 bad lines, 0 dropped, 1 results

                """)
    }

    @Test func `USR1 logs the counters, and the work goes on`() async throws {
        let process = try QuotedProcess.start(["-f", "-", "-w2"])
        let result = try await process.converse { conversation in
            try conversation.send(Self.twoQuotes + Array("A,3,x\nA,4,\n".utf8))
            for _ in 0..<2 { _ = try conversation.line() }
            #expect(try conversation.errorLine() == "quoted: warning: standard input:3: price 'x' is not a number")
            for _ in 0..<2 {
                process.send(SIGUSR1)
                #expect(
                    try conversation.errorLine()
                        == "quoted: info: 2 quotes, 1 missing, 1 bad lines, 0 dropped, 1 results")
            }
            try conversation.send("A,5,4\n".utf8)
            #expect(try conversation.line() == "A,5,4,3.500000")
        }
        #expect(result.ending == .exited(0))
        #expect(result.errorText == "quoted: info: 3 quotes, 1 missing, 1 bad lines, 0 dropped, 2 results\n")
    }

    static let quotes = 8000

    /// Reads a file of which the results are more than the result log and the pipe, which nobody reads, can hold.
    static func startStuck(_ directory: TemporaryDirectory, _ options: [String] = []) throws -> QuotedProcess {
        let name = String(repeating: "X", count: 1000)
        let text = (0..<quotes).map { "\(name)\($0 % 7),2026-01-02T14:30:00Z,\($0).25\n" }.joined()
        let path = try directory.write(text, to: "quotes.csv")
        return try QuotedProcess.start(["-f", path, "--warmup=partial", "--no-output-header"] + options)
    }

    struct Pair: Sendable {
        let first: Int32
        let second: Int32
    }

    static let pairs = [
        Pair(first: SIGTERM, second: SIGTERM), Pair(first: SIGINT, second: SIGINT),
        Pair(first: SIGTERM, second: SIGINT), Pair(first: SIGINT, second: SIGTERM),
    ]

    @Test(arguments: pairs)
    func `a second signal ends it at once, though an output is stuck`(_ signals: Pair) async throws {
        let directory = try TemporaryDirectory()
        let process = try Self.startStuck(directory)
        let result = try await process.converse { conversation in
            try conversation.waitUntilOutputIsStuck()
            process.send(SIGUSR1)
            #expect(try conversation.errorLine().hasPrefix("quoted: info: "))
            process.send(signals.first)
            #expect(try conversation.errorLine().hasSuffix(Self.stopping))
            process.send(signals.second)
        }
        #expect(result.ending == .exited(128 + signals.second))
        #expect(result.errorText == "")
    }

    @Test func `what was read is delivered after the signal, to a reader that comes back`() async throws {
        let directory = try TemporaryDirectory()
        let process = try Self.startStuck(directory)
        let result = try await process.converse { conversation in
            try conversation.waitUntilOutputIsStuck()
            process.send(SIGTERM)
            #expect(try conversation.errorLine().hasSuffix(Self.stopping))
            let lines = try conversation.linesToTheEnd()
            // The pipe held some sixty.
            #expect(lines.count > 50 && lines.count < Self.quotes)
            #expect(lines.allSatisfy { $0.count { $0 == "," } == 3 })
            #expect(
                try conversation.errorLine()
                    == "quoted: info: \(lines.count) quotes, 0 missing, 0 bad lines, 0 dropped, "
                    + "\(lines.count) results")
        }
        #expect(result.ending == .exited(0))
    }

    @Test func `an output that takes nothing is given up after five seconds`() async throws {
        let directory = try TemporaryDirectory()
        let process = try Self.startStuck(directory)
        let result = try await process.converse { conversation in
            try conversation.waitUntilOutputIsStuck()
            process.send(SIGTERM)
            #expect(try conversation.errorLine().hasSuffix(Self.stopping))
            let line = try conversation.errorLine()
            #expect(line.hasPrefix("quoted: warning: not done after 5 s, and given up: "))
            #expect(line.hasSuffix("standard output"))
        }
        #expect(result.ending == .exited(0))
    }

    @Test func `a reader that is slow gets everything, however long it takes`() async throws {
        let directory = try TemporaryDirectory()
        let process = try Self.startStuck(directory)
        let result = try await process.converse { conversation in
            try conversation.waitUntilOutputIsStuck()
            #expect(try conversation.linesToTheEnd().count == Self.quotes)
        }
        #expect(result.ending == .exited(0))
    }

    @Test func `an interrupt that a script has switched off for it does nothing`() async throws {
        let process = try QuotedProcess.start(
            ["-f", "-", "-w2"], through: ["sh", "-c", #"trap "" INT; exec "$@""#, "sh"])
        let result = try await process.converse { conversation in
            try conversation.send(Self.twoQuotes)
            for _ in 0..<2 { _ = try conversation.line() }
            process.send(SIGINT)
            process.send(SIGUSR1)
            #expect(try conversation.errorLine().contains("2 quotes"))
            process.send(SIGTERM)
            #expect(try conversation.linesToTheEnd() == [])
        }
        #expect(result.ending == .exited(0))
        #expect(result.errorText.contains("TERM: ") && !result.errorText.contains("INT: "))
    }
}
