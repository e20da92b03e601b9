import Glibc
import Quotes
import Testing

@testable import QuoteService

@Suite struct FileSourceTests {
    @Test(arguments: [
        ("quotes.csv", "quotes"), ("a.b.csv", "a.b"), ("plain", "plain"), (".hidden", ".hidden"), ("AAPL.", "AAPL"),
    ])
    func `the symbol of a file is its name without its extension`(_ test: (name: String, symbol: String)) throws {
        let fixture = try Fixture()
        let path = try fixture.write("", to: test.name)
        defer { unsafe unlink(path) }
        let source = try FileSource(path: path)
        #expect(source.symbol == test.symbol)
        #expect(source.name == path)
    }

    @Test func `standard input has a name for people, and the symbol of a feed`() throws {
        let source = try FileSource(path: nil)
        #expect(source.name == "standard input")
        #expect(source.symbol == "FEED")
    }

    @Test func `a file never has to be waited for, a FIFO may`() throws {
        let fixture = try Fixture()
        #expect(try !FileSource(path: fixture.write("x")).mayWait)
        let fifo = "\(fixture.directory)/fifo"
        let isMade = unsafe mkfifo(fifo, 0o600) == 0
        try #require(isMade)
        // Open for both, so that nobody has to wait for the other end.
        let writer = try Descriptor.open(fifo, O_RDWR, .input)
        #expect(try FileSource(path: fifo).mayWait)
        _ = writer
    }

    @Test(arguments: [
        ("", "Is a directory; name a file, not a directory", "read"),
        ("/nosuch", "No such file or directory; check the path", "open"),
        ("/q.csv/x", "Not a directory; check the path", "open"),
    ])
    func `what cannot be opened says why`(_ test: (path: String, reason: String, verb: String)) throws {
        let fixture = try Fixture()
        _ = try fixture.write("x")
        let path = fixture.directory + test.path
        let error = #expect(throws: ServiceError.self) { try FileSource(path: path) }
        #expect(error?.description == "cannot \(test.verb) '\(path)': \(test.reason)")
        #expect(error?.status == .noInput)
    }

    @Test func `it is read in chunks to its end`() throws {
        let fixture = try Fixture()
        let size = 2 * FileSource.chunk + 3
        let source = try FileSource(path: fixture.write(String(repeating: "\n", count: size)))
        var counts: [Int] = []
        var buffer = [UInt8](repeating: 0, count: 2 * FileSource.chunk)
        while case .bytes(let count) = try unsafe buffer.withUnsafeMutableBytes({ try unsafe source.read(into: $0) }) {
            counts.append(count)
        }
        #expect(counts == [FileSource.chunk, FileSource.chunk, 3])
    }
}
