import Testing

/// `--connect`: feeds that are called on.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ConnectTests {
    @Test func `a feeder that dies in the middle of a line is connected to again`() async throws {
        let server = try FeedServer()
        let quoted = try LiveQuoted(["--connect", "127.0.0.1:\(server.port)", "-w", "1", "--decimals", "0"])
        var feeder = try await server.accept()
        try feeder.send("symbol,time,price\nA,t,1\nA,t,2")
        try await quoted.wait(forResults: 1)
        feeder.breakWhenClosed()
        feeder = try Feeder(port: server.port)
        try await quoted.wait(forLog: "cut off in the middle")
        _ = try await server.accept()
        feeder = try await server.accept()
        try feeder.send("price;symbol\n3;B\n")
        try await quoted.wait(forResults: 2)
        #expect(quoted.results == ["A,t,1,1", "B,,3,3"])
        #expect(
            quoted.errorText.contains(
                "lost the feed 127.0.0.1:\(server.port): Connection reset by peer; connecting again"))
    }

    @Test func `a feed that closes in peace has its last line, and is connected to again`() async throws {
        let server = try FeedServer()
        let quoted = try LiveQuoted(["--connect", "localhost:\(server.port)", "-w", "1", "--decimals", "0"])
        for count in 1...4 {
            let feeder = try await server.accept()
            try feeder.send("\(count)")
            feeder.finish()
            try await quoted.wait(forResults: count)
        }
        #expect(quoted.results == (1...4).map { "FEED,,\($0),\($0)" })
    }

    @Test func `a server is tried for until it is there`() async throws {
        let port = try FeedServer().port
        let quoted = try LiveQuoted(["--connect", "127.0.0.1:\(port)", "-w", "1", "--decimals", "0"])
        try await quoted.wait(
            forLog:
                "cannot connect to the feed 127.0.0.1:\(port): Connection refused; trying again until it can be reached"
        )
        let server = try FeedServer(port: port)
        let feeder = try await server.accept()
        try feeder.send("A,t,1\n")
        try await quoted.wait(forResults: 1)
        try await quoted.wait(forLog: "connected to 127.0.0.1:\(port) after ")
    }

    @Test func `a name that cannot be looked up keeps nobody else waiting`() async throws {
        let server = try FeedServer()
        let quoted = try LiveQuoted([
            "--connect", "nosuch.invalid:7001", "--connect", "127.0.0.1:\(server.port)", "-w", "1", "--decimals", "0",
        ])
        let feeder = try await server.accept()
        try feeder.send("A,t,1\n")
        try await quoted.wait(forResults: 1)
        try await quoted.wait(forLog: "cannot connect to the feed nosuch.invalid:7001: ")
        try feeder.send("A,t,2\n")
        try await quoted.wait(forResults: 2)
    }
}
