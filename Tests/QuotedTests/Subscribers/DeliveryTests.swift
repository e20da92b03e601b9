import Glibc
import Testing

/// Results at Unix sockets, as others' programs and slow readers see them.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct DeliveryTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory / "q.sock"
    }

    /// Replays a file that is longer than the history, lets it come to a stop, and reads it then.
    private func replayLate(to tool: Tool) async throws {
        let quotes = NumberedQuotes(symbols: 7, length: 60)
        let file = try directory.write(quotes.quotes(0..<20_000), to: "q.csv")
        let plain = try await QuotedProcess.run(["-f", file] + NumberedQuotes.options)
        let quoted = try LiveQuoted(
            ["-f", file, "--lag", "block", "--history", "1024", "-o", "unix:\(path)"] + NumberedQuotes.options)
        try await quoted.waitForStandstill(results: 1024)
        try await tool.run(path, to: directory / "seen")
        #expect(directory.content(of: "seen") == plain.outputText)
        #expect(quoted.ending() == .exited(0))
        #expect(plain.output.count { $0 == UInt8(ascii: "\n") } == 20_001)
    }

    @Test(.enabled(if: Tool.hasNetcat, "there is no netcat-openbsd"))
    func `a file replayed with block reaches a late netcat completely`() async throws {
        try await replayLate(to: .netcat)
    }

    @Test(.enabled(if: Tool.hasSocat, "there is no socat"))
    func `a file replayed with block reaches a late socat completely`() async throws {
        try await replayLate(to: .socat)
    }

    @Test(
        .enabled(if: Tool.hasNetcat, "there is no netcat-openbsd"),
        arguments: [(Tool.netcat, "symbols S1\nlast\n"), (.closingNetcat, "symbols S1\nlast")])
    func `a netcat whose input ends is still served, and its commands are answered`(_ test: (tool: Tool, input: String))
        async throws
    {
        let quoted = try LiveQuoted(["-f", "-", "--lag", "block", "-o", "unix:\(path)"] + NumberedQuotes.options)
        _ = try await Client(path, of: quoted)
        async let running: Void = test.tool.run(path, input: test.input, to: directory / "seen")
        try await quoted.wait(for: "both answers") { directory.content(of: "seen")?.contains("# last 0") == true }
        try quoted.send(NumberedQuotes().quotes(0..<9))
        quoted.closeInput()
        try await running
        #expect(
            directory.content(of: "seen")
                == NumberedQuotes.header + "# symbols S1\n# last 0\nS1,t,1,1\nS1,t,4,4\nS1,t,7,7\n")
        #expect(quoted.ending() == .exited(0))
    }

    /// More than a megabyte of results, several times what sockets hold.
    static let quotes = NumberedQuotes(length: 48)
    static let count = 20_000

    @Test func `under block three subscribers get everything at the pace of the slowest`() async throws {
        let quoted = try LiveQuoted(
            ["--listen", "127.0.0.1:0", "-o", "unix:\(path)", "--lag", "block", "--history", "64"]
                + NumberedQuotes.options)
        let clients = [try await Client(path, of: quoted), try Client(path), try Client(path)]
        for client in clients { try await client.wait(forLines: 1) }
        let feeder = try Feeder(port: try await quoted.port())
        async let sending: Void = feeder.sendPatiently(Array(Self.quotes.quotes(0..<Self.count).utf8))
        let bytes = NumberedQuotes.header.utf8.count + Self.quotes.results(0..<Self.count).utf8.count
        // One reads all there is, one a little at a time, and one much, but only when the first can get no more.
        try await clients[0].wait(for: "the end for all three") {
            clients[1].read(atMost: 5000)
            if clients[0].read() == 0 { clients[2].read(atMost: 50_000) }
            // The first is ahead by no more than the history and what sockets hold.
            #expect(clients[0].received.count < clients[2].received.count + 800_000)
            return clients.allSatisfy { $0.received.count == bytes }
        }
        try await sending
        for client in clients {
            #expect(Self.quotes.check(client.received) == NumberedQuotes.Received(results: Self.count))
        }
    }

    @Test func `under drop results and announced losses make up all there is, at any pace`() async throws {
        let quoted = try LiveQuoted(
            ["--listen", "127.0.0.1:0", "-o", "unix:\(path)", "--replay", "0", "--history", "256"]
                + NumberedQuotes.options)
        let (fast, slow, stalled) = (try await Client(path, of: quoted), try Client(path), try Client(path))
        for client in [fast, slow] { try await client.wait(forLines: 1) }
        let feeder = try Feeder(port: try await quoted.port())
        for start in stride(from: 0, to: Self.count, by: 200) {
            try feeder.send(Self.quotes.quotes(start..<start + 200))
            // It keeps up, and no stalled one keeps it from that.
            try await fast.wait(forLines: 1 + start + 200)
            slow.read(atMost: 5000)
        }
        #expect(Self.quotes.check(fast.received) == NumberedQuotes.Received(results: Self.count))
        for client in [slow, stalled] {
            let last = Self.quotes.result(Self.count - 1)
            try await client.wait(forText: last)
            let received = Self.quotes.check(client.received)
            #expect(received.results + received.lost == Self.count)
            #expect(received.lost > 0 && received.results > 256)
        }
    }

    @Test func `under disconnect one that is too slow is closed with the reason, and no other`() async throws {
        let quoted = try LiveQuoted(
            [
                "--listen", "127.0.0.1:0", "-o", "unix:\(path)", "--replay", "0", "--history", "256", "--lag",
                "disconnect",
            ] + NumberedQuotes.options)
        let (fast, slow, stalled) = (try await Client(path, of: quoted), try Client(path), try Client(path))
        for client in [fast, slow] { try await client.wait(forLines: 1) }
        let feeder = try Feeder(port: try await quoted.port())
        for start in stride(from: 0, to: Self.count, by: 200) {
            try feeder.send(Self.quotes.quotes(start..<start + 200))
            try await fast.wait(forLines: 1 + start + 200)
            slow.read(atMost: 5000)
        }
        #expect(Self.quotes.check(fast.received) == NumberedQuotes.Received(results: Self.count))
        // Also the one that reads nothing goes, and its place is free.
        while try await fast.figure("subscribersLagged") < 2 {}
        try await fast.wait(forSubscribers: 1)
        for client in [slow, stalled] {
            try await client.waitForEnd()
            let received = Self.quotes.check(client.received)
            #expect(received.lost == 0 && received.results > 0)
            #expect(received.closing?.hasSuffix("are kept (--history, --lag)") == true)
        }
        #expect(try await fast.figure("resultsLost") == 0)
    }

    @Test(arguments: [1, 2, 16]) func `a burst longer than the history is no loss to one that keeps up`(
        _ history: Int
    ) async throws {
        let quoted = try LiveQuoted(
            [
                "--listen", "127.0.0.1:0", "-o", "unix:\(path)", "--history", "\(history)", "--replay", "0",
            ] + NumberedQuotes.options)
        let clients = [try await Client(path, of: quoted), try Client(path)]
        for client in clients { try await client.wait(forLines: 1) }
        let feeder = try Feeder(port: try await quoted.port())
        // So few lines that a socket holds them all, however late they are read.
        try feeder.send(NumberedQuotes().quotes(0..<100))
        for client in clients {
            try await client.wait(forText: NumberedQuotes().result(99))
            #expect(NumberedQuotes().check(client.received) == NumberedQuotes.Received(results: 100))
        }
    }

    @Test func `standard output and two sockets get the same`() async throws {
        let other = directory / "r.sock"
        let quoted = try LiveQuoted(
            ["-f", "-", "-o", "unix:\(path)", "-o", "-", "-o", "unix:\(other)", "--lag", "block"]
                + NumberedQuotes.options)
        let clients = [try await Client(path, of: quoted), try await Client(other, of: quoted)]
        for client in clients { try await client.wait(forLines: 1) }
        let expected = NumberedQuotes.header + NumberedQuotes().results(0..<3000)
        try quoted.send(NumberedQuotes().quotes(0..<3000))
        quoted.closeInput()
        try await quoted.wait(for: "the end") { quoted.hasClosedOutput }
        for client in clients { try await client.waitForEnd() }
        #expect(quoted.outputText == expected)
        #expect(clients.allSatisfy { $0.text == expected })
        #expect(quoted.ending() == .exited(0))
        for path in [path, other] { #expect(unsafe access(path, F_OK) != 0, "\(path) is left behind") }
    }

    @Test func `what one that goes has not taken is for the next who comes, also after the end of a file`()
        async throws
    {
        let quotes = NumberedQuotes(length: 48)
        let file = try directory.write(quotes.quotes(0..<20_000), to: "q.csv")
        let quoted = try LiveQuoted(
            ["-f", file, "-o", "unix:\(path)", "--lag", "block", "--log-level", "debug"] + NumberedQuotes.options)
        try await quoted.waitForStandstill(results: 20_000)
        var first = 0
        for count in 1...3 {
            first = try await takeALittle(from: first, of: quotes)
            try await quoted.wait(forLog: "subscriber \(count) left, 0 now")
        }
        let client = try Client(path)
        client.readSlowly(.max) { client.isAtEnd }
        first = try #require(client.number(ofLine: 1))
        #expect(quotes.check(client.received, from: first) == NumberedQuotes.Received(results: 20_000 - first))
        #expect(quoted.ending() == .exited(0))
    }

    /// Comes, reads less than what its socket has taken, and goes; returns the number of the first result it got.
    private func takeALittle(from first: Int, of quotes: NumberedQuotes) async throws -> Int {
        let client = try Client(path)
        client.readSlowly(500) { client.lineCount >= 2 }
        let number = try #require(client.number(ofLine: 1))
        #expect(number >= first)
        return number
    }
}
