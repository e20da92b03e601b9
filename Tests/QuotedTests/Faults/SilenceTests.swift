import Foundation
import Testing

/// Peers that are silent, and names that nobody knows an address of.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct SilenceTests {
    private let directory = try! TemporaryDirectory()

    @Test(.enabled(if: FaultShim.hindrance == nil, "\(FaultShim.hindrance ?? "")"))
    func `a lookup that does not come back keeps nobody else waiting, and not the end either`() async throws {
        let quoted = try LiveQuoted(
            [
                "--listen", "127.0.0.1:0", "--connect", "feed.invalid:7001", "-o", "unix:\(directory / "socket")", "-w",
                "1", "--decimals", "0", "--no-header",
            ],
            environment: try Fault.environment(counts: directory / "counts", ["FAULTS_SLOW": "getaddrinfo:3600"]))
        var good = try await GoodFeed(quoted, socket: directory / "socket")
        try await good.send(20)
        try await quoted.wait(for: "the lookup") {
            Fault.counts(directory.content(of: "counts") ?? "")["getaddrinfo"] == 1
        }
        quoted.process.send(SIGHUP)
        try await quoted.wait(forLog: "configuration read again")
        try await good.send(5)
        quoted.process.send(SIGTERM)
        #expect(await quoted.waited(.seconds(60)) { quoted.hasClosedErrors })
        #expect(quoted.ending() == .exited(0))
        #expect(Fault.counts(directory.content(of: "counts") ?? "")["getaddrinfo"] == 1)
    }

    @Test(.enabled(if: FaultShim.hindrance == nil, "\(FaultShim.hindrance ?? "")"))
    func `a lookup that is slow is waited for`() async throws {
        let server = try FeedServer()
        let quoted = try LiveQuoted(
            ["--connect", "localhost:\(server.port)", "-w", "1", "--decimals", "0"],
            environment: try Fault.environment(counts: directory / "counts", ["FAULTS_SLOW": "getaddrinfo:1"]))
        let called = try await server.accept()
        try called.send("A,t,1\n")
        try await quoted.wait(forResults: 1)
    }

    @Test func `a feed that is reset, closed by half, or gone, is told apart`() async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-w", "1", "--decimals", "0", "--no-header"])
        let port = try await quoted.port()
        var feeder: Feeder? = try Feeder(port: port)
        try feeder?.send("A,t,1\n")
        try await quoted.wait(forResults: 1)
        feeder?.breakWhenClosed()
        feeder = nil
        try await quoted.wait(forLog: "was lost: Connection reset by peer; 1 quotes\n")
        feeder = try Feeder(port: port)
        try feeder?.send("B,t,2\nB,t,3")
        feeder?.finish()
        try await quoted.wait(forResults: 3)
        try await quoted.wait(forLog: "ended; 2 quotes\n")
        // The other half is closed as well: nothing is to be sent there.
        #expect(await quoted.waited(.seconds(60)) { feeder?.isClosed == true })
        feeder = try Feeder(port: port)
        try await quoted.wait(forLog: "feed 127.0.0.1:")
        feeder = nil
        try await quoted.wait(forLog: "ended; 0 quotes\n")
    }

    @Test func `a feed that says nothing is asked whether it is still there`() async throws {
        let server = try FeedServer()
        let quoted = try LiveQuoted(["--connect", "127.0.0.1:\(server.port)", "-w", "1", "--decimals", "0"])
        let feeder = try await server.accept()
        try feeder.send("A,t,1\n")
        try await quoted.wait(forResults: 1)
        // The fields of a connection: its number, local address, remote address, state, queues, timer and when it is due.
        let remote = "0100007F:" + String(format: "%04X", server.port)
        var due: Int?
        _ = await quoted.waited(.seconds(60)) {
            let fields = SocketTable.rows(of: "tcp").first { $0.count > 5 && $0[2] == remote && $0[3] == "01" }
            let timer = fields?[5].split(separator: ":") ?? []
            // 02 is the timer of keep-alive; times are hundredths of a second.
            if timer.first == "02" { due = Int(timer[1], radix: 16) }
            return due != nil
        }
        #expect((1...3000).contains(try #require(due)))
    }
}
