import Glibc

/// One end of a connection that is read and written a line at a time, by a thread that waits.
final class LineSocket {
    private let descriptor: CInt
    private var received: [UInt8] = []

    /// Takes over a connected socket, or one that is being connected.
    init(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// What was waited for did not come within a minute.
    struct TooLate: Error {}

    /// The next connection of a listener.
    static func accept(at listener: CInt) throws -> LineSocket {
        try wait(listener, POLLIN)
        return LineSocket(Glibc.accept(listener, nil, nil))
    }

    /// Sends a line; it is short enough for the socket to take it as a whole.
    func send(_ line: String) throws {
        try Self.wait(descriptor, POLLOUT)
        let bytes = Array("\(line)\n".utf8)
        let count = unsafe Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL))
        guard count == bytes.count else { throw Loopback.CallFailed(call: "send") }
    }

    /// Says that no more lines will come.
    func finish() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// The next line without its newline; `nil` at the end.
    func receive() throws -> String? {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            if let newline = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeFirst(newline + 1) }
                return String(decoding: received[..<newline], as: UTF8.self)
            }
            try Self.wait(descriptor, POLLIN)
            let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
            guard count >= 0 else { throw Loopback.CallFailed(call: "recv") }
            if count == 0 { return nil }
            received += chunk[..<count]
        }
    }

    private static func wait(_ descriptor: CInt, _ events: CInt) throws {
        var polled = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        guard unsafe poll(&polled, 1, 60_000) == 1 else { throw TooLate() }
    }
}
