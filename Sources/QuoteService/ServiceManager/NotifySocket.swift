import Glibc

/// The datagram socket at which the service manager takes messages.
struct NotifySocket {
    private let descriptor: Descriptor
    private let address: sockaddr_un
    private let length: socklen_t

    /// Makes a socket that sends to an address; that there is somebody is found out by sending.
    ///
    /// - Parameter name: the value of `NOTIFY_SOCKET`: an absolute path, or the name of an abstract socket after `@`.
    /// - Returns: `nil` where the name is neither, or too long, or where no socket is to be had.
    init?(name: String) {
        guard let (address, length) = Self.address(name) else { return nil }
        let number = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard number >= 0 else { return nil }
        descriptor = Descriptor(owning: number)
        self.address = address
        self.length = length
    }

    /// Sends a datagram, if that is possible without waiting.
    ///
    /// - Returns: the `errno` of the failure, or `nil`.
    func send(_ text: String) -> CInt? {
        // The address is given each time, since a service manager that executes itself anew binds it anew.
        var address = address
        var text = text
        return text.withUTF8 { bytes in
            unsafe withUnsafePointer(to: &address) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    while true {
                        let sent = unsafe sendto(
                            descriptor.number, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL), address, length)
                        if sent >= 0 { return nil }
                        if errno != EINTR { return errno }
                    }
                }
            }
        }
    }

    private static func address(_ name: String) -> (sockaddr_un, socklen_t)? {
        var path = Array(name.utf8)
        guard path.count > 1, let first = path.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@") else {
            return nil
        }
        // An abstract name begins with a zero byte, and is as long as the address says; a path ends with one.
        if first == UInt8(ascii: "@") { path[0] = 0 } else { path.append(0) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.count <= MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        return (address, socklen_t(MemoryLayout<sa_family_t>.size + path.count))
    }
}
