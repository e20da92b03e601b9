import Glibc
import Testing

/// What subscribers are owed when the service ends, or when one of its outputs does.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct EndTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory / "q.sock"
    }

    static let quotes = NumberedQuotes(length: 48)

    @Test(arguments: ["drop", "disconnect", "block"])
    func `at the end of a file a slow reader has all it is owed, and one that takes nothing is told what it misses`(
        _ lag: String
    ) async throws {
        let quoted = try LiveQuoted(["-f", "-", "-o", "unix:\(path)", "--lag", lag] + NumberedQuotes.options)
        let (slow, stalled) = (try await Client(path, of: quoted), try Client(path))
        for client in [slow, stalled] { try await client.wait(forLines: 1) }
        try await quoted.sendPatiently(Self.quotes.quotes(0..<20_000))
        quoted.closeInput()
        slow.readSlowly(20_000) { slow.isAtEnd }
        #expect(Self.quotes.check(slow.received) == NumberedQuotes.Received(results: 20_000))
        #expect(quoted.ending() == .exited(0))
        try await quoted.wait(forLog: "1 subscribers took nothing for 5 s and were left without their last results")
        try await stalled.waitForEnd()
        let received = Self.quotes.check(stalled.received)
        #expect(received.lost > 0 && received.results + received.lost == 20_000)
        try await quoted.wait(forLog: ", \(received.lost) results lost")
    }

    @Test func `one that takes nothing keeps no signal from ending it, and has whole lines`() async throws {
        let quoted = try LiveQuoted(
            ["--listen", "127.0.0.1:0", "-o", "unix:\(path)", "--lag", "block"] + NumberedQuotes.options)
        let stalled = try await Client(path, of: quoted)
        try await stalled.wait(forLines: 1)
        let feeder = try Feeder(port: try await quoted.port())
        try feeder.send(Self.quotes.quotes(0..<10_000))
        try await quoted.waitForStandstill(results: 10_000)
        quoted.process.send(SIGTERM)
        #expect(quoted.ending() == .exited(0))
        try await stalled.waitForEnd()
        let received = Self.quotes.check(stalled.received)
        #expect(received.lost > 0 && received.results + received.lost == 10_000)
    }

    @Test func `when the reader of standard output goes, subscribers still get what they are owed`() async throws {
        let quoted = try LiveQuoted(["-f", "-", "-o", "-", "-o", "unix:\(path)"] + NumberedQuotes.options)
        let client = try await Client(path, of: quoted)
        try await client.wait(forLines: 1)
        try quoted.send(Self.quotes.quotes(0..<10))
        try await quoted.wait(forResults: 10)
        quoted.closeOutput()
        try quoted.send(Self.quotes.quotes(10..<20))
        try await client.waitForEnd()
        let received = Self.quotes.check(client.received)
        #expect(received == NumberedQuotes.Received(results: 20))
        #expect(quoted.ending() == .exited(0))
        #expect(!quoted.errorText.contains("error") && !quoted.errorText.contains("warning"))
    }
}
