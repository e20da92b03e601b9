import Glibc

/// A new directory for the files of one test, removed when it goes out of use.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/quoted-tests.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw QuotedProcess.SystemError(call: "mkdtemp", code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // Everything a test makes lies directly in it.
        guard let directory = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            unsafe remove(self / name)
        }
        unsafe closedir(directory)
        unsafe rmdir(path)
    }

    /// The path of a file in it.
    static func / (directory: TemporaryDirectory, name: String) -> String { "\(directory.path)/\(name)" }

    /// Writes a file, and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    /// Writes a file of any bytes, and returns its path.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        guard let file = unsafe fopen(self / name, "w") else {
            throw QuotedProcess.SystemError(call: "fopen", code: errno)
        }
        unsafe bytes.withUnsafeBufferPointer { unsafe _ = fwrite($0.baseAddress, 1, $0.count, file) }
        guard unsafe fclose(file) == 0 else { throw QuotedProcess.SystemError(call: "fclose", code: errno) }
        return self / name
    }

    /// The content of a file, `nil` where there is none.
    func content(of name: String) -> String? {
        guard let file = unsafe fopen(self / name, "r") else { return nil }
        defer { unsafe fclose(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            if count == 0 { return String(decoding: text, as: UTF8.self) }
            text += chunk[..<count]
        }
    }
}
