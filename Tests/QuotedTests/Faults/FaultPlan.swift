import Glibc

/// Which faults are worth trying.
enum FaultPlan {
    private static let memory: [Int32] = [ENOMEM]
    private static let descriptors: [Int32] = [EMFILE, ENFILE, ENOMEM]

    /// What may go wrong with a call, by its manual page; what only a defect in the program could bring about is left out.
    static let errors: [String: [Int32]] = [
        "accept": [EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, EINTR, EPERM, EAGAIN],
        "accept4": [EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, EINTR, EPERM, EAGAIN],
        "bind": [EADDRINUSE, EACCES, EADDRNOTAVAIL, ENOMEM, EROFS],
        "chmod": [EPERM, EIO, EROFS, ENOMEM], "fchmod": [EPERM, EIO], "fchmodat": [EPERM, EIO, EROFS, ENOMEM],
        "fchown": [EPERM, EIO], "fchownat": [EPERM, EIO], "lchown": [EPERM, EIO],
        "close": [EINTR, EIO, ENOSPC],
        "connect": [ECONNREFUSED, ENETUNREACH, ETIMEDOUT, EAGAIN, EINTR, EPERM, EADDRNOTAVAIL],
        "epoll_create1": descriptors,
        "epoll_ctl": [ENOMEM, ENOSPC],
        "epoll_wait": [EINTR],
        "fcntl": [EINTR],
        "fdatasync": [EIO, ENOSPC, EINTR], "fsync": [EIO, ENOSPC, EDQUOT],
        "flock": [EINTR, ENOLCK, EWOULDBLOCK],
        "fstat": [EIO, ENOMEM], "fstatat": [EIO, ENOMEM, EACCES], "lstat": [EIO, ENOMEM, EACCES],
        "stat": [EIO, ENOMEM, EACCES], "statfs": [EIO, ENOSYS],
        "ftruncate": [EIO, EINTR],
        "getaddrinfo": [ENOMEM, EMFILE],
        "getgrnam": [EIO, EMFILE],
        "getnameinfo": memory,
        "getpeername": [ENOTCONN, ENOBUFS], "getsockname": [ENOBUFS], "getsockopt": [ENOBUFS, ENOPROTOOPT],
        "getrlimit": [EPERM], "setrlimit": [EPERM],
        "inotify_add_watch": [ENOSPC, ENOMEM, EACCES], "inotify_init1": descriptors,
        "inotify_rm_watch": [EINVAL],
        "isatty": [ENOTTY],
        "listen": [EADDRINUSE],
        "log": [EIO, ENOSPC, EAGAIN, EPIPE, EINTR],
        "lseek": [EIO],
        "mkdir": [ENOSPC, EACCES, EEXIST, EROFS],
        "open": [EMFILE, ENFILE, ENOMEM, EACCES, EIO, EINTR, ENOSPC],
        "openat": [EMFILE, ENFILE, EACCES, EIO, EINTR],
        "pipe": descriptors, "pipe2": descriptors,
        "pread": [EIO, EINTR], "pwrite": [EIO, ENOSPC, EINTR],
        "pthread_create": [EAGAIN],
        "read": [EIO, EINTR, EAGAIN, ENOMEM],
        "recv": [ECONNRESET, ETIMEDOUT, EINTR, EAGAIN, ENOMEM],
        "rename": [EIO, ENOSPC, EACCES], "renameat": [EIO, ENOSPC, EACCES],
        "send": [ECONNRESET, EPIPE, EINTR, EAGAIN, ENOBUFS, ENOMEM],
        "sendto": [ECONNREFUSED, EAGAIN, ENOBUFS, EINTR, ENOENT],
        "setsockopt": [ENOPROTOOPT, ENOBUFS],
        "signalfd": descriptors,
        "socket": [EMFILE, ENFILE, ENOBUFS, EAFNOSUPPORT, EACCES],
        "unlink": [EACCES, EIO, EROFS], "unlinkat": [EACCES, EIO],
        "write": [ENOSPC, EIO, EDQUOT, EINTR, EAGAIN, EPIPE], "writev": [ENOSPC, EIO, EINTR],
    ]

    /// These say that a call is to be made again; one that is made for ever is no fault that a machine has.
    private static let passing: Set<Int32> = [EINTR, EAGAIN]

    /// Every call of every function fails once with each error; and from the first, and one in the middle, on.
    ///
    /// - Parameter counts: how often each function is called where nothing fails.
    static func matrix(_ counts: [String: Int]) -> [Fault] {
        var faults: [Fault] = []
        for (function, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 {
            for number in errors[function] ?? [] {
                faults += (1...count).map { Fault(function: function, first: $0, number: number) }
                if passing.contains(number) { continue }
                for first in Set([1, 1 + count / 2]).sorted() {
                    faults.append(Fault(function: function, first: first, lasts: true, number: number))
                }
            }
        }
        return faults
    }

    /// A few faults of a matrix, of each function some, whatever the order.
    static func sample(_ counts: [String: Int]) -> [Fault] {
        var faults: [Fault] = []
        for (index, (function, count)) in counts.sorted(by: { $0.key < $1.key }).enumerated() where count > 0 {
            let numbers = errors[function] ?? []
            guard !numbers.isEmpty else { continue }
            let number = numbers[index % numbers.count]
            faults.append(Fault(function: function, first: 1 + index % count, number: number))
            if !passing.contains(numbers[0]) {
                faults.append(Fault(function: function, first: (count + 1) / 2, lasts: true, number: numbers[0]))
            }
        }
        return faults
    }
}
