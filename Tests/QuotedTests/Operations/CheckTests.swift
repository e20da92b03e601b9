import Testing

/// `--check`, from outside.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct CheckTests {
    @Test func `a correct configuration is said to be so, and nothing is read`() async throws {
        let directory = try TemporaryDirectory()
        let config = try directory.write("{ window: 20, /* why not */ }", to: "quoted.json5")
        let result = try await QuotedProcess.run(
            ["--check", "--config", config, "-f", "/nonexistent/quotes.csv", "--metrics-file", directory / "m"])
        #expect(result.ending == .exited(0))
        #expect(result.output == [])
        #expect(result.errorText == "quoted: info: flags and configuration are correct\n")
        #expect(directory.content(of: "m") == nil)
    }

    @Test func `every mistake is reported, wherever it was made`() async throws {
        let directory = try TemporaryDirectory()
        let config = try directory.write("{\n window: 0,\n formt: 'csv',\n}", to: "quoted.json5")
        let result = try await QuotedProcess.run(
            ["--check", "--config", config, "-f", "a", "--decimals", "19"], environment: ["QUOTED_DEQUE": "x"])
        #expect(result.ending == .exited(78))
        #expect(
            result.errorText == """
                quoted: error: \(config):2: window: 0 is less than 1; accepted: a whole number from 1 to 65536
                quoted: error: \(config):3: formt: no such option; did you mean format?
                quoted: error: QUOTED_DEQUE: 'x' is not a whole number; accepted: a whole number from 1 to 1048576
                quoted: error: --decimals: '19' is more than 18; accepted: a whole number from 0 to 18

                """)
    }

    @Test func `without --check the same mistakes end it by where they were made`() async throws {
        let directory = try TemporaryDirectory()
        let config = try directory.write("{ window: 0 }", to: "quoted.json5")
        let wrong = try await QuotedProcess.run(["--config", config, "-f", "a"])
        #expect(wrong.ending == .exited(78))
        let flag = try await QuotedProcess.run(["-f", "a", "-w", "0"])
        #expect(flag.ending == .exited(64))
    }
}
