import Dispatch
import Glibc

/// One end of a TCP connection on this machine.
final class Feeder: Sendable {
    private let descriptor: Int32

    fileprivate init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Connects to 127.0.0.1, or to ::1.
    init(port: UInt16, isIPv6: Bool = false) throws {
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let result = unsafe Loopback(port: port, isIPv6: isIPv6).with { unsafe connect(descriptor, $0, $1) }
        guard result == 0 else { throw QuotedProcess.SystemError(call: "connect", code: errno) }
        var one: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw QuotedProcess.SystemError(call: "send", code: errno) }
            sent += count
        }
    }

    /// Sends what may have to wait for the other end, on no thread of Swift's pool.
    ///
    /// - Parameter times: how often.
    func sendPatiently(_ bytes: [UInt8], times: Int = 1) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                continuation.resume(with: Result { for _ in 0..<times { try self.send(bytes) } })
            }
        }
    }

    func sendPatiently(_ lines: [String]) async throws { try await sendPatiently(Array(lines.joined().utf8)) }

    /// Closes the sending side, as a feed does that has nothing more to say.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Lets the connection be lost instead of closed when the feeder goes.
    func breakWhenClosed() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    /// Whether the other end has closed the connection.
    var isClosed: Bool {
        var byte: UInt8 = 0
        return unsafe recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == 0
    }
}

/// A server that feeds whoever connects.
final class FeedServer: Sendable {
    private let descriptor: Int32
    let port: UInt16

    /// - Parameter port: 0 is any that is free.
    init(port: UInt16 = 0) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var one: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        let result = unsafe Loopback(port: port).with { unsafe bind(descriptor, $0, $1) }
        guard result == 0, listen(descriptor, 16) == 0 else {
            throw QuotedProcess.SystemError(call: "bind", code: errno)
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { address in
            _ = unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        self.descriptor = descriptor
        self.port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// The next connection, if there is one already.
    func acceptIfThere() -> Feeder? {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&polled, 1, 0) == 1 else { return nil }
        return Feeder(Glibc.accept(descriptor, nil, nil))
    }

    /// The next connection, waited for on no thread of Swift's pool.
    func accept() async throws -> Feeder {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        var polled = pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0)
                        guard unsafe poll(&polled, 1, 60_000) == 1 else {
                            throw QuotedProcess.SystemError(call: "nobody connects", code: ETIMEDOUT)
                        }
                        return Feeder(Glibc.accept(self.descriptor, nil, nil))
                    })
            }
        }
    }
}

/// An address of this machine in the form that system calls take.
private struct Loopback {
    var port: UInt16
    var isIPv6 = false

    func with(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = in6addr_loopback
            return unsafe lend(&address, body)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe lend(&address, body)
    }

    private func lend<Address>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
