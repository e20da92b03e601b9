import Testing

/// More than any buffer holds, in little time.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct BurstTests {
    /// A hundred where the program is optimised; what takes as long where it is not.
    static var megabytes: Int {
        #if DEBUG
            20
        #else
            100
        #endif
    }

    @Test func `a burst over TCP passes a deque of 16 whole, in order and in flat memory`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory / "q.sock"
        let quoted = try LiveQuoted(
            [
                "--listen", "127.0.0.1:0", "-o", "unix:\(path)", "--deque", "16", "--lag", "block", "--window", "1",
                "--decimals", "0",
            ])
        let client = try await Client(path, of: quoted)
        try await client.wait(forLines: 1)
        let feeder = try Feeder(port: try await quoted.port())
        // A feed has more columns than are wanted.
        let rest = "," + String(repeating: "12345.678,", count: 16)
        let quotes = (0..<1000).map { "SYM,2026-01-02T14:30:00.\($0 + 1000)Z,\($0)" }
        let piece = Array((quotes.map { $0 + rest + "\n" }).joined().utf8)
        let count = Self.megabytes * 1_000_000 / piece.count
        try feeder.send("symbol,time,price" + String(repeating: ",x", count: 17) + "\n")
        async let sending: Void = feeder.sendPatiently(piece, times: count)
        let results = Array((0..<1000).map { quotes[$0] + ",\($0)\n" }.joined().utf8)
        var memory = 0
        for number in 0..<count {
            try await client.wait(for: "piece \(number)") {
                client.received.count >= results.count + (number == 0 ? 27 : 0)
            }
            if number == 0 { client.forget(27) }
            try #require(client.received.prefix(results.count).elementsEqual(results), "piece \(number)")
            client.forget(results.count)
            if number == count / 10 { memory = try quoted.peakMemory() }
        }
        try await sending
        if !MemoryTests.isSanitized { #expect(try quoted.peakMemory() < memory + 4096, "KiB") }
        #expect(try await client.figure("quotes") == 1000 * count)
        #expect(try await client.figure("resultsLost") == 0)
    }
}
