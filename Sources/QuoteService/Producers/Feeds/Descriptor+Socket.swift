import Glibc

/// TCP sockets; all of them non-blocking and closed on exec.
extension Descriptor {
    static func socket(family: CInt, for subject: String) throws(ServiceError) -> Descriptor {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        return Descriptor(
            owning: try SystemCall.retrying("socket", .address, subject) { Glibc.socket(family, type, 0) })
    }

    /// Makes calls return at once, and closes the descriptor on exec.
    func doNotBlock() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// Sets an option that is a number; where the system does not know it, the socket does without.
    func setOption(_ level: CInt, _ name: CInt, _ value: CInt) {
        var value = value
        unsafe setsockopt(number, level, name, &value, socklen_t(MemoryLayout<CInt>.size))
    }

    /// An option that is a number; `nil` where it cannot be had.
    func option(_ level: CInt, _ name: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(number, level, name, &value, &length) == 0 ? value : nil
    }

    var localAddress: SocketAddress? { unsafe .written { unsafe getsockname(number, $0, $1) } }
    var remoteAddress: SocketAddress? { unsafe .written { unsafe getpeername(number, $0, $1) } }

    /// Has the system ask a silent peer whether it is still there: one that is gone, as by a power cut, is noticed within
    /// a minute instead of never. Nothing is ever sent to a feed, so there is nothing for `TCP_NODELAY` to hurry.
    func keepAlive() {
        setOption(SOL_SOCKET, SO_KEEPALIVE, 1)
        setOption(CInt(IPPROTO_TCP), TCP_KEEPIDLE, 30)
        setOption(CInt(IPPROTO_TCP), TCP_KEEPINTVL, 10)
        setOption(CInt(IPPROTO_TCP), TCP_KEEPCNT, 3)
        setOption(CInt(IPPROTO_TCP), TCP_USER_TIMEOUT, 60_000)
    }
}
