import CLinux
package import Coroutines
import Glibc

/// The coroutine that accepts connections at a listening socket.
///
/// It goes on whatever happens to single connections. While the system has no descriptor or memory to spare it looks again
/// and again, with pauses, and says so once a minute: those who come wait in the socket's queue.
package struct Acceptor {
    private let descriptor: Descriptor
    private let subject: String
    private let log: Log
    private var pace = LogPace<Instant>(burst: 1, interval: .seconds(60))

    /// Connections accepted in one turn.
    private static let batch = 32
    /// The time to wait after a failure: something may be freed until then.
    private static let pause = Duration.milliseconds(100)

    /// - Parameters:
    ///   - descriptor: a listening socket that does not block.
    ///   - subject: what comes and where, for the log: `feeds on 127.0.0.1:7001`.
    package init(_ descriptor: Descriptor, subject: String, log: Log) {
        self.descriptor = descriptor
        self.subject = subject
        self.log = log
    }

    /// Accepts for ever.
    ///
    /// - Parameter admit: takes each connection, which does not block, and its peer's address where that is an IP address.
    /// - Throws: `ServiceError` where the socket no longer listens.
    package mutating func run(_ task: TaskContext, admit: (Descriptor, SocketAddress?) -> Void) async throws {
        while true {
            do {
                try await task.wait(for: .readable(descriptor.number))
                if let failure = try acceptBatch(admit) {
                    try await rest(after: failure, task)
                } else {
                    try await task.yieldTurn()
                }
            } catch let error as PollerError {
                try await rest(after: ServiceError(error, "cannot accept \(subject)"), task)
            }
        }
    }

    /// Accepts those who are there, or the first of them.
    ///
    /// - Returns: what kept it from accepting more, if anything did.
    /// - Throws: `ServiceError` where the socket no longer listens.
    private func acceptBatch(_ admit: (Descriptor, SocketAddress?) -> Void) throws(ServiceError) -> ServiceError? {
        var failure: ServiceError?
        for _ in 0..<Self.batch {
            var number: CInt = -1
            let peer = unsafe SocketAddress.written { address, length in
                number = unsafe clinux_accept(descriptor.number, address, length)
                return number
            }
            if number >= 0 {
                admit(Descriptor(owning: number), peer)
                failure = nil
                continue
            }
            let code = errno
            if code == EAGAIN { return nil }
            failure = .system(code, call: "accept", .address, subject)
            switch code {
            case EBADF, EINVAL, ENOTSOCK, EOPNOTSUPP: throw .system(code, call: "accept", .address, subject)
            // What went wrong with this connection has nothing to do with the next one.
            case ECONNABORTED, EINTR, EPROTO: continue
            default: return failure
            }
        }
        return failure
    }

    private mutating func rest(after failure: ServiceError, _ task: TaskContext) async throws {
        if pace.admit(now: task.now) != nil { log.error("\(failure); trying again until it works") }
        try await task.sleep(for: Self.pause)
    }
}
