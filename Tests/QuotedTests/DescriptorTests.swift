import Glibc
import Testing

/// Inputs and outputs that are not there, not allowed, full, or go away.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct DescriptorTests {
    static let manyQuotes = Array(String(repeating: "A,t,1\n", count: 200_000).utf8)

    @Test(arguments: [1, 2, 1000]) func `a reader that goes away ends it silently`(_ lines: Int) async throws {
        let result = try await QuotedProcess.run(["-f", "-"], input: Self.manyQuotes, readLines: lines)
        #expect(result.ending == .exited(0))
        #expect(result.outputText.hasPrefix("symbol,timestamp,price,sma\n"))
        #expect(result.errorText == "")
    }

    @Test func `a reader that is gone before the first result is not told that there are none`() async throws {
        let result = try await QuotedProcess.run(["-f", "-", "-w", "9"], input: Array("1\n".utf8), to: .abandoned)
        #expect(result.ending == .exited(0))
        #expect(result.errorText == "")
    }

    @Test func `a full disk ends it with status 74 and says so`() async throws {
        let result = try await QuotedProcess.run(["-f", "-"], input: Self.manyQuotes, to: .file("/dev/full"))
        #expect(result.ending == .exited(74))
        #expect(
            result.errorText.hasPrefix(
                "quoted: error: cannot write standard output: No space left on device; free some space\n"))
    }

    @Test func `closed standard input and output are told`() async throws {
        let input = try await QuotedProcess.run(["-f", "-"], from: .closed)
        #expect(input.ending == .exited(74))
        #expect(
            input.errorText.hasPrefix(
                "quoted: error: cannot read standard input: Bad file descriptor; "
                    + "it is closed; give it a file, as in < quotes.csv\n"))
        let output = try await QuotedProcess.run(["-f", "-"], input: Array("1\n".utf8), to: .closed)
        #expect(output.ending == .exited(74))
        #expect(
            output.errorText.hasPrefix(
                "quoted: error: cannot write standard output: Bad file descriptor; "
                    + "it is closed; give it a file, as in > results.csv\n"))
    }

    @Test func `where standard output is closed, results do not end up in the file of rejects`() async throws {
        let directory = try TemporaryDirectory()
        let result = try await QuotedProcess.run(
            ["-f", "-", "-w", "1", "--rejects", "rejects"], input: Array("1\nx\n".utf8), to: .closed, in: directory)
        #expect(result.ending == .exited(74))
        #expect(directory.content(of: "rejects")?.contains("FEED") == false)
        #expect(directory.content(of: "rejects")?.contains("symbol") == false)
    }

    @Test func `results are not appended to the file they are made of`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("1\n2\n", to: "q.csv")
        let result = try await QuotedProcess.run(["-f", path, "-w", "1"], to: .file(path))
        #expect(result.ending == .exited(64))
        #expect(
            result.errorText == "quoted: error: cannot write standard output: it is the same file as the source "
                + "\(path); send the results to another file\n")
        #expect(directory.content(of: "q.csv") == "1\n2\n")
    }

    /// Takes from root, and from none else, the right to read what its permissions forbid.
    static let asMortal =
        geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] : []

    @Test(
        .enabled("root may read everything, and setpriv could not take that away") {
            guard geteuid() == 0 else { return true }
            return (try? await QuotedProcess.run(["--version"], through: asMortal))?.ending == .exited(0)
        })
    func `a file that may not be read ends it with status 77`() async throws {
        let directory = try TemporaryDirectory()
        unsafe chmod(try directory.write("1\n", to: "q.csv"), 0)
        let result = try await QuotedProcess.run(["-f", "q.csv"], in: directory, through: Self.asMortal)
        #expect(result.ending == .exited(77))
        #expect(
            result.errorText == "quoted: error: cannot open 'q.csv': Permission denied; "
                + "check the permissions of the path and its directories\n")
        #expect(result.outputText.isEmpty)
    }
}
