import Glibc

extension ServiceError {
    /// What a failed system call was for; the same `errno` means different things to the user.
    package enum Use: Sendable, CaseIterable {
        /// Data that is read.
        case input
        /// Data that is written: a file, the output socket, a checkpoint.
        case output
        /// The address of a feed that is connected to or listened on.
        case address
        /// The configuration file.
        case configuration
    }

    /// The error of a system call that failed.
    ///
    /// - Parameters:
    ///   - number: the `errno` it left behind.
    ///   - call: the name of the call, such as `open` or `bind`.
    ///   - use: what the call was for.
    ///   - subject: the path or address it was about, or `-` for standard input or output.
    package static func system(_ number: CInt, call: String, _ use: Use, _ subject: String) -> ServiceError {
        ServiceError(
            status(number, call: call, use),
            "cannot \(verb(call)) \(name(subject, use))",
            because: unsafe String(cString: strerror(number)),
            advice: advice(number, use, subject),
            number: number
        )
    }

    private static func name(_ subject: String, _ use: Use) -> String {
        switch (subject, use) {
        case ("-", .input): "standard input"
        case ("-", .output): "standard output"
        case (_, .address): subject
        default: "'\(subject)'"
        }
    }

    private static func verb(_ call: String) -> String {
        switch call {
        case "open", "openat", "fopen": "open"
        case "read", "readv", "pread", "recv": "read"
        case "write", "writev", "pwrite", "send", "sendmsg", "fsync", "fdatasync": "write"
        case "connect": "connect to"
        case "bind", "listen": "listen on"
        case "stat", "lstat", "fstat": "look at"
        case "rename", "renameat": "replace"
        case "mkdir", "mkdirat": "create"
        case "getaddrinfo": "look up"
        case "getsockname": "tell the address of"
        default: call
        }
    }

    private static func status(_ number: CInt, call: String, _ use: Use) -> ExitStatus {
        if use == .configuration { return .configuration }
        if number == EACCES || number == EPERM { return .noPermission }
        let isTransfer = ["read", "write"].contains(verb(call))
        switch use {
        case .configuration: return .configuration
        case .address: return isTransfer ? .inputOutput : .unavailable
        case .output: return isTransfer ? .inputOutput : .cannotCreate
        case .input:
            // A directory opens, and is found out by the first read.
            let isAbsent = [ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG, ELOOP, ENXIO, ENODEV].contains(number)
            return isAbsent ? .noInput : .inputOutput
        }
    }

    static func advice(_ number: CInt, _ use: Use, _ subject: String) -> String? {
        switch (number, use) {
        case (EBADF, .input) where subject == "-": "it is closed; give it a file, as in < quotes.csv"
        case (EBADF, .output) where subject == "-": "it is closed; give it a file, as in > results.csv"
        case (ENOENT, .output): "create its directory first"
        case (ELOOP, .output): "name the file itself, not a symbolic link to it"
        case (ENXIO, .output): "start its reader first"
        case (ENOENT, _), (ENOTDIR, _), (ELOOP, _), (ENAMETOOLONG, _): "check the path"
        case (EISDIR, _): "name a file, not a directory"
        case (EACCES, .address), (EPERM, .address): "choose a port above 1023, or run it with CAP_NET_BIND_SERVICE"
        case (EACCES, _), (EPERM, _): "check the permissions of the path and its directories"
        case (ENOSPC, _), (EDQUOT, _): "free some space"
        case (EROFS, _): "choose a path on a writable file system"
        case (EMFILE, _), (ENFILE, _): "raise the limit of open files (ulimit -n)"
        case (EADDRINUSE, _): "choose another address, or stop what is using it"
        case (EADDRNOTAVAIL, _): "use an address of this machine"
        case (ECONNREFUSED, _): "check the address, and that the feed is running"
        case (EIO, _): "check the disk"
        default: nil
        }
    }
}
