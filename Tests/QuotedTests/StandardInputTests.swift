import Glibc
import Testing

/// Input that comes when it comes.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct StandardInputTests {
    @Test func `each result comes out before the next quote goes in`() async throws {
        let process = try QuotedProcess.start(["--file", "-", "--window", "2"])
        let result = try await process.converse { conversation in
            try conversation.send("symbol,timestamp,price\n".utf8)
            try conversation.send("A,t0,0\n".utf8)
            #expect(try conversation.line() == "symbol,timestamp,price,sma")
            for index in 1...50 {
                try conversation.send("A,t\(index),\(index)\n".utf8)
                #expect(try conversation.line() == "A,t\(index),\(index),\(index - 1).500000")
                #expect(!conversation.hasMore)
            }
        }
        #expect(result.ending == .exited(0))
        #expect(result.output.isEmpty)
        #expect(result.errorText == "quoted: info: 51 quotes, 0 missing, 0 bad lines, 0 dropped, 50 results\n")
    }

    @Test func `a line that comes in pieces is one line`() async throws {
        let process = try QuotedProcess.start(["--file", "-", "--window", "1", "--no-output-header", "--format=json"])
        let result = try await process.converse { conversation in
            // Each complete line is answered; what comes before its newline is not.
            for line in ["AB,t,1.5\r\n", "\"C,D\",\"t\nu\",2\n", "E,t,3\n"] {
                for byte in line.utf8.dropLast() { try conversation.send([byte]) }
                #expect(!conversation.hasMore)
                try conversation.send(line.utf8.suffix(1))
                #expect(try conversation.line().hasPrefix("{\"seq\":"))
            }
            try conversation.send("F,t,4".utf8)
        }
        #expect(
            result.outputText
                == "{\"seq\":4,\"symbol\":\"F\",\"timestamp\":\"t\",\"price\":\"4\",\"sma\":\"4.000000\"}\n")
    }

    @Test func `a regular file on standard input is read to its end`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("1\n2", to: "q.csv")
        let result = try await QuotedProcess.run(["--file", "-", "-w1"], from: .file(path), in: directory)
        #expect(result.ending == .exited(0))
        #expect(result.outputText == "symbol,timestamp,price,sma\nFEED,,1,1.000000\nFEED,,2,2.000000\n")
    }

    @Test func `a directory on standard input is refused`() async throws {
        let result = try await QuotedProcess.run(["--file", "-"], from: .file("/"))
        #expect(result.ending == .exited(66))
        #expect(
            result.errorText
                == "quoted: error: cannot read standard input: Is a directory; name a file, not a directory\n")
    }

    @Test(arguments: [
        ("", "is empty: there is nothing to average"), ("\n \n\r\n", "is empty: there is nothing to average"),
    ])
    func `nothing at all is worth a warning`(_ test: (input: String, warning: String)) async throws {
        let result = try await QuotedProcess.run(["--file", "-"], input: Array(test.input.utf8))
        #expect(result.ending == .exited(0))
        #expect(result.errorText.hasPrefix("quoted: warning: standard input \(test.warning)\n"))
    }

    @Test func `a FIFO is read as it is written, until its last writer closes it`() async throws {
        let directory = try TemporaryDirectory()
        let fifo = directory / "AAPL.fifo"
        let isMade = unsafe mkfifo(fifo, 0o600) == 0
        try #require(isMade)
        let process = try QuotedProcess.start(["--file", fifo, "--window=1"], in: directory)
        let result = try await process.converse { conversation in
            let writer = unsafe open(fifo, O_WRONLY | O_CLOEXEC)
            defer { close(writer) }
            try conversation.send("t1,1\n".utf8, to: writer)
            #expect(try conversation.line() == "symbol,timestamp,price,sma")
            #expect(try conversation.line() == "AAPL,t1,1,1.000000")
            try conversation.send("t2,2\n".utf8, to: writer)
            #expect(try conversation.line() == "AAPL,t2,2,2.000000")
        }
        #expect(result.ending == .exited(0))
        #expect(result.output.isEmpty)
    }
}
