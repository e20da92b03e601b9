import Glibc
import Testing

/// What HUP does to the real program.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ReloadTests {
    @Test func `a reload changes what can change, and names the rest`() async throws {
        let directory = try TemporaryDirectory()
        let config = try directory.write("{ window: 2, noHeader: true }", to: "quoted.json5")
        let process = try QuotedProcess.start(["-f", "-", "--config", config])
        let result = try await process.converse { conversation in
            try conversation.send("A,1,2\nA,1,3\n".utf8)
            for _ in 0..<2 { _ = try conversation.line() }
            try directory.write("{ window: 3, deque: 5, onBadLine: 'stop', logLevel: 'debug' }", to: "quoted.json5")
            for changes in ["--on-bad-line, --log-level changed", "nothing has changed"] {
                process.send(SIGHUP)
                #expect(try conversation.errorLine() == "quoted: info: configuration read again: \(changes)")
                #expect(
                    try conversation.errorLine()
                        == "quoted: warning: --no-header, --window, --deque: take effect at the next start")
            }
            try conversation.send("A,1,4\n".utf8)
            #expect(try conversation.line() == "A,1,4,3.500000")
            try conversation.send("A,1,x\n".utf8)
            #expect(try conversation.linesToTheEnd() == [])
        }
        #expect(result.ending == .exited(65))
        #expect(result.errorText.contains("cannot go on after standard input:4"))
    }

    @Test func `a bad configuration is reported, and the one in force stays`() async throws {
        let directory = try TemporaryDirectory()
        let config = try directory.write("{ window: 1, noOutputHeader: true }", to: "quoted.json5")
        let process = try QuotedProcess.start(["-f", "-", "--config", config])
        let result = try await process.converse { conversation in
            try conversation.send("A,1,2\n".utf8)
            #expect(try conversation.line() == "A,1,2,2.000000")
            try directory.write("{ logLevel: 'error',\n window: 0,\n nope: 1 }", to: "quoted.json5")
            process.send(SIGHUP)
            #expect(try conversation.errorLine().hasPrefix("quoted: error: \(config):2: window: 0 is less than 1; "))
            #expect(try conversation.errorLine() == "quoted: error: \(config):3: nope: no such option")
            #expect(
                try conversation.errorLine()
                    == "quoted: error: the configuration in force stays; mend it and send HUP again")
            _ = unsafe unlink(config)
            process.send(SIGHUP)
            #expect(
                try conversation.errorLine()
                    == "quoted: error: --config: cannot open '\(config)': No such file or directory; check the path")
            _ = try conversation.errorLine()
            try conversation.send("A,2,3\n".utf8)
            #expect(try conversation.line() == "A,2,3,3.000000")
        }
        #expect(result.ending == .exited(0))
        #expect(result.errorText == "quoted: info: 2 quotes, 0 missing, 0 bad lines, 0 dropped, 2 results\n")
    }

    @Test func `a changed log level holds from then on`() async throws {
        let directory = try TemporaryDirectory()
        let config = try directory.write("{ logLevel: 'error' }", to: "quoted.json5")
        let process = try QuotedProcess.start(["-f", "-", "-w1", "--config", config])
        let result = try await process.converse { conversation in
            try conversation.send("A,1,2\n".utf8)
            for _ in 0..<2 { _ = try conversation.line() }
            try directory.write("{ logLevel: 'info' }", to: "quoted.json5")
            process.send(SIGHUP)
            #expect(
                try conversation.errorLine() == "quoted: info: configuration read again: --log-level changed")
        }
        #expect(result.errorText == "quoted: info: 1 quotes, 0 missing, 0 bad lines, 0 dropped, 1 results\n")
    }

    @Test func `rejects are rotated by renaming them first`() async throws {
        let directory = try TemporaryDirectory()
        let process = try QuotedProcess.start(["-f", "-", "--no-header", "--rejects", directory / "rejects"])
        let result = try await process.converse { conversation in
            for line in 1...4 {
                try conversation.send("A,\(line),bad\n".utf8)
                #expect(
                    try conversation.errorLine()
                        == "quoted: warning: standard input:\(line): price 'bad' is not a number")
                guard line == 2 else { continue }
                _ = unsafe rename(directory / "rejects", directory / "rejects.1")
                process.send(SIGHUP)
                #expect(
                    try conversation.errorLine() == "quoted: info: configuration read again: nothing has changed")
            }
        }
        #expect(result.ending == .exited(0))
        let record = { (line: Int) in "standard input\t\(line)\tprice 'bad' is not a number\tA,\(line),bad\n" }
        #expect(directory.content(of: "rejects.1") == record(1) + record(2))
        #expect(directory.content(of: "rejects") == record(3) + record(4))
    }

    @Test func `rejects that cannot be opened again stay where they are`() async throws {
        let directory = try TemporaryDirectory()
        let config = try directory.write("{ rejects: '\(directory / "rejects")' }", to: "quoted.json5")
        let process = try QuotedProcess.start(["-f", "-", "--no-header", "--config", config])
        let result = try await process.converse { conversation in
            try conversation.send("A,1,bad\n".utf8)
            _ = try conversation.errorLine()
            try directory.write("{ rejects: '\(directory / "none/rejects")', logLevel: 'debug' }", to: "quoted.json5")
            process.send(SIGHUP)
            #expect(
                try conversation.errorLine() == "quoted: error: cannot open '\(directory / "none/rejects")': "
                    + "No such file or directory; create its directory first")
            #expect(
                try conversation.errorLine() == "quoted: info: configuration read again: --log-level changed")
            try conversation.send("A,2,bad\n".utf8)
            _ = try conversation.errorLine()
        }
        #expect(result.ending == .exited(0))
        #expect(directory.content(of: "rejects")?.count { $0 == "\n" } == 2)
    }

    @Test func `metrics may be asked for, moved and given up while it runs`() async throws {
        let directory = try TemporaryDirectory()
        let config = try directory.write("{ }", to: "quoted.json5")
        let process = try QuotedProcess.start(["-f", "-", "--no-header", "--config", config])
        let result = try await process.converse { conversation in
            try conversation.send("A,1,bad\n".utf8)
            _ = try conversation.errorLine()
            for name in ["one", "two", nil] {
                let setting = name.map { "metricsFile: '\(directory / $0)'" } ?? ""
                try directory.write("{ \(setting) }", to: "quoted.json5")
                process.send(SIGHUP)
                #expect(
                    try conversation.errorLine() == "quoted: info: configuration read again: --metrics-file changed")
                if let name {
                    #expect(directory.content(of: name)?.contains("\nquoted_bad_lines_total 1\n") == true)
                }
            }
            _ = unsafe unlink(directory / "two")
        }
        #expect(result.ending == .exited(0))
        #expect(directory.content(of: "two") == nil)
    }
}
