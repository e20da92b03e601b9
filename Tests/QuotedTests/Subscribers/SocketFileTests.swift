import Glibc
import Testing

/// The socket's file: what may be in its place, whose it is, and when it goes.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct SocketFileTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory / "q.sock"
    }

    private func status(of path: String) -> stat? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status : nil
    }

    /// Runs where nothing is read before the output is refused.
    private func refusal(_ path: String, _ options: [String] = []) async throws -> QuotedProcess.Result {
        try await QuotedProcess.run(["-f", "-", "-o", "unix:\(path)"] + options, in: directory)
    }

    @Test(arguments: [("", 0o660), ("0600", 0o600), ("0666", 0o666), ("0000", 0), ("777", 0o777)])
    func `its permissions are those that were asked for, whatever the mask`(_ test: (given: String, mode: mode_t))
        async throws
    {
        let quoted = try LiveQuoted(
            ["-f", "-", "-o", "unix:\(path)"] + (test.given.isEmpty ? [] : ["--socket-mode", test.given]),
            through: ["sh", "-c", #"umask 077; exec "$@""#, "sh"])
        try await quoted.wait(for: "the permissions") { status(of: path).map { $0.st_mode & 0o7777 } == test.mode }
        quoted.closeInput()
        #expect(quoted.ending() == .exited(0))
    }

    @Test func `its group is the one that was asked for, by name or number`() async throws {
        // A group that whoever runs the tests may give a file to.
        var groups = [gid_t](repeating: 0, count: 256)
        let count = unsafe getgroups(Int32(groups.count), &groups)
        let group = geteuid() == 0 ? 1 : count > 0 ? groups[Int(count) - 1] : getegid()
        let name = unsafe getgrgid(group).map { unsafe String(cString: $0.pointee.gr_name) }
        for given in ["\(group)", name ?? "\(group)"] {
            let quoted = try LiveQuoted(["-f", "-", "-o", "unix:\(path)", "--socket-group", given])
            try await quoted.wait(for: "the group") { status(of: path)?.st_gid == group }
            #expect(status(of: path).map { $0.st_mode & 0o7777 } == 0o660)
            quoted.closeInput()
            #expect(quoted.ending() == .exited(0))
        }
    }

    @Test func `a group that there is not ends it with status 73, and leaves no file`() async throws {
        let result = try await refusal(path, ["--socket-group", "nosuchgroup"])
        #expect(result.ending == .exited(73))
        #expect(
            result.errorText == "quoted: error: cannot give the output socket to group 'nosuchgroup': "
                + "there is no such group; create it, or choose another with --socket-group\n")
        #expect(status(of: path) == nil)
    }

    @Test(
        .enabled("root may give files to every group, and setpriv could not take that away") {
            guard geteuid() == 0 else { return true }
            return (try? await QuotedProcess.run(["--version"], through: asMortal))?.ending == .exited(0)
        })
    func `a group that a file must not be given to ends it with status 77, and leaves no file`() async throws {
        let result = try await QuotedProcess.run(
            ["-f", "-", "-o", "unix:\(path)", "--socket-group", "1"], through: Self.asMortal)
        #expect(result.ending == .exited(77))
        #expect(result.errorText.hasPrefix("quoted: error: cannot give '\(path)' to group 1: "))
        #expect(status(of: path) == nil)
    }

    static let asMortal = geteuid() == 0 ? ["setpriv", "--bounding-set=-chown", "--inh-caps=-all"] : []

    @Test func `a stale file is replaced, a live one is left alone`() async throws {
        let first = try LiveQuoted(["-f", "-", "-o", "unix:\(path)"] + NumberedQuotes.options)
        let client = try await Client(path, of: first)
        try await client.wait(forLines: 1)
        let file = status(of: path)?.st_ino
        let second = try await refusal(path)
        #expect(second.ending == .exited(69))
        #expect(
            second.errorText == "quoted: error: cannot listen on '\(path)': another process listens there; "
                + "stop it, or choose another path\n")
        #expect(status(of: path)?.st_ino == file)
        try first.send(NumberedQuotes().quotes(0..<1))
        try await client.wait(forLines: 2)
        // It has no time to remove its file.
        first.process.send(SIGKILL)
        #expect(first.ending() == .killed(signal: SIGKILL))
        #expect(status(of: path) != nil)
        let third = try LiveQuoted(["-f", "-", "-o", "unix:\(path)"] + NumberedQuotes.options)
        try await Client(path, of: third).wait(forLines: 1)
        third.closeInput()
        #expect(third.ending() == .exited(0))
        #expect(status(of: path) == nil)
    }

    @Test func `a file that is no socket is left alone`() async throws {
        try directory.write("precious\n", to: "q.sock")
        let result = try await refusal(path)
        #expect(result.ending == .exited(73))
        #expect(
            result.errorText == "quoted: error: cannot listen on '\(path)': there is a file that is no socket; "
                + "choose another path, or remove the file\n")
        #expect(directory.content(of: "q.sock") == "precious\n")
        #expect(try await refusal(directory.path).ending == .exited(73))
        unsafe symlink(directory / "nowhere", directory / "link")
        #expect(try await refusal(directory / "link").ending == .exited(73))
        #expect(status(of: directory / "link").map { $0.st_mode & S_IFMT } == S_IFLNK)
    }

    @Test func `a path may be as long as the system takes`() async throws {
        let longest = String(repeating: "x", count: 107)
        for path in [longest + "x", longest + longest] {
            let result = try await refusal(path)
            #expect(result.ending == .exited(64))
            #expect(
                result.errorText.contains("is longer than 107 bytes; accepted: - for standard output, or unix:PATH"))
        }
        #expect(try await refusal(longest).ending == .exited(0))
    }

    @Test func `a directory that there is not is told`() async throws {
        let result = try await refusal(directory / "none/q.sock")
        #expect(result.ending == .exited(73))
        #expect(
            result.errorText == "quoted: error: cannot listen on '\(directory / "none/q.sock")': "
                + "No such file or directory; create its directory first\n")
    }

    @Test(arguments: [SIGTERM, SIGINT]) func `it is removed when a signal ends it`(_ signal: Int32) async throws {
        let quoted = try LiveQuoted(["--listen", "127.0.0.1:0", "-o", "unix:\(path)"])
        try await Client(path, of: quoted).wait(forLines: 1)
        quoted.process.send(signal)
        #expect(quoted.ending() == .exited(0))
        #expect(status(of: path) == nil)
    }

    @Test func `one that has taken its place meanwhile is left alone`() async throws {
        let quoted = try LiveQuoted(["-f", "-", "-o", "unix:\(path)"])
        try await Client(path, of: quoted).wait(forLines: 1)
        unsafe rename(path, directory / "moved")
        try directory.write("another's\n", to: "q.sock")
        quoted.closeInput()
        #expect(quoted.ending() == .exited(0))
        #expect(directory.content(of: "q.sock") == "another's\n")
    }

    @Test func `it is gone as soon as nobody is served any more, although another output is not done`() async throws {
        let quoted = try LiveQuoted(["-f", "-", "-o", "unix:\(path)", "-o", "-"] + NumberedQuotes.options)
        try await Client(path, of: quoted).wait(forLines: 1)
        // More than what the pipe holds, which nobody reads yet.
        try quoted.send(NumberedQuotes(length: 48).quotes(0..<2000))
        quoted.closeInput()
        for _ in 0..<6000 where status(of: path) != nil { _ = poll(nil, 0, 10) }
        #expect(status(of: path) == nil)
        try await quoted.wait(forResults: 2000)
        #expect(quoted.ending() == .exited(0))
    }
}
