import Foundation
import Testing

/// Who can connect, and what is written where.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct PermissionTests {
    private let directory = try! TemporaryDirectory()
    private var socket: String { directory / "socket" }

    /// Starts `quoted` with an output socket, and stops it before a call.
    private func start(_ options: [String] = [], stoppedBefore call: String) async throws -> LiveQuoted {
        let quoted = try LiveQuoted(
            ["-f", "-", "-o", "unix:\(socket)"] + options,
            environment: try Fault.environment(counts: directory / "counts", ["FAULTS_STOP": call]),
            // Without a mask, all that is kept from others is kept by the program.
            through: ["sh", "-c", #"umask 0; exec "$@""#, "sh"])
        try await quoted.wait(for: "a stop before \(call)") { quoted.state == "T" }
        return quoted
    }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    private static let canStop = FaultShim.hindrance == nil
    private static let reason: Comment = "\(FaultShim.hindrance ?? "")"

    @Test(.enabled(if: canStop, reason), arguments: [0o600, 0o660, 0o666, 0o000] as [mode_t])
    func `the socket has its permissions before it listens`(_ wanted: mode_t) async throws {
        let quoted = try await start(
            ["--socket-mode", "0" + String(wanted + 0o1000, radix: 8).suffix(3)], stoppedBefore: "listen:1")
        #expect(mode(socket) == wanted)
        #expect(throws: QuotedProcess.SystemError.self) { try Watcher(socket) }
        quoted.process.send(SIGCONT)
        try await quoted.wait(for: "a listener") { (try? Watcher(socket)) != nil }
        #expect(mode(socket) == wanted)
    }

    @Test(.enabled(if: canStop, reason))
    func `until the socket belongs to its group it is the owner's alone, and no link is followed in its place`()
        async throws
    {
        let quoted = try await start(["--socket-group", "\(getegid())"], stoppedBefore: "fchmodat:1")
        #expect(mode(socket) == 0o600)
        let victim = try directory.write("", to: "victim")
        unsafe chmod(victim, 0o400)
        unsafe unlink(socket)
        unsafe symlink(victim, socket)
        quoted.process.send(SIGCONT)
        #expect(await quoted.waited(.seconds(60)) { quoted.hasClosedErrors })
        #expect(mode(victim) == 0o400)
        #expect(quoted.ending() == .exited(73))
        #expect(quoted.errorText.hasPrefix("quoted: error: cannot chmod '\(socket)': "))
        // It is not ours.
        #expect(mode(socket) != nil)
    }

    @Test(.enabled(if: canStop, reason))
    func `of two that start at once the second does not take the place of the first`() async throws {
        let stale = try LiveQuoted(["-f", "-", "-o", "unix:\(socket)"])
        try await stale.wait(for: "a listener") { (try? Watcher(socket)) != nil }
        stale.process.send(SIGKILL)
        _ = stale.ending()
        // The first has found out that the file is stale, and is about to remove it.
        let first = try await start(stoppedBefore: "unlink:1")
        let second = try LiveQuoted(["-f", "-", "-o", "unix:\(socket)"])
        // The lock is waited for, but not for long.
        for _ in 0..<1000 where second.state != "S" { usleep(1000) }
        first.process.send(SIGCONT)
        #expect(await second.waited(.seconds(60)) { second.hasClosedErrors })
        #expect(second.ending() == .exited(69))
        #expect(second.errorText.contains("another process listens there"))
        try await first.wait(for: "a listener") { (try? Watcher(socket)) != nil }
    }

    struct Link: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var status: Int32 = 73
        var error: String
        var testDescription: String { arguments[0] }
    }

    @Test(arguments: [
        Link(
            arguments: ["--rejects", "link"],
            error:
                "cannot open 'link': Too many levels of symbolic links; name the file itself, not a symbolic link to it"
        ),
        Link(
            arguments: ["--metrics-file", "link"],
            error: "cannot replace 'link': it is not a regular file; choose the path of a file for the metrics"),
        Link(
            arguments: ["--output", "unix:link"],
            error: "cannot listen on 'link': there is a file that is no socket; choose another path, or remove the file"
        ),
    ])
    func `no symbolic link is written through`(_ link: Link) async throws {
        for target in ["victim", "nothing"] {
            let directory = try TemporaryDirectory()
            try directory.write("kept", to: "victim")
            unsafe symlink(target, directory / "link")
            let result = try await QuotedProcess.run(
                ["-f", "-"] + link.arguments, input: Array("1\nx\n".utf8), in: directory)
            #expect(result.ending == .exited(link.status))
            #expect(result.errorText == "quoted: error: \(link.error)\n")
            #expect(directory.content(of: "victim") == "kept")
            #expect(directory.content(of: "nothing") == nil)
        }
    }

    @Test func `rejects may go to the log, which is a link by its nature`() async throws {
        let result = try await QuotedProcess.run(["-f", "-", "--rejects", "/dev/stderr"], input: Array("1\nx\n".utf8))
        #expect(result.ending == .exited(0))
        #expect(result.errorText.contains("standard input\t2\tprice 'x' is not a number\tx\n"))
    }

    @Test func `rejects to a pipe that nobody reads are refused at once`() async throws {
        unsafe mkfifo(directory / "pipe", 0o600)
        let result = try await QuotedProcess.run(
            ["-f", "-", "--rejects", directory / "pipe"], input: Array("1\nx\n".utf8))
        #expect(result.ending == .exited(73))
        #expect(
            result.errorText == "quoted: error: cannot open '\(directory / "pipe")': No such device or address; "
                + "start its reader first\n")
    }

    @Test func `it listens where it was asked to, and nowhere else`() async throws {
        let quoted = try LiveQuoted([
            "--listen", "127.0.0.1:0", "--connect", "localhost:1", "-o", "unix:\(socket)", "-o", "-", "--metrics-file",
            directory / "metrics",
        ])
        let port = try await quoted.port()
        try await quoted.wait(forLog: "cannot connect to the feed localhost:1: ")
        let inodes = Set(quoted.sockets)
        var listening: [String] = []
        for (table, state, inode, name) in [
            ("tcp", 3, 9, 1), ("tcp6", 3, 9, 1), ("udp", 3, 9, 1), ("udp6", 3, 9, 1), ("unix", 3, 6, 7),
        ] {
            for fields in SocketTable.rows(of: table) where fields.count > inode {
                // LISTEN; __SO_ACCEPTCON; bound and not connected.
                let open = ["tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07", "unix": "00010000"][table]
                guard open == String(fields[state]), inodes.contains(String(fields[inode])) else { continue }
                listening.append(fields.count > name ? String(fields[name]) : "")
            }
        }
        #expect(listening.sorted() == [socket, "0100007F:" + String(format: "%04X", port)].sorted())
    }

    @Test(
        .enabled(if: IdleTests.hasStrace, "there is no /usr/bin/strace"),
        .disabled(if: MemoryTests.isSanitized, "a sanitizer writes files of its own"))
    func `it writes to the files it was told of, and to no others`() async throws {
        try directory.write("A,t,1\nA,t,x\n", to: "quotes.csv")
        let state = try TemporaryDirectory()
        let result = try await QuotedProcess.run(
            [
                "-f", "quotes.csv", "--rejects", "rejects", "--metrics-file", "metrics", "--state-dir", state.path,
                "-w",
                "1",
            ],
            environment: ["ASAN_OPTIONS": "detect_leaks=0"], in: directory,
            through: [IdleTests.strace, "-f", "-qq", "-e", "trace=%file,%desc", "-o", directory / "calls"])
        #expect(result.ending == .exited(0))
        // Whatever makes, renames or opens for writing; links in /proc are descriptors that are open already.
        let writing =
            /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|^[0-9]+ +(mkdir|rename|unlink|link|symlink|mknod|truncate|chmod|chown)/
        var written: Set<String> = []
        for line in (directory.content(of: "calls") ?? "").split(separator: "\n") where line.contains(writing) {
            guard !line.contains("/proc/self/fd/"), !line.contains(" = -1 ") else { continue }
            for match in line.matches(of: /"([^"]*)"/) { written.insert(String(match.1)) }
        }
        let names = Set(
            written.map { $0.hasPrefix(directory.path + "/") ? String($0.dropFirst(directory.path.count + 1)) : $0 })
        // Those of the state directory are named from there.
        let told = ["rejects", "metrics", "metrics.tmp", "lock", "checkpoint", "checkpoint.new"]
        #expect(names.filter { !told.contains($0) && $0 != state.path } == [])
        #expect(names.isSuperset(of: ["rejects", "metrics", "metrics.tmp"]))
    }
}
