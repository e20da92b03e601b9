import Glibc
package import Quotes

/// The file of rejects: every bad line, after its source, line number and reason, with tabs between.
///
/// Each is appended by one system call, so that several writers and a rotation never split one. One that cannot be appended,
/// as on a full disk, is counted: quotes matter more than what is kept of lines that are none.
package final class Rejects {
    /// What appending came to, as far as it is worth a line in the log.
    package enum Change: Equatable {
        /// As before.
        case none
        /// It failed, and had not failed before.
        case failed(ServiceError)
        /// It went well again, after so many lines that are missing.
        case recovered(missing: Int)
    }

    package let path: String
    package let descriptor: Descriptor
    /// Lines that could not be appended since it last went well.
    package private(set) var missing = 0
    /// The file ends with a part of a record.
    private var isCut = false

    /// These are links by their nature, and nobody but the system makes them.
    private static let links = ["/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/"]

    /// Opens or creates the file. A symbolic link is not followed, since whoever may write in its directory could have the
    /// lines appended to any file; nor is a reader of a named pipe waited for.
    ///
    /// - Throws: `ServiceError` where that is not possible.
    package init(path: String) throws(ServiceError) {
        self.path = path
        let follow = Self.links.contains { path.hasPrefix($0) } ? 0 : O_NOFOLLOW
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_NONBLOCK | follow
        descriptor = try .open(path, flags, .output)
    }

    /// Appends a bad line.
    package func append(_ line: BadLine, of source: String, text: UnsafeRawBufferPointer) -> Change {
        var record = Array((isCut ? "\n" : "").utf8)
        record += "\(source)\t\(line.number)\t\(line.reason)\t".utf8
        unsafe record.append(contentsOf: text)
        record.append(UInt8(ascii: "\n"))
        var written = 0
        do throws(ServiceError) {
            while written < record.count {
                written += try unsafe descriptor.write(record.span.bytes.extracting(written...), to: path)
            }
        } catch {
            isCut = isCut || written > 0
            missing += 1
            return missing == 1 ? .failed(error) : .none
        }
        isCut = false
        defer { missing = 0 }
        return missing > 0 ? .recovered(missing: missing) : .none
    }
}
