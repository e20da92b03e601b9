package import Coroutines
import Glibc
package import Quotes

/// A file, a pipe, or standard input, that is read once from its start to its end.
package final class FileSource: ByteSource {
    /// What the source is called in the log: the path as it was given, or `standard input`.
    package let name: String
    /// The path, `-` for standard input.
    private let subject: String
    package let descriptor: Descriptor
    /// Reading may have to wait for what is at the other end: a pipe, a terminal, a socket.
    let mayWait: Bool
    /// There is something to read, or the end.
    private var isReadable: Bool
    /// Whether it is a regular file that is read from its start.
    private let isWhole: Bool
    package private(set) var beginning: QuoteReader.Mark?
    /// Whether it was read to its end before.
    private(set) var isRead = false
    /// Where its bytes come from when it is read from its end.
    private let reversed: ReversedFile?

    /// Bytes asked for at a time.
    static let chunk = 128 << 10

    /// Opens the file.
    ///
    /// A named pipe opens at once, and is waited for until somebody writes to it. Standard input belongs to others as well
    /// and stays as it is: it is read only when there is something to read.
    ///
    /// - Parameters:
    ///   - path: of the file, `nil` for standard input.
    ///   - options: of the reader, where the last record is to come first; `nil` reads from the start.
    /// - Throws: `ServiceError` where it cannot be opened, or is a directory, or cannot be read from its end.
    package init(path: String?, reversedFor options: QuoteReader.Options? = nil) throws(ServiceError) {
        let subject = path ?? "-"
        name = (path ?? "standard input") + (options == nil ? "" : " (reversed)")
        self.subject = subject
        descriptor =
            if let path { try .open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK, .input) } else { .standardInput }
        let type = try descriptor.fileType(of: subject, .input)
        guard type != S_IFDIR else { throw .system(EISDIR, call: "read", .input, subject) }
        mayWait = type != S_IFREG
        isReadable = !mayWait
        let offset = mayWait ? nil : try descriptor.offset(in: subject)
        isWhole = offset == 0
        guard options == nil || !mayWait else {
            throw ServiceError(
                .usage, "cannot read '\(subject)' from its end", because: "it is no regular file",
                advice: "save it as one, or leave out --reverse")
        }
        reversed = try options.map { [descriptor] options throws(ServiceError) in
            try ReversedFile(descriptor, path: subject, options: options)
        }
        beginning = reversed?.beginning
        if !mayWait { posix_fadvise(descriptor.number, 0, 0, POSIX_FADV_SEQUENTIAL) }
    }

    /// What the settings call it.
    var checkpointName: String { subject }

    package var path: String? { subject == "-" ? nil : subject }

    package var file: Descriptor? { isWhole ? descriptor : nil }

    /// Begins further on, before anything is read.
    func begin(at mark: QuoteReader.Mark, isEnd: Bool) throws(ServiceError) {
        beginning = mark
        isRead = isEnd
        try descriptor.seek(to: Int64(mark.offset), of: subject)
    }

    /// The symbol of quotes whose data has no such column.
    package var symbol: String { path.map(Self.symbol) ?? "FEED" }

    /// A file's name without directories and extension.
    static func symbol(ofPath path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
        return String(file[..<dot])
    }

    package var isDry: Bool { !isReadable }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(ServiceError) -> ReadOutcome {
        if let reversed { return try unsafe reversed.read(into: buffer) }
        guard isReadable else { return .notYet }
        isReadable = !mayWait
        let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Self.chunk))
        guard let count = try unsafe descriptor.readIfReady(into: piece, of: subject) else { return .notYet }
        return count == 0 ? .ended : .bytes(count)
    }

    package func wait(_ task: TaskContext, until time: Instant?) async throws -> Bool {
        do {
            isReadable = try await task.wait(for: .readable(descriptor.number), untilAny: time)
        } catch let error as PollerError {
            throw ServiceError(error, "cannot wait for \(name)")
        }
        return isReadable
    }
}
