import Glibc

/// The address of one end of a TCP connection, as the system writes it.
package struct SocketAddress: Hashable, Sendable {
    /// A `sockaddr_in` or a `sockaddr_in6`.
    private let bytes: [UInt8]

    private init(_ start: UnsafeRawPointer, _ length: socklen_t) {
        bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(length)))
    }

    /// The address family, such as `AF_INET6`.
    var family: CInt {
        unsafe withPointer { address, _ in CInt(unsafe address.pointee.sa_family) }
    }

    /// Lends the address in the form that system calls take.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe bytes.withUnsafeBytes { raw in
            // A storage of its own: the bytes of an array need not be aligned for one.
            var storage = sockaddr_storage()
            return unsafe withUnsafeMutablePointer(to: &storage) { storage in
                unsafe UnsafeMutableRawPointer(storage).copyMemory(from: raw.baseAddress!, byteCount: raw.count)
                return unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(raw.count))
                }
            }
        }
    }

    /// The address that a call such as `getsockname` writes; `nil` where it fails.
    static func written(by call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt) -> Self? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            let result = unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe call($0, &length)
            }
            return unsafe result < 0 ? nil : SocketAddress(storage, length)
        }
    }

    /// The addresses of a host, without duplicates, in the order in which they should be tried (RFC 6724).
    ///
    /// Blocks until the name is looked up, which numeric addresses need not be.
    ///
    /// - Parameter flags: of `getaddrinfo`, such as `AI_PASSIVE`.
    /// - Throws: `ServiceError` where the host is unknown, or cannot be looked up for now.
    static func lookUp(_ endpoint: Endpoint, flags: CInt) throws(ServiceError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = flags | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(endpoint.host, String(endpoint.port), &hints, &list)
        guard code == 0 else {
            let reason =
                unsafe code == EAI_SYSTEM ? String(cString: strerror(errno)) : String(cString: gai_strerror(code))
            throw ServiceError(
                .unavailable, "cannot look up '\(endpoint.host)'", because: reason, advice: "check the name")
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            let address = unsafe SocketAddress(entry.pointee.ai_addr, entry.pointee.ai_addrlen)
            if !addresses.contains(address) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `ADDRESS:PORT`, or `[ADDRESS]:PORT` for IPv6; an IPv4 address that arrived by an IPv6 socket is shown as what it is.
    package var description: String {
        guard let (name, number) = numericNames else { return "an address of family \(family)" }
        let mapped = "::ffff:"
        let isMapped = name.hasPrefix(mapped) && name.contains(".")
        let shown = isMapped ? String(name.dropFirst(mapped.count)) : name
        return shown.contains(":") ? "[\(shown)]:\(number)" : "\(shown):\(number)"
    }

    private var numericNames: (host: String, port: String)? {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let code = unsafe withPointer { address, length in
            unsafe getnameinfo(
                address, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
                NI_NUMERICHOST | NI_NUMERICSERV)
        }
        guard code == 0 else { return nil }
        func text(_ name: [CChar]) -> String {
            String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return (text(host), text(port))
    }
}
