import Glibc
import Testing

/// Subscribers that do harm, by intent or not.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct HostileTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory / "q.sock"
    }

    private func start(_ options: [String] = []) throws -> LiveQuoted {
        try LiveQuoted(["--listen", "127.0.0.1:0", "-o", "unix:\(path)"] + NumberedQuotes.options + options)
    }

    /// Expects that one who behaves is served as ever.
    private func expectService(_ observer: Client, _ feeder: Feeder, number: Int) async throws {
        try feeder.send(NumberedQuotes().quotes(number..<number + 1))
        try await observer.wait(forText: NumberedQuotes().result(number))
        #expect(try await observer.figure("quotes") == number + 1)
    }

    @Test(arguments: ["rubbish\n", "last\n", "status\n", "symbols S0 S1\n", "no newline", "\n", "\0"])
    func `one that sends for ever and reads nothing fills no memory and keeps nobody waiting`(_ text: String)
        async throws
    {
        let quoted = try start()
        let observer = try await Client(path, of: quoted)
        let feeder = try Feeder(port: try await quoted.port())
        try feeder.send(NumberedQuotes(symbols: 500).quotes(0..<1000))
        try await observer.wait(forText: NumberedQuotes(symbols: 500).result(999))
        let hostile = try Client(path)
        let piece = Array(repeatElement(text.utf8, count: 60_000 / text.utf8.count).joined())
        let before = try quoted.peakMemory()
        var sent = 0
        var refusals = 0
        // What is answered has to be read, or no more is taken. What is not may go on for ever.
        while sent < Self.megabytes << 20, refusals < 20 {
            let count = try hostile.sendWhatIsTaken(piece[(sent % text.utf8.count)...])
            sent += count
            if count == 0 {
                refusals += 1
                _ = try await observer.figure("quotes")
            } else {
                refusals = 0
            }
        }
        if !MemoryTests.isSanitized { #expect(try quoted.peakMemory() < before + 4096, "KiB, after \(sent) bytes") }
        try feeder.send("X,t,1000\n")
        try await observer.wait(forText: "X,t,1000,1000\n")
    }

    /// Several times what sockets hold, and what the answers to it would take.
    static let megabytes = 4

    @Test func `one that sends for ever and reads has an answer to each`() async throws {
        let quoted = try start()
        let client = try await Client(path, of: quoted)
        let commands = Array(String(repeating: "what\nlast\nsymbols A\nlast\n", count: 2000).utf8)
        var sent = 0
        try await client.wait(for: "8000 answers") {
            if sent < commands.count { sent += try client.sendWhatIsTaken(commands[sent...]) }
            return client.lineCount == 1 + 8000
        }
        let cycle = [
            "# error: no such command: what; there are symbols, last, status and quit", "# last 0", "# symbols A",
        ]
        let expected = (0..<2000).flatMap { _ in cycle + [cycle[1]] }
        #expect(Array(client.lines.dropFirst()) == expected)
    }

    @Test func `one that comes and goes a thousand times leaves nothing behind`() async throws {
        let quoted = try start()
        let observer = try await Client(path, of: quoted)
        let feeder = try Feeder(port: try await quoted.port())
        try await observer.wait(forLines: 1)
        try feeder.send(NumberedQuotes().quotes(0..<50))
        try await observer.wait(forText: NumberedQuotes().result(49))
        var descriptors = 0
        var memory = 0
        for count in 0..<1000 {
            let client = try Client(path)
            switch count % 4 {
            case 0: break
            case 1: try client.send("last\nsymbols S1\n")
            case 2: client.closeSending()
            default: _ = client.readNext()
            }
            if count == 200 {
                descriptors = quoted.descriptors
                memory = try quoted.peakMemory()
            }
        }
        try await observer.wait(forSubscribers: 1)
        #expect(quoted.descriptors <= descriptors + 1)
        if !MemoryTests.isSanitized { #expect(try quoted.peakMemory() < memory + 4096, "KiB") }
        try await expectService(observer, feeder, number: 50)
    }

    @Test func `one that wants none of the symbols does not hold back the others under block`() async throws {
        let quoted = try start(["--lag", "block", "--history", "16"])
        let (picky, observer) = (try await Client(path, of: quoted), try Client(path))
        #expect(try await picky.ask("symbols NOSUCH", for: "#") == "# symbols NOSUCH")
        try await observer.wait(forLines: 1)
        let feeder = try Feeder(port: try await quoted.port())
        try feeder.send(NumberedQuotes().quotes(0..<1000))
        try await observer.wait(forText: NumberedQuotes().result(999))
        #expect(NumberedQuotes().check(observer.received) == NumberedQuotes.Received(results: 1000))
        // Nor has it lost any it might have wanted.
        try picky.send("symbols *\n")
        try await picky.wait(forText: "# symbols *\n")
        try await expectService(picky, feeder, number: 1000)
        #expect(try await picky.figure("resultsLost") == 0)
    }

    @Test func `one that stops reading keeps no other from results under drop`() async throws {
        let quoted = try start(["--history", "1024"])
        let observer = try await Client(path, of: quoted)
        try await observer.wait(forLines: 1)
        let stalled = try (0..<20).map { _ in try Client(path) }
        for client in stalled.prefix(10) { try client.send("symbols S1\n") }
        try await observer.wait(forSubscribers: 21)
        let feeder = try Feeder(port: try await quoted.port())
        let quotes = NumberedQuotes(length: 48)
        for start in stride(from: 0, to: 20_000, by: 200) {
            try feeder.send(quotes.quotes(start..<start + 200))
            try await observer.wait(forText: quotes.result(start + 199))
        }
        #expect(quotes.check(observer.received) == NumberedQuotes.Received(results: 20_000))
        for client in stalled.dropFirst(10) {
            try await client.wait(forText: quotes.result(19_999))
            let received = quotes.check(client.received)
            #expect(received.lost > 0 && received.results + received.lost == 20_000)
        }
    }

    @Test func `more subscribers than descriptors wait, and those who are there are served`() async throws {
        let limit = 256
        let quoted = try LiveQuoted(
            ["--listen", "127.0.0.1:0", "-o", "unix:\(path)"] + NumberedQuotes.options,
            through: ["sh", "-c", "ulimit -n \(limit); exec \"$@\"", "sh"])
        let observer = try await Client(path, of: quoted)
        try await observer.wait(forLines: 1)
        let feeder = try Feeder(port: try await quoted.port())
        try feeder.send(NumberedQuotes().quotes(0..<1))
        try await observer.wait(forText: NumberedQuotes().result(0))
        try await observer.wait(forSubscribers: 1)
        let room = limit - quoted.descriptors
        var clients = try (0..<room + 20).map { _ in try Client(path) }
        try await quoted.wait(forLog: "subscribers on \(path): Too many open files")
        try await expectService(observer, feeder, number: 1)
        clients.removeFirst(room)
        for client in clients { try await client.wait(forLines: 1) }
    }

    @Test func `a soft limit of open files is no limit of subscribers`() async throws {
        let quoted = try LiveQuoted(
            ["-f", "-", "-o", "unix:\(path)"], through: ["sh", "-c", #"ulimit -S -n 100; exec "$@""#, "sh"])
        let first = try await Client(path, of: quoted)
        let clients = try [first] + (0..<150).map { _ in try Client(path) }
        for client in clients { try await client.wait(forLines: 1) }
    }
}
