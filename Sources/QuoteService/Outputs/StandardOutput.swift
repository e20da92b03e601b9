package import Coroutines
import Glibc

/// The output coroutine of standard output: a reader of the result log that blocks.
package struct StandardOutput {
    let results: ResultLog
    let reader: ResultLog.Reader
    /// What goes before the first result, and what is not written yet.
    let owed: OwedResults
    let counters: Counters
    private let output = UnblockedOutput()

    /// The most bytes written at a time: a file takes all that it is given, however long that takes.
    private static let piece = 256 << 10

    /// The reader has gone away, as `head` does; there is nobody to write for.
    struct ReaderGone: Error {}

    package init(results: ResultLog, reader: ResultLog.Reader, owed: OwedResults, counters: Counters) {
        self.results = results
        self.reader = reader
        self.owed = owed
        self.counters = counters
    }

    /// Writes results until there will be none any more.
    ///
    /// - Throws: `ReaderGone`, or `ServiceError` where the output cannot be written.
    package func run(_ task: TaskContext) async throws {
        defer { results.remove(reader) }
        while !owed.first.isEmpty {
            try await waitFirst(task)
            guard let count = try unsafe write(owed.first.span.bytes) else {
                try await task.wait(for: .writable(output.number))
                continue
            }
            owed.wroteFirst(count)
        }
        var turn = Turn(limit: 1 << 20)
        while true {
            if unsafe results.unread(reader).isEmpty {
                if results.isClosed { return }
                turn.restart()
                try await task.wait(for: results.isDue)
                continue
            }
            try await waitFirst(task)
            let piece = unsafe UnsafeRawBufferPointer(rebasing: results.unread(reader).prefix(Self.piece))
            guard let count = try unsafe write(RawSpan(_unsafeBytes: piece)) else {
                turn.restart()
                try await task.wait(for: .writable(output.number))
                continue
            }
            unsafe owed.wrote(UnsafeRawBufferPointer(rebasing: results.unread(reader)[..<count]))
            results.advance(reader, by: count)
            turn.work += count
            if turn.isOver(task) { try await task.yieldTurn() }
        }
    }

    private func waitFirst(_ task: TaskContext) async throws {
        if output.mustWaitFirst { try await task.wait(for: .writable(output.number)) }
    }

    private func write(_ bytes: RawSpan) throws -> Int? {
        do throws(ServiceError) {
            let count = try output.write(bytes)
            counters.bytesWritten += UInt64(count ?? 0)
            return count
        } catch {
            throw error.number == EPIPE ? ReaderGone() : error
        }
    }
}
