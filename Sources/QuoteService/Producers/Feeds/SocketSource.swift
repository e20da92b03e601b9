package import Coroutines
import Glibc

/// One TCP connection to a feed, from its beginning to its end.
package final class SocketSource: ByteSource {
    package let name: String
    private let descriptor: Descriptor
    /// There is something to read, or the end. A read that fills less than it might has emptied the socket.
    private var isReadable = true
    /// Why the connection was lost, where the peer did not close it.
    package private(set) var loss: String?

    /// - Parameters:
    ///   - descriptor: a connected socket that does not block.
    ///   - name: what the feed is called in the log.
    package init(_ descriptor: Descriptor, name: String) {
        self.descriptor = descriptor
        self.name = name
        descriptor.keepAlive()
    }

    package var isDry: Bool { !isReadable }

    /// A lost connection is an end like another, no error: whoever opened it decides what follows.
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> ReadOutcome {
        guard loss == nil else { return .cutOff }
        guard isReadable else { return .notYet }
        do throws(ServiceError) {
            guard let count = try unsafe descriptor.readIfReady(into: buffer, of: name) else {
                isReadable = false
                return .notYet
            }
            isReadable = count == buffer.count
            return count == 0 ? .ended : .bytes(count)
        } catch {
            loss = error.reason
            return .cutOff
        }
    }

    package func wait(_ task: TaskContext, until time: Instant?) async throws -> Bool {
        do {
            isReadable = try await task.wait(for: .readable(descriptor.number), untilAny: time)
        } catch let error as PollerError {
            // It cannot be read any more, and its peer can connect again.
            loss = error.description
            return true
        }
        return isReadable
    }
}
