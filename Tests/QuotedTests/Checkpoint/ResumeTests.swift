import Foundation
import Testing

/// What a run that ended in order leaves to the next.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ResumeTests {
    @Test func `a file that has grown is read on, with its windows, and seq goes on`() async throws {
        let runs = try StateRuns()
        try runs.append("symbol,time,price\n" + quotes(1...5), to: "q.csv")
        let first = try await runs.run(["-f", "q.csv"])
        #expect(first.outputText == results(2...5))
        #expect(first.errorText.hasPrefix("quoted: info: there is no checkpoint in '\(runs.state.path)' yet\n"))
        try runs.append(quotes(6...8), to: "q.csv")
        let second = try await runs.run(["-f", "q.csv"])
        #expect(second.outputText == results(6...8))
        #expect(
            second.errorText == """
                quoted: info: going on from the checkpoint in '\(runs.state.path)': 1 symbols, 4 results so far
                quoted: info: q.csv: reading goes on after line 6
                quoted: info: 3 quotes, 0 missing, 0 bad lines, 0 dropped, 3 results

                """)
        let third = try await runs.run(["-f", "q.csv"])
        #expect(third.ending == .exited(0))
        #expect(third.outputText == "")
        #expect(third.errorText.contains("q.csv: was read to its end, after line 9\n"))
    }

    @Test func `files that were read are passed over, the next ones are read`() async throws {
        let runs = try StateRuns()
        for (name, numbers) in [("a", 1...3), ("b", 4...6), ("c", 7...9)] { try runs.append(quotes(numbers), to: name) }
        #expect(try await runs.run(["-f", "a", "-f", "b"]).outputText == results(2...6))
        // A run that does not name a file leaves where it was read to.
        #expect(try await runs.run(["-f", "-"], input: Array(quotes(7...7).utf8)).outputText == results(7...7))
        let last = try await runs.run(["-f", "a", "-f", "b", "-f", "c"])
        #expect(
            last.outputText == results(7...7, seq: 7).replacingOccurrences(of: "6.5", with: "7.0")
                + results(8...9, seq: 8))
        #expect(last.errorText.contains("a: was read to its end, after line 3\n"))
        #expect(last.errorText.contains("b: was read to its end, after line 3\n"))
    }

    @Test func `a header that was read is not read as data, and the dialect that was found stays`() async throws {
        let runs = try StateRuns()
        try runs.append("price;note;ticker\n1,5;x;A\n", to: "q.csv")
        _ = try await runs.run(["-f", "q.csv"])
        try runs.append("2,5;y;A\n", to: "q.csv")
        let result = try await runs.run(["-f", "q.csv"])
        #expect(
            result.outputText == "{\"seq\":1,\"symbol\":\"A\",\"timestamp\":\"\",\"price\":\"2.5\",\"sma\":\"2.0\"}\n")
    }

    @Test func `windows and seq go on where there is no place to go on at`() async throws {
        let runs = try StateRuns()
        let lines = ["A,t,1\nB,t,999999999999999.5\n", "C,t,0.000000000000000001\nA,t,2\n", "B,t,1\nA,t,3\nC,t,0\n"]
        var texts: [String] = []
        for text in lines { texts.append(try await runs.run(["-f", "-"], input: Array(text.utf8)).outputText) }
        let whole = try await QuotedProcess.run(
            ["-f", "-", "--format=json", "-w2", "--decimals=1"], input: Array(lines.joined().utf8))
        #expect(texts.joined() == whole.outputText)
        #expect(texts.map { $0.split(separator: "\n").count } == [0, 1, 3])
    }

    @Test func `a line that stopped the run is read again when it is mended`() async throws {
        let runs = try StateRuns()
        try runs.append(quotes(1...3) + "A,t4,x\n" + quotes(5...6), to: "q.csv")
        let first = try await runs.run(["-f", "q.csv", "--on-bad-line", "stop"])
        #expect(first.ending == .exited(65))
        #expect(first.outputText == results(2...3))
        // An editor writes another file of that name.
        try runs.append(quotes(1...6), to: "mended")
        runs.rename("mended", to: "q.csv")
        let second = try await runs.run(["-f", "q.csv", "--on-bad-line", "stop"])
        #expect(second.outputText == results(4...6))
        #expect(second.errorText.contains("q.csv: reading goes on after line 3\n"))
    }

    @Test func `a last line without a newline is not read as two`() async throws {
        let runs = try StateRuns()
        try runs.append("1\n2", to: "q.csv")
        _ = try await runs.run(["-f", "q.csv"])
        try runs.append("5\n3\n", to: "q.csv")
        let second = try await runs.run(["-f", "q.csv"])
        #expect(
            second.outputText == "{\"seq\":2,\"symbol\":\"q\",\"timestamp\":\"\",\"price\":\"3\",\"sma\":\"2.5\"}\n")
        #expect(
            second.errorText.contains(
                "q.csv: line 2 was read when it had no end yet; the rest of it is passed over\n"))
    }

    @Test(arguments: [
        ("A,u1,1\nA,u2,2\nA,u3,3\nA,u4,4\n", "it is not the file that was read before"),
        ("A,u1,1\n", "it has become shorter than what was read of it"),
    ])
    func `a file with another content is read from its start`(_ test: (text: String, reason: String)) async throws {
        let runs = try StateRuns()
        try runs.append(quotes(1...3), to: "q.csv")
        _ = try await runs.run(["-f", "q.csv"])
        _ = unsafe truncate(runs.files / "q.csv", 0)
        try runs.append(test.text, to: "q.csv")
        let second = try await runs.run(["-f", "q.csv"])
        // Windows and seq go on nevertheless.
        #expect(
            second.outputText.hasPrefix(
                "{\"seq\":3,\"symbol\":\"A\",\"timestamp\":\"u1\",\"price\":\"1\",\"sma\":\"2.0\"}\n"))
        #expect(second.errorText.contains("quoted: warning: q.csv: \(test.reason); it is read from its start\n"))
    }

    @Test func `TERM in the middle of a followed file leaves nothing out and nothing twice`() async throws {
        let runs = try StateRuns(["-w", "2", "--decimals", "1", "--follow"])
        let path = try runs.append("symbol,time,price\n" + quotes(1...1), to: "q.csv")
        var output = ""
        for round in 0..<5 {
            let quoted = try runs.start(["-f", path])
            let two = quotes(2 * round + 2...2 * round + 3)
            // Half a line is left for the next run.
            try runs.append(String(two.dropLast(2)), to: "q.csv")
            try await quoted.wait(for: "results") {
                (output + quoted.outputText).split(separator: "\n").count == 2 * round + 1
            }
            quoted.process.send(SIGTERM)
            #expect(quoted.ending() == .exited(0))
            try await quoted.wait(for: "the end") { quoted.hasClosedOutput }
            output += quoted.outputText
            try runs.append(String(two.suffix(2)), to: "q.csv")
        }
        let last = try runs.start(["-f", path])
        try await last.wait(for: "the last") { last.outputText.contains("\"t11\"") }
        #expect(output + last.outputText == results(2...11))
    }

    @Test func `the average starts anew where there is nothing to go on from`() async throws {
        let runs = try StateRuns()
        try runs.append(quotes(1...3), to: "q.csv")
        let first = try await runs.run(["-f", "q.csv"])
        _ = unsafe unlink(runs.state / "checkpoint")
        #expect(try await runs.run(["-f", "q.csv"]).outputText == first.outputText)
    }

    @Test func `the service manager's directory is used where no other is named`() async throws {
        let runs = try StateRuns()
        let arguments = ["-f", "q.csv", "-w2", "--format=json", "--decimals=1"]
        try runs.append(quotes(1...3), to: "q.csv")
        for expected in [results(2...3), ""] {
            let result = try await QuotedProcess.run(
                arguments, environment: ["STATE_DIRECTORY": "\(runs.state.path):/nowhere"], in: runs.files)
            #expect(result.outputText == expected)
        }
    }
}
