import Glibc
import Testing

@testable import QuoteService

@Suite struct SocketActivationTests {
    typealias Entry = SocketActivation.Entry

    struct Case: Sendable {
        var variables: [String: String]
        var entries: [Entry]?
        var problem: String?
    }

    @Test(arguments: [
        Case(variables: [:], entries: []),
        Case(variables: ["LISTEN_FDS": "2"], entries: []),
        Case(variables: ["LISTEN_PID": "42"], entries: []),
        Case(variables: ["LISTEN_PID": "43", "LISTEN_FDS": "x"], entries: []),
        Case(variables: ["LISTEN_PID": "", "LISTEN_FDS": "1"], entries: []),
        Case(variables: ["LISTEN_PID": "42", "LISTEN_FDS": "0"], entries: []),
        Case(variables: ["LISTEN_PID": "42", "LISTEN_FDS": "0", "LISTEN_FDNAMES": ""], entries: []),
        Case(variables: ["LISTEN_PID": "42", "LISTEN_FDS": "1"], entries: [Entry(number: 3, name: "unknown")]),
        Case(
            variables: ["LISTEN_PID": "42", "LISTEN_FDS": "1", "LISTEN_FDNAMES": ""],
            entries: [Entry(number: 3, name: "")]),
        Case(
            variables: ["LISTEN_PID": "42", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "feed:output:feed"],
            entries: [Entry(number: 3, name: "feed"), Entry(number: 4, name: "output"), Entry(number: 5, name: "feed")]),
        Case(variables: ["LISTEN_PID": "42", "LISTEN_FDS": "two"], problem: "LISTEN_FDS is 'two'"),
        Case(variables: ["LISTEN_PID": "42", "LISTEN_FDS": "-1"], problem: "LISTEN_FDS is '-1'"),
        Case(variables: ["LISTEN_PID": "42", "LISTEN_FDS": "99999"], problem: "LISTEN_FDS is '99999'"),
        Case(
            variables: ["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "output"],
            problem: "LISTEN_FDS is 2, but LISTEN_FDNAMES has 1 names"),
        Case(
            variables: ["LISTEN_PID": "42", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "output:feed"],
            problem: "LISTEN_FDS is 1, but LISTEN_FDNAMES has 2 names"),
    ])
    func `the environment tells which descriptors were handed over`(_ test: Case) throws {
        if let problem = test.problem {
            let error = #expect(throws: ServiceError.self) {
                try SocketActivation.entries(test.variables, processID: 42)
            }
            #expect(
                error?.description
                    == "cannot take over the sockets from the service manager: \(problem); "
                    + "start quoted by systemd, or unset LISTEN_PID")
            #expect(error?.status == .configuration)
        } else {
            #expect(try SocketActivation.entries(test.variables, processID: 42) == test.entries)
        }
    }

    @Test func `sockets are taken over by name, and neither block nor are inherited`() throws {
        let sockets = try [listener(AF_UNIX), listener(AF_INET), listener(AF_INET6)]
        let activation = try SocketActivation(
            [
                Entry(number: sockets[0].number, name: "output"), Entry(number: sockets[1].number, name: "feed"),
                Entry(number: sockets[2].number, name: "feed"),
            ], log: Log { _ in })
        #expect(activation.outputs.map(\.descriptor.number) == [sockets[0].number])
        #expect(activation.feeds.map(\.descriptor.number) == [sockets[1].number, sockets[2].number])
        #expect((activation.outputs + activation.feeds).map(\.address) == sockets.map(\.address))
        withExtendedLifetime(activation) {
            for socket in sockets {
                #expect(fcntl(socket.number, F_GETFD) & FD_CLOEXEC != 0)
                #expect(fcntl(socket.number, F_GETFL) & O_NONBLOCK != 0)
            }
        }
    }

    @Test func `a socket by another name is warned of and not used`() throws {
        let sink = LogTests.Sink()
        let activation = try SocketActivation([Entry(number: 999, name: "quoted.socket")], log: sink.log())
        #expect(activation.outputs.isEmpty && activation.feeds.isEmpty)
        #expect(
            sink.lines == [
                "quoted: warning: socket 999, 'quoted.socket', from the service manager is not used; "
                    + "accepted: FileDescriptorName=output and FileDescriptorName=feed\n"
            ])
    }

    enum Wrong: CaseIterable {
        case closed, file, datagram, connectable, tcpAsOutput, unixAsFeed
    }

    @Test(arguments: Wrong.allCases) func `what is not a listening socket of its kind is refused`(_ wrong: Wrong) throws
    {
        let (number, name, reason): (CInt, String, String) =
            switch wrong {
            case .closed: (-1, "output", "Bad file descriptor")
            case .file: unsafe (open("/dev/null", O_RDONLY), "output", "it is no socket")
            case .datagram: (try bound(AF_UNIX, SOCK_DGRAM).number, "output", "it is no stream socket")
            case .connectable: (try bound(AF_INET, SOCK_STREAM).number, "feed", "it does not listen")
            case .tcpAsOutput: (try listener(AF_INET).number, "output", "it is no Unix socket")
            case .unixAsFeed: (try listener(AF_UNIX).number, "feed", "it is no TCP socket")
            }
        defer { close(number) }
        let error = #expect(throws: ServiceError.self) {
            try SocketActivation([Entry(number: number, name: name)], log: Log { _ in })
        }
        #expect(error?.status == .configuration)
        #expect(
            error?.description
                == "cannot use socket \(number), '\(name)', from the service manager: \(reason); give its socket unit "
                + "ListenStream=\(name == "output" ? "PATH" : "HOST:PORT") and Accept=no")
    }

    /// A socket whose owner is whoever takes it over, and the address it should be known by.
    private struct Raw {
        let number: CInt
        let address: String
    }

    private func listener(_ family: CInt) throws -> Raw {
        let socket = try bound(family, SOCK_STREAM)
        try #require(listen(socket.number, 1) == 0)
        return socket
    }

    /// A socket at a free port of the loopback, or at an abstract name that the system chooses.
    private func bound(_ family: CInt, _ type: __socket_type) throws -> Raw {
        let number = socket(family, CInt(type.rawValue), 0)
        try #require(number >= 0)
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(family)
        var length = socklen_t(MemoryLayout<sa_family_t>.size)
        if family == AF_INET { length = socklen_t(MemoryLayout<sockaddr_in>.size) }
        if family == AF_INET6 { length = socklen_t(MemoryLayout<sockaddr_in6>.size) }
        let result = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let result = unsafe bind(number, address, length)
                length = socklen_t(MemoryLayout<sockaddr_storage>.size)
                return unsafe result == 0 ? getsockname(number, address, &length) : result
            }
        }
        try #require(result == 0)
        // The port stands at the same place in both families.
        let bytes = unsafe withUnsafeBytes(of: &storage) { unsafe Array($0.prefix(Int(length))) }
        let port = Int(bytes[2]) << 8 | Int(bytes[3])
        let address =
            switch family {
            case AF_INET: "0.0.0.0:\(port)"
            case AF_INET6: "[::]:\(port)"
            default: "@" + String(decoding: bytes.dropFirst(3), as: UTF8.self)
            }
        return Raw(number: number, address: address)
    }
}
