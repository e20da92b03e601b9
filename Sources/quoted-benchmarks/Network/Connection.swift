import Glibc

/// A connection on this machine that is written and read in turn, and waits for the other end where it must.
final class Connection {
    let descriptor: Int32
    /// Bytes that came after the last line that was asked for.
    private var received: [UInt8] = []

    /// How long the other end may be silent, in seconds.
    private static let patience = 30

    /// Connects to a TCP port of 127.0.0.1; what is sent goes out at once.
    init(port: UInt16) throws(BenchmarkError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        try connect(to: &address, name: "127.0.0.1:\(port)")
        var isOn: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Connects to a Unix stream socket.
    init(path: String) throws(BenchmarkError) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .usage("\(path): too long for a Unix socket; choose another TMPDIR.")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        try connect(to: &address, name: path)
    }

    deinit { close(descriptor) }

    private func connect<Address>(to address: inout Address, name: String) throws(BenchmarkError) {
        guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
        let result = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else { throw .system(call: "connect to \(name)", code: errno) }
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends all bytes.
    func send(_ bytes: [UInt8]) throws(BenchmarkError) {
        try writeAll(bytes, to: descriptor)
    }

    /// The next line, with its newline.
    func line() throws(BenchmarkError) -> [UInt8] {
        while true {
            if let newline = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeFirst(newline + 1) }
                return Array(received[...newline])
            }
            try receive()
        }
    }

    private func receive() throws(BenchmarkError) {
        var buffer: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
        let count = unsafe withUnsafeMutableBytes(of: &buffer) { buffer in
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { unsafe received += buffer[..<count] }
            return count
        }
        guard count != 0 else { throw .wrongOutput("A connection was closed where a line was due.") }
        if count < 0 && errno != EINTR { throw .system(call: "wait for a line", code: errno) }
    }
}
