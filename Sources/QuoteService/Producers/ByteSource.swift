package import Coroutines
package import Quotes

/// Where a producer's bytes come from: a file, a pipe, a followed file, a socket.
///
/// Reading never blocks the thread: a source that has nothing yet says so, and waiting is a trap of the producer's task.
package protocol ByteSource: AnyObject {
    /// What the source is called in the log.
    var name: String { get }

    /// Whether it is known to have nothing for now, so that `read` would say `notYet`.
    var isDry: Bool { get }

    /// The regular file that the bytes read last are of, or, before any, the first will be; `nil` where there is none.
    var file: Descriptor? { get }

    /// Where a user would look for the bytes; `nil` where they are in no file.
    var path: String? { get }

    /// Where reading begins, if not at the start.
    var beginning: QuoteReader.Mark? { get }

    /// Reads the next bytes to the start of `buffer`, which is not empty.
    ///
    /// - Throws: `ServiceError` where the source cannot be read any more.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ServiceError) -> ReadOutcome

    /// Waits until `read` may say something else than `notYet`, or until a time.
    ///
    /// - Returns: whether it is worth reading; `false` when the time has come first.
    func wait(_ task: TaskContext, until time: Instant?) async throws -> Bool
}

extension ByteSource {
    package var isDry: Bool { false }
    package var file: Descriptor? { nil }
    package var path: String? { nil }
    package var beginning: QuoteReader.Mark? { nil }
}

/// What reading from a source comes to.
package enum ReadOutcome: Equatable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// Nothing for now.
    case notYet
    /// Nothing any more. A last line without a newline is a line.
    case ended
    /// Nothing any more, and more was to come: what was read of a last line without a newline is not a line.
    case cutOff
    /// The next bytes have nothing to do with those before: they are another file's, with a header of its own.
    ///
    /// - Parameter isCutOff: the end of what came before is missing, as in a file that was truncated.
    case begunAnew(isCutOff: Bool)
}

extension TaskContext {
    /// Waits until something has happened outside, or until a time if one is given.
    ///
    /// - Returns: whether it happened in time.
    func wait(for event: OutsideEvent, untilAny time: Instant?) async throws -> Bool {
        if let time { return try await wait(for: event, until: time) }
        try await wait(for: event)
        return true
    }
}
