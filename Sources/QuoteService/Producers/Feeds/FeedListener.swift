package import Coroutines
import Glibc

/// A listening socket at which feeds are accepted.
package final class FeedListener {
    /// The address it listens at, with the port that the system picked.
    package let name: String
    private let descriptor: Descriptor
    private var pace = LogPace<Instant>()

    /// Takes over a socket that listens already, as one from the service manager.
    ///
    /// - Throws: `ServiceError` where it is not a listening stream socket, or has no address that could be told.
    package init(adopting descriptor: Descriptor) throws(ServiceError) {
        self.descriptor = descriptor
        guard let address = descriptor.localAddress else {
            throw .system(errno, call: "getsockname", .address, "the socket of feeds")
        }
        name = address.description
        guard descriptor.option(SOL_SOCKET, SO_TYPE) == CInt(SOCK_STREAM.rawValue),
            descriptor.option(SOL_SOCKET, SO_ACCEPTCONN) == 1
        else {
            throw ServiceError(
                .unavailable, "cannot accept feeds at descriptor \(descriptor.number)",
                because: "it is not a listening stream socket", advice: "use ListenStream= in the socket unit")
        }
        descriptor.doNotBlock()
    }

    /// Listens at one address.
    ///
    /// - Throws: `ServiceError` where it cannot be bound.
    private convenience init(_ address: SocketAddress, isDualStack: Bool) throws(ServiceError) {
        let subject = address.description
        let socket = try Descriptor.socket(family: address.family, for: subject)
        // A service that is started again must not wait until the connections of the last one are forgotten.
        socket.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
        if address.family == AF_INET6 { socket.setOption(CInt(IPPROTO_IPV6), IPV6_V6ONLY, isDualStack ? 0 : 1) }
        try SystemCall.retrying("bind", .address, subject) {
            unsafe address.withPointer { unsafe bind(socket.number, $0, $1) }
        }
        try SystemCall.retrying("listen", .address, subject) { listen(socket.number, SOMAXCONN) }
        try self.init(adopting: socket)
    }

    /// Listens at every address of a host; where the system is to pick the port, at the first.
    ///
    /// Blocks while a name is looked up. `[::]` takes IPv4 as well.
    ///
    /// - Throws: `ServiceError` where the host is unknown or none of its addresses can be bound.
    package static func listeners(at endpoint: Endpoint) throws(ServiceError) -> [FeedListener] {
        let addresses = try SocketAddress.lookUp(endpoint, flags: AI_PASSIVE)
        var listeners: [FeedListener] = []
        var failure: ServiceError?
        for address in addresses where endpoint.port != 0 || listeners.isEmpty {
            do throws(ServiceError) {
                listeners.append(try FeedListener(address, isDualStack: endpoint.host == "::"))
            } catch {
                // A name may have an IPv6 address on a machine that has no IPv6.
                guard error.number == EAFNOSUPPORT || error.number == EADDRNOTAVAIL else { throw error }
                failure = failure ?? error
            }
        }
        if listeners.isEmpty, let failure { throw failure }
        return listeners
    }

    /// Accepts feeds for ever.
    ///
    /// - Parameter admit: takes each connection, and the name of its peer.
    /// - Throws: `ServiceError` where the socket no longer listens.
    package func run(_ task: TaskContext, log: Log, admit: (Descriptor, String) -> Void) async throws {
        var acceptor = Acceptor(descriptor, subject: "feeds on \(name)", log: log)
        try await acceptor.run(task) { socket, peer in admit(socket, peer?.description ?? "a feed") }
    }

    /// Logs that a feed has come or gone, as long as they are few.
    package func tell(_ text: @autoclosure () -> String, now: Instant, log: Log) {
        guard let heldBack = pace.admit(now: now) else { return log.debug(text()) }
        log.info(heldBack > 0 ? "\(text()) (\(heldBack) messages like this left out)" : text())
    }
}
