import Testing

/// A run goes on in a file of any form where another has left off, without its header.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ResumedFormTests {
    @Test(arguments: [
        ("wide", ["date;A;B\n1;10;1.000,5\n", "2;20;\n3;3,5;4\ndate;B;C\n", "4;1;2\n5;1;2\n"]),
        ("objects", ["{\"p\":1,\"price\":2}\n", "{\"p\":1,\"price\":\"3\"}\n\n", "{\"price\":4}\n{\"price\":5}\n"]),
        ("date and time", ["date,time,close\n1,9:30,1\n", "1,9:31,2\n1,9:32,3\n", "2,9:30,4\n"]),
        ("a header that waits for what is under it", ["date,A,B\n", "1,2,3\n", "2,3,4\n3,4,5\n"]),
        ("candles", ["20260102,9:30,1,3,1,2\n", "20260102,9:31,9,9,9,9\n", "20260102,9:32,7,7,7,7\n"]),
    ])
    func `what was found of a file is kept with its place`(_ name: String, _ pieces: [String]) async throws {
        let directory = try TemporaryDirectory()
        try directory.write(pieces.joined(), to: "whole.csv")
        let options = ["-w2", "--no-output-header", "--symbol=S"]
        let whole = try await QuotedProcess.run(["-f", "whole.csv"] + options, in: directory)
        let state = try TemporaryDirectory()
        var output = ""
        for count in 1...pieces.count {
            try directory.write(pieces.prefix(count).joined(), to: "x.csv")
            let result = try await QuotedProcess.run(
                ["-f", "x.csv", "--state-dir", state.path] + options, in: directory)
            if count > 1 || name != "a header that waits for what is under it" { #expect(result.ending == .exited(0)) }
            output += result.outputText
        }
        #expect(output == whole.outputText)
        #expect(!output.isEmpty)
    }
}
