import Glibc

/// Holds the lock of a directory, so that of several processes that start at once one after the other judges whether a
/// socket in it is stale, and puts its own in its place. No file is left behind.
///
/// It is a courtesy among those who ask for it (`flock(2)`): where it cannot be had, one goes on without.
struct DirectoryLock {
    private let directory: Descriptor

    /// The longest that whoever has the lock is waited for, in steps of 10 ms; it takes a millisecond to start a socket.
    private static let steps = 500

    /// Locks the directory of a file.
    init?(directoryOf path: String) {
        let cut = path.lastIndex(of: "/")
        let name = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let number = unsafe open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        directory = Descriptor(owning: number)
        for _ in 0..<Self.steps {
            if flock(number, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { return nil }
            usleep(10_000)
        }
        return nil
    }
}
