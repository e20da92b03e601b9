import Coroutines
import Glibc

/// Connects to a feed: looks its name up, and tries its addresses one after the other.
struct Connector {
    let endpoint: Endpoint

    /// The time an address has to answer. Connecting to a machine that is off takes the system two minutes.
    static let timeout = Duration.seconds(10)

    /// Why no address could be connected to.
    struct Failure: Error {
        let reason: String
    }

    /// - Returns: a connected socket, and the address it is connected to.
    /// - Throws: `Failure` with the reasons of the lookup, or of every address that was tried.
    func connect(_ task: TaskContext) async throws -> (socket: Descriptor, address: SocketAddress) {
        var reasons: [String] = []
        do {
            let addresses = try await NameLookup.addresses(of: endpoint, task)
            for address in addresses {
                do {
                    return (try await connect(to: address, task), address)
                } catch let error as ServiceError {
                    reasons.append(addresses.count == 1 ? error.reason : "\(address): \(error.reason)")
                }
            }
        } catch let error as ServiceError {
            reasons.append(error.reason)
        } catch let error as PollerError {
            reasons.append(error.description)
        }
        throw Failure(reason: reasons.isEmpty ? "it has no address" : reasons.joined(separator: ", "))
    }

    private func connect(to address: SocketAddress, _ task: TaskContext) async throws -> Descriptor {
        let subject = address.description
        let socket = try Descriptor.socket(family: address.family, for: subject)
        let result = unsafe address.withPointer { unsafe Glibc.connect(socket.number, $0, $1) }
        if result < 0 {
            // An interrupted connect goes on like one that does not block.
            guard errno == EINPROGRESS || errno == EINTR else { throw error(errno, subject) }
            guard try await task.wait(for: .writable(socket.number), until: task.now + Self.timeout) else {
                throw error(ETIMEDOUT, subject)
            }
            let code = socket.option(SOL_SOCKET, SO_ERROR) ?? EIO
            guard code == 0 else { throw error(code, subject) }
        }
        // A port of this machine that nobody listens at may be given to the connecting socket, which then finds itself.
        guard socket.localAddress != address else { throw error(ECONNREFUSED, subject) }
        return socket
    }

    private func error(_ number: CInt, _ subject: String) -> ServiceError {
        .system(number, call: "connect", .address, subject)
    }
}
