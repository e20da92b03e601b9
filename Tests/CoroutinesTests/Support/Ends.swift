import Glibc

/// The two ends of a pipe or of a pair of sockets, closed when the pair goes; neither blocks.
final class Ends {
    /// What a pipe's reader has, or one socket.
    let first: CInt
    /// What a pipe's writer has, or the other socket.
    let second: CInt
    private var open: Set<CInt>

    private init(_ ends: [CInt]) {
        (first, second) = (ends[0], ends[1])
        open = Set(ends)
    }

    deinit { for end in open { Glibc.close(end) } }

    static func pipe() throws -> Ends {
        var ends: [CInt] = [-1, -1]
        try check(unsafe Glibc.pipe(&ends))
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        return Ends(ends)
    }

    static func sockets() throws -> Ends {
        var ends: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        try check(unsafe socketpair(AF_UNIX, type, 0, &ends))
        return Ends(ends)
    }

    /// A system call that failed.
    struct CallFailed: Error { let code = errno }

    private static func check(_ result: CInt) throws {
        guard result == 0 else { throw CallFailed() }
    }

    func close(_ end: CInt) {
        if open.remove(end) != nil { Glibc.close(end) }
    }

    /// Forgets an end that somebody else has closed.
    func wasClosed(_ end: CInt) { open.remove(end) }

    /// Writes so many bytes, or as many as there is room for; returns how many.
    @discardableResult
    func write(_ count: Int = 1, to end: CInt) -> Int {
        let bytes = [UInt8](repeating: 0, count: count)
        return unsafe bytes.withUnsafeBytes { unsafe send($0, to: end) }
    }

    private func send(_ bytes: UnsafeRawBufferPointer, to end: CInt) -> Int {
        var written = 0
        while written < bytes.count {
            let count = unsafe Glibc.write(end, bytes.baseAddress! + written, bytes.count - written)
            guard count > 0 else { break }
            written += count
        }
        return written
    }

    /// Writes until there is no room.
    func fill(_ end: CInt) {
        while write(1 << 16, to: end) > 0 {}
    }

    /// Reads all that is there; returns how many bytes.
    @discardableResult
    func drain(_ end: CInt) -> Int {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var taken = 0
        while true {
            let count = unsafe read(end, &bytes, bytes.count)
            guard count > 0 else { return taken }
            taken += count
        }
    }
}
