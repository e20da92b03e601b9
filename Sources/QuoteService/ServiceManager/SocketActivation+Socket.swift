import Glibc

extension SocketActivation.Socket {
    /// Takes over a descriptor, after a look at whether it is what its name promises.
    init(_ entry: SocketActivation.Entry, _ purpose: SocketActivation.Purpose) throws(ServiceError) {
        let number = entry.number
        if let reason = Self.unfitness(of: number, for: purpose) { throw Self.unfit(entry, purpose, reason) }
        guard fcntl(number, F_SETFD, FD_CLOEXEC) == 0, fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) == 0
        else { throw Self.unfit(entry, purpose, unsafe String(cString: strerror(errno))) }
        self.init(descriptor: Descriptor(owning: number), address: Self.address(of: number))
    }

    /// Why a descriptor cannot serve a purpose; `nil` where it can.
    private static func unfitness(of number: CInt, for purpose: SocketActivation.Purpose) -> String? {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { return unsafe String(cString: strerror(errno)) }
        guard status.st_mode & S_IFMT == S_IFSOCK else { return "it is no socket" }
        guard option(SO_TYPE, of: number) == CInt(SOCK_STREAM.rawValue) else { return "it is no stream socket" }
        let family = option(SO_DOMAIN, of: number)
        switch purpose {
        case .output: if family != AF_UNIX { return "it is no Unix socket" }
        case .feed: if family != AF_INET && family != AF_INET6 { return "it is no TCP socket" }
        }
        return option(SO_ACCEPTCONN, of: number) == 1 ? nil : "it does not listen"
    }

    private static func unfit(
        _ entry: SocketActivation.Entry, _ purpose: SocketActivation.Purpose, _ reason: String
    ) -> ServiceError {
        let listenStream =
            switch purpose {
            case .output: "ListenStream=PATH"
            case .feed: "ListenStream=HOST:PORT"
            }
        return ServiceError(
            .configuration, "cannot use socket \(entry.number), '\(entry.name)', from the service manager",
            because: reason, advice: "give its socket unit \(listenStream) and Accept=no")
    }

    private static func option(_ name: CInt, of number: CInt) -> CInt {
        var value: CInt = -1
        var length = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(number, SOL_SOCKET, name, &value, &length) == 0 ? value : -1
    }

    /// Where a socket listens; empty where it has no name.
    private static func address(of number: CInt) -> String {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe getsockname(number, address, &length) == 0 else { return "" }
                return unsafe CInt(address.pointee.sa_family) == AF_UNIX
                    ? unixAddress(UnsafeRawBufferPointer(start: address, count: Int(length)))
                    : endpoint(address, length)
            }
        }
    }

    private static func unixAddress(_ address: UnsafeRawBufferPointer) -> String {
        let name = unsafe address.dropFirst(MemoryLayout<sa_family_t>.size)
        guard let first = unsafe name.first else { return "" }
        if first == 0 { return unsafe "@" + String(decoding: name.dropFirst(), as: UTF8.self) }
        return unsafe String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func endpoint(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> String {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let result = unsafe getnameinfo(
            address, length, &host, socklen_t(host.count), &port, socklen_t(port.count), NI_NUMERICHOST | NI_NUMERICSERV
        )
        guard result == 0, let port = UInt16(text(port)) else { return "" }
        return Endpoint(host: text(host), port: port).description
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
