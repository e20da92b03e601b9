import Glibc
import Testing

/// What subscribers say, and what they are told.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct CommandTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory / "q.sock"
    }

    private func start(_ options: [String] = []) throws -> LiveQuoted {
        try LiveQuoted(["-f", "-", "-o", "unix:\(path)"] + NumberedQuotes.options + options)
    }

    @Test func `commands are answered in the stream`() async throws {
        let quoted = try start()
        let client = try await Client(path, of: quoted)
        try client.send("last\r\n\r\n  \nsymbols S0 S2\r\nnonsense\nquit now\n")
        try await client.wait(forText: "stands alone\n")
        try quoted.send(NumberedQuotes().quotes(0..<4))
        try await client.wait(forText: NumberedQuotes().result(3))
        try client.send("last\nsymbols *\nlast\nquit\nstatus\n")
        try await client.waitForEnd()
        let quotes = NumberedQuotes()
        #expect(
            client.text == NumberedQuotes.header + """
                # last 0
                # symbols S0 S2
                # error: no such command: nonsense; there are symbols, last, status and quit
                # error: quit stands alone
                \(quotes.results(0..<1))\(quotes.results(2..<4))\
                # last 2
                \(quotes.results(3..<4))\(quotes.results(2..<3))\
                # symbols *
                # last 3
                \(quotes.results(3..<4))\(quotes.results(1..<3))\
                # quit

                """)
    }

    @Test func `in JSON every line is an object, and the first is a result`() async throws {
        let quoted = try start(["--format", "json", "--replay", "1"])
        try quoted.send(NumberedQuotes().quotes(0..<2))
        try await quoted.wait(for: "results") { try (try? Client(path))?.welcome().contains(#""last":2"#) == true }
        let client = try await Client(path, of: quoted)
        try await client.wait(forLines: 1)
        #expect(client.text == #"{"seq":2,"symbol":"S1","timestamp":"t","price":"1","sma":"1"}"# + "\n")
        try client.send("last\nsymbols é\"\nnonsense\nstatus\nquit\n")
        try await client.waitForEnd()
        let lines = client.lines.dropFirst()
        #expect(lines.first == #"{"last":2}"#)
        #expect(
            Array(lines.dropFirst(3).prefix(2)) == [
                #"{"symbols":["é\""]}"#,
                #"{"error":"no such command: nonsense; there are symbols, last, status and quit"}"#,
            ])
        #expect(lines.dropFirst(5).first?.hasPrefix(#"{"status":{"quotes":2,"#) == true)
        #expect(lines.last == #"{"quit":true}"#)
    }

    @Test func `commands that arrive byte by byte, and what is no text, hurt nobody`() async throws {
        let quoted = try start()
        let client = try await Client(path, of: quoted)
        for byte in "symbols S1\r\n".utf8 { _ = try client.sendWhatIsTaken([byte], flags: 0) }
        try await client.wait(forText: "# symbols S1\n")
        let rubbish: [UInt8] = [0, 0xFF, 0xC3, 0x28, 0x1B, 0x0A, 0xED, 0xA0, 0x80, 0x0A]
        _ = try client.sendWhatIsTaken(rubbish[...], flags: 0)
        try await client.wait(for: "two complaints") {
            client.text.split(separator: "# error: no such command").count == 3
        }
        _ = try client.sendWhatIsTaken([UInt8](repeating: 0x20, count: 100_000)[...], flags: 0)
        #expect(try await client.ask("", for: "# error") == "# error: a command of more than 65536 bytes")
        try quoted.send(NumberedQuotes().quotes(0..<3))
        try await client.wait(forText: NumberedQuotes().result(1))
        quoted.closeInput()
        try await client.waitForEnd()
        #expect(client.text.hasSuffix("\n" + NumberedQuotes().result(1)))
    }

    @Test(arguments: ["csv", "json"]) func `one too many is told so and closed, until another goes`(_ format: String)
        async throws
    {
        let quoted = try start(["--max-subscribers", "2", "--format", format])
        _ = try await Client(path, of: quoted)
        var clients = [try await occupant(of: quoted), try await occupant(of: quoted)]
        let reason = "there are 2 subscribers already (--max-subscribers)"
        let line = format == "csv" ? "# closing: \(reason)\n" : "{\"closing\":\"\(reason)\"}\n"
        #expect(try Client(path).welcome() == line)
        clients.removeLast()
        clients.append(try await occupant(of: quoted))
        try quoted.send(NumberedQuotes().quotes(0..<1))
        for client in clients { try await client.wait(for: "a result") { client.text.contains("S0") } }
    }

    /// One that is served, as soon as there is a place.
    private func occupant(of quoted: LiveQuoted) async throws -> Client {
        var client: Client?
        try await quoted.wait(for: "a place") {
            let candidate = try Client(path)
            guard try !candidate.welcome().contains("closing") else { return false }
            client = candidate
            return true
        }
        return try #require(client)
    }

    @Test func `one that has closed its sending side stays subscribed`() async throws {
        let quoted = try start()
        let client = try await Client(path, of: quoted)
        try client.send("symbols S1\nlas")
        client.closeSending()
        try await client.wait(forText: "no such command: las;")
        for count in 0..<5 {
            try quoted.send(NumberedQuotes().quotes(3 * count..<3 * count + 3))
            try await client.wait(forText: NumberedQuotes().result(3 * count + 1))
        }
        quoted.closeInput()
        try await client.waitForEnd()
        #expect(client.text.hasSuffix((0..<5).map { NumberedQuotes().result(3 * $0 + 1) }.joined()))
    }

    @Test func `figures show losses while they happen`() async throws {
        let metrics = directory / "metrics"
        let quoted = try LiveQuoted(
            ["--listen", "127.0.0.1:0", "-o", "unix:\(path)", "--history", "64", "--metrics-file", metrics]
                + NumberedQuotes.options)
        let (stalled, observer) = (try await Client(path, of: quoted), try Client(path))
        try await observer.wait(forLines: 1)
        let feeder = try Feeder(port: try await quoted.port())
        var sent = 0
        while try await observer.figure("resultsLost") == 0 {
            try feeder.send(NumberedQuotes(length: 48).quotes(sent..<sent + 200))
            sent += 200
            try await observer.wait(forText: NumberedQuotes(length: 48).result(sent - 1))
            try #require(sent < 100_000)
        }
        // The stalled one has not read a byte, nor been told.
        let lost = try await observer.figure("resultsLost")
        #expect(lost > 0 && lost <= 2 * sent)
        quoted.process.send(SIGUSR1)
        try await quoted.wait(forLog: ", \(lost) results lost")
        try await quoted.wait(for: "the metrics") {
            directory.content(of: "metrics")?.contains("\nquoted_results_lost_total \(lost)\n") == true
        }
        try await stalled.wait(forText: NumberedQuotes(length: 48).result(sent - 1))
        let received = NumberedQuotes(length: 48).check(stalled.received)
        #expect(received.lost >= lost)
        let observed = observer.received.split(separator: UInt8(ascii: "\n")).count { $0.starts(with: "# lost ".utf8) }
        #expect(observed == 0)
        #expect(try await observer.figure("resultsLost") == received.lost)
        quoted.process.send(SIGTERM)
        try await quoted.wait(forLog: ", \(received.lost) results lost")
    }
}

extension Client {
    /// What it is told when it comes: the answer to a command, or that it has to go.
    fileprivate func welcome() throws -> String {
        // Where it is refused the other end may be closed already.
        _ = try? sendWhatIsTaken(Array("last\n".utf8)[...])
        while !text.contains("last"), readNext() > 0 {}
        return text
    }
}
