import Glibc

/// Who is at the other end of a Unix socket, as the kernel knows it: the process that connected, at that time.
struct PeerCredentials: Equatable {
    let processID: pid_t
    let userID: uid_t

    /// Asks the kernel; `nil` where it does not know.
    init?(of descriptor: Descriptor) {
        // As `struct ucred` of unix(7), which the C library that Swift imports leaves out.
        var credentials: (processID: pid_t, userID: uid_t, groupID: gid_t) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard
            unsafe getsockopt(descriptor.number, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0
        else { return nil }
        (processID, userID) = (credentials.processID, credentials.userID)
    }
}

extension PeerCredentials: CustomStringConvertible {
    /// `process 4242 of user 1000`.
    var description: String { "process \(processID) of user \(userID)" }
}
