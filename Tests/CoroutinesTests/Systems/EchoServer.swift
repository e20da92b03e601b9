import Coroutines
import Glibc

/// A concurrent server that sends back what it gets: a task that accepts, and one for each connection.
final class EchoServer {
    let listener: CInt
    private(set) var connections = 0
    private(set) var mostAtOnce = 0
    private var atOnce = 0

    init(listener: CInt) { self.listener = listener }

    func accept(_ task: TaskContext) async throws {
        while true {
            try await task.wait(for: .readable(listener))
            let client = Glibc.accept(listener, nil, nil)
            if client >= 0 { task.spawn("connection \(client)") { [self] in try await echo($0, client) } }
        }
    }

    private func echo(_ task: TaskContext, _ client: CInt) async throws {
        (connections, atOnce) = (connections + 1, atOnce + 1)
        mostAtOnce = max(mostAtOnce, atOnce)
        defer {
            atOnce -= 1
            task.close(client)
        }
        while case let bytes = try await task.receive(client), !bytes.isEmpty {
            if bytes.first == UInt8(ascii: "!") { throw Trouble.first }
            try await task.send(bytes, client)
        }
    }
}

extension TaskContext {
    /// Waits for bytes and takes them; none is the end of the connection.
    func receive(_ socket: CInt) async throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            try await wait(for: .readable(socket))
            let count = unsafe recv(socket, &buffer, buffer.count, CInt(MSG_DONTWAIT))
            if count >= 0 { return Array(buffer[..<count]) }
            if errno != EAGAIN { throw Loopback.CallFailed(call: "recv") }
        }
    }

    /// Sends all of the bytes, whatever the socket takes at a time.
    func send(_ bytes: [UInt8], _ socket: CInt) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count >= 0 { rest = rest.dropFirst(count) } else { try await wait(for: .writable(socket)) }
        }
    }
}
