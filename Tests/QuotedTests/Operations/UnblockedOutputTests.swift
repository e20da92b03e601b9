import Testing

/// Standard output is written without waiting in the system, whatever it is.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct UnblockedOutputTests {
    /// Ways to have `quoted` write to something: a shell's words, with the command that is to be run in `"$@"`.
    static let sinks = [
        "a pipe": #""$@" | cat"#,
        "a file": #""$@" >>"$0"; cat "$0""#,
        "a socket": #"socat -u EXEC:"$*" -"#,
        "a terminal": #"script -qec "$*" /dev/null | tr -d '\r'"#,
    ]

    @Test(arguments: sinks.keys.sorted()) func `every result arrives in order`(_ sink: String) async throws {
        let directory = try TemporaryDirectory()
        let text = (0..<20_000).map { "A,\($0),\($0)\n" }.joined()
        let path = try directory.write(text, to: "quotes.csv")
        let command = try #require(Self.sinks[sink])
        let result = try await QuotedProcess.run(
            ["-q", "-w1", "--decimals=0", "-f", path], through: ["sh", "-c", command, directory / "results"])
        let expected = (0..<20_000).map { "A,\($0),\($0),\($0)\n" }.joined()
        #expect(result.outputText == "symbol,timestamp,price,sma\n" + expected)
        #expect(result.ending == .exited(0))
    }

    @Test func `the description of a pipe that others share is left as it is`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("A,1,2\n", to: "quotes.csv")
        let result = try await QuotedProcess.run(
            ["-q", "-w1", "-f", path],
            through: ["sh", "-c", #""$@"; grep flags /proc/self/fdinfo/1"#, "sh"])
        // 01 is O_WRONLY; O_NONBLOCK would be 04001.
        #expect(result.outputText.hasSuffix("A,1,2,2.000000\nflags:\t01\n"))
    }
}
