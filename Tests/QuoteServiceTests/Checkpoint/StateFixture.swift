import Glibc
import Testing

@testable import QuoteService

/// A directory for checkpoints, removed when it goes out of use.
final class StateFixture {
    let path: String
    private let directory: Descriptor

    init() throws {
        var template = Array("/tmp/quoted-tests.XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        directory = try Descriptor.open(path, O_RDONLY | O_DIRECTORY, .output)
    }

    deinit {
        for name in names { unsafe remove("\(path)/\(name)") }
        unsafe rmdir(path)
    }

    var store: CheckpointStore { CheckpointStore(directory: directory.number, path: path) }

    /// What is in it, in alphabetical order.
    var names: [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { unsafe String(cString: $0) }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = try Descriptor.open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, .output)
        try unsafe file.writeAll(bytes.span.bytes, to: name)
    }

    func content(of name: String) -> [UInt8]? {
        guard let file = try? Descriptor.open("\(path)/\(name)", O_RDONLY, .input),
            let status = try? file.regularFile(name)
        else {
            return nil
        }
        return try? file.bytes(at: 0..<Int(status.size), of: name)
    }
}
