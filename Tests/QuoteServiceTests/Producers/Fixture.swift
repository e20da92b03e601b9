import Coroutines
import Glibc
import Quotes
import Synchronization
import Testing

@testable import QuoteService

/// What the producer of one file needs around it.
final class Fixture {
    let directory: String
    let log: Log
    private let lines: Lines

    /// What was logged.
    final class Lines: Sendable {
        let kept = Mutex<[String]>([])
    }

    init() throws {
        var template = Array("/tmp/quoted-tests.XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let lines = Lines()
        self.lines = lines
        log = Log(level: .debug) { line in lines.kept.withLock { $0.append(line) } }
    }

    deinit {
        for name in ["q.csv", "rejects", "fifo"] { unsafe unlink("\(directory)/\(name)") }
        unsafe rmdir(directory)
    }

    var logged: [String] { lines.kept.withLock { $0 } }

    /// Writes a file, and returns its path.
    func write(_ text: String, to name: String = "q.csv") throws -> String {
        let path = "\(directory)/\(name)"
        let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, .output)
        try unsafe file.writeAll(Array(text.utf8).span.bytes, to: path)
        return path
    }

    func content(of name: String) throws -> String {
        let file = try Descriptor.open("\(directory)/\(name)", O_RDONLY, .input)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { unsafe buffer.deallocate() }
        let count = try unsafe file.read(into: buffer, of: name)
        return unsafe String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
