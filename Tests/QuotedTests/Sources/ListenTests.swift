import Testing

/// `--listen`: feeds that come by themselves.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ListenTests {
    static let quotes = (1...50).map { "A,t\($0),\($0).25" }

    @Test func `a feed that drips one byte at a time is read as a burst is`() async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-w", "1", "--decimals", "2"])
        let feeder = try Feeder(port: try await quoted.port())
        for byte in (["symbol,time,price"] + Self.quotes).joined(separator: "\r\n").utf8 { try feeder.send([byte]) }
        feeder.finish()
        try await quoted.wait(forResults: 50)
        #expect(quoted.results == (1...50).map { "A,t\($0),\($0).25,\($0).25" })
    }

    @Test func `a result does not wait for the next quote`() async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-w", "1", "--decimals", "0"])
        let feeder = try Feeder(port: try await quoted.port())
        for count in 1...5 {
            try feeder.send("A,t,\(count)\n")
            try await quoted.wait(forResults: count)
        }
    }

    @Test func `the rubbish of one feed does not hurt another, and each has its own header`() async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-w", "1", "--decimals", "0"])
        let port = try await quoted.port()
        let good = try Feeder(port: port)
        let bad = try Feeder(port: port)
        try good.send("price;ticker\n")
        try bad.send("symbol,time,price\n")
        for count in 1...20 {
            try good.send("\(count);GOOD\n")
            try bad.send([0xFF, 0x00] + Array("\"x\n,,,\nB,t,\(count)\n".utf8))
            try await quoted.wait(forResults: 2 * count)
        }
        #expect(quoted.results.filter { $0.hasPrefix("GOOD,,") } == (1...20).map { "GOOD,,\($0),\($0)" })
        #expect(quoted.results.filter { $0.hasPrefix("B,t,") } == (1...20).map { "B,t,\($0),\($0)" })
        #expect(quoted.errorText.contains("not UTF-8"))
        // Ten of the forty bad lines.
        #expect(quoted.errorText.split(separator: "\n").count { $0.contains("warning: 127.0.0.1:") } == 10)
    }

    @Test func `a feed that cannot be read at all is closed, and the next is welcome`() async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-w", "1", "--decimals", "0"])
        let port = try await quoted.port()
        let rubbish = try Feeder(port: port)
        try rubbish.send("rubbish\nmore\n")
        try await quoted.wait(forLog: "its connection is closed")
        try await quoted.wait(for: "the connection to close") { rubbish.isClosed }
        let feeder = try Feeder(port: port)
        try feeder.send("price\n7\n")
        try await quoted.wait(forResults: 1)
        #expect(quoted.results == ["FEED,,7,7"])
    }

    @Test func `a last line without a newline counts where the feed ends, and not where it is lost`() async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-w", "1", "--decimals", "0"])
        let port = try await quoted.port()
        var feeder = try Feeder(port: port)
        try feeder.send("A,t,1\nA,t,2")
        feeder.finish()
        try await quoted.wait(forResults: 2)
        feeder = try Feeder(port: port)
        try feeder.send("B,t,3\nB,t,4")
        try await quoted.wait(forResults: 3)
        feeder.breakWhenClosed()
        feeder = try Feeder(port: port)
        try await quoted.wait(forLog: "cut off in the middle")
        try await quoted.wait(forLog: "was lost: Connection reset by peer; 1 quotes")
        try feeder.send("C,t,5\n")
        try await quoted.wait(forResults: 4)
        #expect(quoted.results == ["A,t,1,1", "A,t,2,2", "B,t,3,3", "C,t,5,5"])
    }

    @Test(arguments: [("[::1]", true, false), ("[::]", true, true), ("0.0.0.0", false, true)])
    func `feeds come by IPv6, by IPv4, or by both`(_ test: (host: String, six: Bool, four: Bool)) async throws {
        // Somebody else has the same port by IPv4.
        let other = test.four ? nil : try FeedServer()
        let quoted = try LiveQuoted(["--listen", "\(test.host):\(other?.port ?? 0)", "-w", "1", "--decimals", "0"])
        let port = try await quoted.port()
        var expected: [String] = []
        for (isServed, isIPv6) in [(test.six, true), (test.four, false)] where isServed {
            let feeder = try Feeder(port: port, isIPv6: isIPv6)
            try feeder.send("A,t,\(expected.count)\n")
            expected.append("A,t,\(expected.count),\(expected.count)")
            try await quoted.wait(forResults: expected.count)
            try await quoted.wait(forLog: isIPv6 ? "feed [::1]:" : "feed 127.0.0.1:")
        }
        #expect(quoted.results == expected)
        if let other {
            _ = try Feeder(port: port)
            #expect(other.acceptIfThere() != nil)
        }
    }

    @Test func `a burst beyond a small deque arrives whole and in order`() async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-w", "1", "--decimals", "0", "--deque", "16"])
        let feeder = try Feeder(port: try await quoted.port())
        let count = 1_000_000
        var burst: [UInt8] = []
        for number in 0..<count { burst += Array("SYM,2026-01-02,\(1_000_000 + number)\n".utf8) }
        #expect(burst.count > 20_000_000)
        async let sending: Void = feeder.sendPatiently(burst)
        try await quoted.wait(forResults: count)
        try await sending
        let results = quoted.results
        #expect(results.count == count)
        let expected = (0..<count).lazy.map { "SYM,2026-01-02,\(1_000_000 + $0),\(1_000_000 + $0)" }
        #expect(zip(results, expected).allSatisfy { $0 == $1 })
    }

    @Test func `feeds that come and go leave no descriptor behind`() async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-w", "1", "--log-level", "debug"])
        let port = try await quoted.port()
        // Not before a first feed has shown that everything is open.
        var before = 0
        for count in 0...200 {
            let feeder = try Feeder(port: port)
            try feeder.send("A,t,\(count)\n")
            if count.isMultiple(of: 3) { feeder.breakWhenClosed() }
            guard count == 0 else { continue }
            try await quoted.wait(forResults: 1)
            before = quoted.descriptors - 1
        }
        try await quoted.wait(for: "the end of every feed") {
            quoted.errorText.split(separator: "\n").count { $0.contains(" ended; ") || $0.contains(" was lost: ") }
                == 201
        }
        try await quoted.wait(for: "every descriptor") { quoted.descriptors == before }
    }

    @Test func `a bad line that is to stop everything stops every source, with status 65`() async throws {
        let server = try FeedServer()
        let quoted = try LiveQuoted([
            "--listen", "127.0.0.1:0", "--connect", "127.0.0.1:\(server.port)", "-w", "1", "--decimals", "0",
            "--on-bad-line", "stop",
        ])
        let feeder = try Feeder(port: try await quoted.port())
        _ = try await server.accept()
        try feeder.send("A,t,1\nA,t,x\nA,t,2\n")
        try await quoted.wait(for: "its end") { quoted.hasClosedOutput }
        #expect(quoted.results == ["A,t,1,1"])
        #expect(quoted.ending() == .exited(65))
    }

    @Test func `an address that is taken is said so, with status 69`() async throws {
        let server = try FeedServer()
        let result = try await QuotedProcess.run(["--listen", "127.0.0.1:\(server.port)"])
        #expect(result.ending == .exited(69))
        #expect(
            result.errorText == "quoted: error: cannot listen on 127.0.0.1:\(server.port): Address already in use; "
                + "choose another address, or stop what is using it\n")
    }

    @Test(arguments: ["192.0.2.1:0", "nosuch.invalid:7001"]) func `an address that is not here is said so`(
        _ address: String
    ) async throws {
        let result = try await QuotedProcess.run(["--listen", address])
        #expect(result.ending == .exited(69))
        #expect(result.outputText == "")
    }
}
