import Glibc

/// TCP sockets on 127.0.0.1.
enum Loopback {
    /// A system call that failed.
    struct CallFailed: Error {
        let call: String
        let code = errno
    }

    /// A socket that listens on a free port and does not block, and that port.
    static func listen() throws -> (socket: CInt, port: UInt16) {
        let listener = try check("socket", socket(AF_INET, type, 0))
        try check("bind", unsafe with(port: 0) { unsafe bind(listener, $0, $1) })
        try check("listen", Glibc.listen(listener, SOMAXCONN))
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try check(
            "getsockname",
            unsafe withUnsafeMutablePointer(to: &address) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe getsockname(listener, $0, &length)
                }
            })
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    /// A socket that does not block and is being connected: it is when it is writable.
    static func connect(port: UInt16) throws -> CInt {
        let client = try check("socket", socket(AF_INET, type, 0))
        let result = unsafe with(port: port) { unsafe Glibc.connect(client, $0, $1) }
        if result < 0, errno != EINPROGRESS { throw CallFailed(call: "connect") }
        return client
    }

    private static let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

    @discardableResult
    private static func check(_ call: String, _ result: CInt) throws -> CInt {
        guard result >= 0 else { throw CallFailed(call: call) }
        return result
    }

    private static func with(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
