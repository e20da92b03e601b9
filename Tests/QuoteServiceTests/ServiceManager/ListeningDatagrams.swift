import Glibc

/// A real datagram socket in the part of a service manager, at a path of its own or at an abstract name.
final class ListeningDatagrams {
    /// The value for `NOTIFY_SOCKET`.
    let name: String
    private let descriptor: CInt
    private var file: String? { name.hasPrefix("/") ? name : nil }

    /// - Parameter isAbstract: whether the socket has a name without a file.
    init(isAbstract: Bool) throws {
        let unique = "quoted-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        name = isAbstract ? "@\(unique)" : "/tmp/\(unique)"
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(name.utf8)
        if isAbstract { path[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count + (isAbstract ? 0 : 1))
        let result = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        }
        guard result == 0 else { throw SystemError(call: "bind", number: errno) }
    }

    deinit {
        close(descriptor)
        if let file { unsafe unlink(file) }
    }

    struct SystemError: Error {
        let call: String
        let number: CInt
    }

    /// Takes the oldest message; `nil` where there is none.
    func receive() -> String? {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Takes all messages, oldest first.
    func receiveAll() -> [String] {
        var messages: [String] = []
        while let message = receive() { messages.append(message) }
        return messages
    }
}
