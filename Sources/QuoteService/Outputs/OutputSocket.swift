import Glibc

/// A listening Unix stream socket with its file.
///
/// A stale file, of a process that is no more, is replaced; a live one, or a file that is no socket, is left alone. The file
/// is removed when the socket is closed, unless another has taken its place meanwhile. Whoever its permissions do not
/// admit cannot connect at any moment: it is made with them or, where it is given to a group, with those of the owner alone
/// until it belongs to the group.
package final class OutputSocket {
    package let path: String
    package let descriptor: Descriptor
    /// The file that was made; `nil` for a socket that came open, whose file is not ours.
    private let file: FileIdentity?

    private struct FileIdentity: Equatable {
        var device: dev_t
        var inode: ino_t
    }

    /// Takes over a socket that is listening already.
    package init(activated descriptor: Descriptor, address: String) {
        path = address
        self.descriptor = descriptor
        file = nil
    }

    /// Makes the file and listens.
    ///
    /// No link is followed in the place of the file, which others may be able to put there.
    ///
    /// - Throws: `ServiceError`, as where another process listens already.
    package init(path: String, mode: UInt32, group: String?) throws(ServiceError) {
        self.path = path
        let groupID = try group.map { name throws(ServiceError) in try Self.groupID(name) }
        descriptor = Descriptor(
            owning: try SystemCall.retrying("socket", .output, path) {
                socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
            })
        let first = groupID == nil ? mode : mode & 0o700
        // The permissions of a socket limit those of the file that it is bound to, as the mask does; where the directory
        // has default entries in its access control list, the mask does not count.
        fchmod(descriptor.number, first)
        let mask = umask(0o777 & ~first)
        defer { umask(mask) }
        let lock = DirectoryLock(directoryOf: path)
        defer { withExtendedLifetime(lock) {} }
        do throws(ServiceError) {
            try Self.bind(descriptor, path)
        } catch {
            guard error.number == EADDRINUSE else { throw error }
            try Self.removeStale(path)
            try Self.bind(descriptor, path)
        }
        file = Self.identity(of: path)
        // At once: a socket that is bound and does not listen looks stale to another process that wants its place.
        try SystemCall.retrying("listen", .output, path) { listen(descriptor.number, SOMAXCONN) }
        guard let groupID else { return }
        try Self.give(path, to: groupID)
        try SystemCall.retrying("chmod", .output, path) {
            unsafe fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW)
        }
    }

    deinit {
        if let file, file == Self.identity(of: path) { unsafe unlink(path) }
    }

    private static func bind(_ descriptor: Descriptor, _ path: String) throws(ServiceError) {
        try unsafe withAddress(path) { address, length throws(ServiceError) in
            try SystemCall.retrying("bind", .output, path) { unsafe Glibc.bind(descriptor.number, address, length) }
        }
    }

    /// Removes a socket file that nobody listens at.
    private static func removeStale(_ path: String) throws(ServiceError) {
        var status = stat()
        try SystemCall.retrying("lstat", .output, path) { unsafe lstat(path, &status) }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ServiceError(
                .cannotCreate, "cannot listen on '\(path)'", because: "there is a file that is no socket",
                advice: "choose another path, or remove the file", number: EADDRINUSE)
        }
        let probe = Descriptor(
            owning: try SystemCall.retrying("socket", .output, path) {
                socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
            })
        do throws(ServiceError) {
            try unsafe withAddress(path) { address, length throws(ServiceError) in
                try SystemCall.retrying("connect", .output, path) { unsafe connect(probe.number, address, length) }
            }
        } catch {
            guard error.number == ECONNREFUSED else { throw inUse(path) }
            try SystemCall.retrying("unlink", .output, path) { unsafe unlink(path) }
            return
        }
        throw inUse(path)
    }

    private static func inUse(_ path: String) -> ServiceError {
        ServiceError(
            .unavailable, "cannot listen on '\(path)'", because: "another process listens there",
            advice: "stop it, or choose another path", number: EADDRINUSE)
    }

    private static func give(_ path: String, to group: gid_t) throws(ServiceError) {
        do throws(ServiceError) {
            try SystemCall.retrying("chown", .output, path) { unsafe lchown(path, uid_t.max, group) }
        } catch {
            throw ServiceError(
                error.status, "cannot give '\(path)' to group \(group)", because: error.reason,
                advice: "run it as a member of the group, or choose another with --socket-group", number: error.number)
        }
    }

    private static func identity(of path: String) -> FileIdentity? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return FileIdentity(device: status.st_dev, inode: status.st_ino)
    }

    private static func groupID(_ name: String) throws(ServiceError) -> gid_t {
        if let number = gid_t(name) { return number }
        guard let group = unsafe getgrnam(name) else {
            throw ServiceError(
                .cannotCreate, "cannot give the output socket to group '\(name)'", because: "there is no such group",
                advice: "create it, or choose another with --socket-group")
        }
        return unsafe group.pointee.gr_gid
    }

    /// Calls `body` with the address of a socket file.
    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws(ServiceError) -> Void
    ) throws(ServiceError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < capacity else {
            throw ServiceError(
                .cannotCreate, "cannot listen on '\(path)'", because: "the path is longer than \(capacity - 1) bytes",
                advice: "choose a shorter one")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        var failure: ServiceError?
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                do throws(ServiceError) {
                    try unsafe body(pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
    }
}
