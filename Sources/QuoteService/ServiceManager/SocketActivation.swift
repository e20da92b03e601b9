package import Glibc

/// The listening sockets that the service manager has opened for this process, as `sd_listen_fds(3)` describes it.
package struct SocketActivation {
    /// A listening socket that belongs to a socket unit: its file, if it has one, is not this process's to remove.
    package struct Socket {
        /// The socket, which neither blocks nor is inherited.
        package let descriptor: Descriptor
        /// Where it listens: a path, `@NAME`, or `HOST:PORT` with the host as a number.
        package let address: String
    }

    /// What a socket is for, by the name that `FileDescriptorName=` gives it.
    enum Purpose: String, CaseIterable {
        /// Subscribers come to it.
        case output
        /// Feeds come to it.
        case feed
    }

    /// A descriptor that was handed over, and its name.
    package struct Entry: Equatable {
        package let number: CInt
        package let name: String
    }

    /// The first descriptor that is handed over, right after the standard ones.
    static let firstDescriptor: CInt = 3

    /// The sockets named `output`, in the order given.
    package private(set) var outputs: [Socket] = []
    /// The sockets named `feed`, in the order given.
    package private(set) var feeds: [Socket] = []

    /// Takes over the sockets that an environment tells of.
    ///
    /// - Parameters:
    ///   - environment: `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` are looked at.
    ///   - processID: of this process; what is meant for another is left alone.
    ///   - log: told of sockets by any other name, which are not used.
    /// - Throws: ``ExitStatus/configuration`` where a socket is not of the kind that its name asks for.
    package init(environment: [String: String], processID: pid_t = getpid(), log: Log) throws(ServiceError) {
        try self.init(Self.entries(environment, processID: processID), log: log)
    }

    init(_ entries: [Entry], log: Log) throws(ServiceError) {
        for entry in entries {
            guard let purpose = Purpose(rawValue: entry.name) else {
                log.warning(
                    "socket \(entry.number), '\(entry.name)', from the service manager is not used; "
                        + "accepted: FileDescriptorName=output and FileDescriptorName=feed")
                continue
            }
            let socket = try Socket(entry, purpose)
            switch purpose {
            case .output: outputs.append(socket)
            case .feed: feeds.append(socket)
            }
        }
    }

    /// Reads what the environment says of sockets.
    ///
    /// - Throws: ``ExitStatus/configuration`` where the variables are malformed or contradict each other.
    package static func entries(_ environment: [String: String], processID: pid_t) throws(ServiceError) -> [Entry] {
        guard let owner = environment["LISTEN_PID"].flatMap({ pid_t($0) }), owner == processID,
            let text = environment["LISTEN_FDS"]
        else { return [] }
        guard let count = CInt(text), 0...CInt(UInt16.max) ~= count else {
            throw malformed("LISTEN_FDS is '\(text)'")
        }
        let names =
            environment["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            ?? Array(repeating: "unknown", count: Int(count))
        guard names.count == count || (count == 0 && names == [""]) else {
            throw malformed("LISTEN_FDS is \(count), but LISTEN_FDNAMES has \(names.count) names")
        }
        return zip(firstDescriptor..., names.prefix(Int(count))).map(Entry.init)
    }

    private static func malformed(_ reason: String) -> ServiceError {
        ServiceError(
            .configuration, "cannot take over the sockets from the service manager", because: reason,
            advice: "start quoted by systemd, or unset LISTEN_PID")
    }
}
