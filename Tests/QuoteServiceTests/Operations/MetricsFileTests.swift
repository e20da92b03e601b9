import Glibc
import Testing

@testable import QuoteService

@Suite struct MetricsFileTests {
    /// A new directory, with the path of a file in it.
    final class Place {
        let directory: String
        var path: String { directory + "/metrics.prom" }

        init() {
            var template = Array("/tmp/quoted-metrics.XXXXXX".utf8CString)
            unsafe _ = mkdtemp(&template)
            directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        deinit {
            unsafe unlink(path)
            unsafe unlink(path + ".tmp")
            unsafe rmdir(directory)
        }

        var content: String? {
            (try? ConfigurationFile.content(path: path)).map { String(decoding: $0, as: UTF8.self) }
        }
        var isTemporaryThere: Bool { unsafe access(path + ".tmp", F_OK) == 0 }
        func inode() -> UInt {
            var status = stat()
            return unsafe stat(path, &status) == 0 ? status.st_ino : 0
        }
    }

    @Test func `the file is replaced, never changed`() throws {
        let place = Place()
        let file = MetricsFile(path: place.path)
        try file.write("one\n")
        let held = try Descriptor.open(place.path, O_RDONLY, .input)
        let first = place.inode()
        try file.write("two\n")
        #expect(place.content == "two\n")
        #expect(place.inode() != first)
        var bytes = [UInt8](repeating: 0, count: 10)
        let count = try unsafe bytes.withUnsafeMutableBytes { try unsafe held.read(into: $0, of: place.path) }
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == "one\n")
        #expect(!place.isTemporaryThere)
    }

    @Test func `a failure is told once, and so is the end of it`() throws {
        let place = Place()
        let file = MetricsFile(path: place.path)
        #expect(file.update("1") == .none)
        unsafe unlink(place.path)
        try #require(unsafe rmdir(place.directory) == 0)
        guard case .failed(let error) = file.update("2") else {
            Issue.record("no failure")
            return
        }
        #expect(
            error.description
                == "cannot open '\(place.path).tmp': No such file or directory; create its directory first")
        #expect(error.status == .cannotCreate)
        #expect(file.update("3") == .none)
        try #require(unsafe mkdir(place.directory, 0o755) == 0)
        #expect(file.update("4") == .recovered)
        #expect(file.update("5") == .none)
        #expect(place.content == "5")
    }

    @Test func `what is no file is not replaced`() throws {
        let place = Place()
        try #require(unsafe symlink("/dev/null", place.path) == 0)
        for path in ["/dev/null", "/dev", place.path] {
            let error = #expect(throws: ServiceError.self) { try MetricsFile(path: path).write("1") }
            #expect(error?.status == .cannotCreate)
            #expect(error?.reason == "it is not a regular file")
        }
        var status = stat()
        try #require(unsafe stat("/dev/null", &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFCHR)
    }

    enum Plant: CaseIterable {
        case symbolicLink, hardLink, namedPipe
    }

    @Test(arguments: Plant.allCases)
    func `what somebody has put in the place of the unfinished file is neither written nor waited for`(_ plant: Plant)
        throws
    {
        let place = Place()
        let victim = place.path + ".victim"
        defer { unsafe unlink(victim) }
        close(unsafe open(victim, O_WRONLY | O_CREAT, 0o600))
        switch plant {
        case .symbolicLink: try #require(unsafe symlink(victim, place.path + ".tmp") == 0)
        case .hardLink: try #require(unsafe link(victim, place.path + ".tmp") == 0)
        case .namedPipe: try #require(unsafe mkfifo(place.path + ".tmp", 0o666) == 0)
        }
        try MetricsFile(path: place.path).write("1")
        #expect(place.content == "1")
        #expect(try ConfigurationFile.content(path: victim).isEmpty)
        #expect(!place.isTemporaryThere)
    }
}
