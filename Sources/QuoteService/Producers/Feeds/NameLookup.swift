import Coroutines
import Glibc

/// The lookup of a host name, which nothing in the C library does without blocking.
///
/// glibc's `getaddrinfo_a` has a thread for it, but tells of its end by a signal or on yet another thread, and a lookup that
/// nobody waits for any more cannot be let go of.
enum NameLookup {
    /// The addresses of a host, in the order in which they should be tried.
    ///
    /// - Throws: `ServiceError` where the host is unknown, or cannot be looked up for now.
    static func addresses(of endpoint: Endpoint, _ task: TaskContext) async throws -> [SocketAddress] {
        // A numeric address needs no lookup.
        if let numeric = try? SocketAddress.lookUp(endpoint, flags: AI_NUMERICHOST) { return numeric }
        let lookup = try OffThread(.address, endpoint.host) {
            Result { () throws(ServiceError) in try SocketAddress.lookUp(endpoint, flags: AI_ADDRCONFIG) }
        }
        return try await lookup.outcome(task).get()
    }
}
