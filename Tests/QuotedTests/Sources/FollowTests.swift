import Foundation
import Testing

/// `--follow`: files as they grow, and as they are turned over.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) final class FollowTests {
    let directory: String
    let path: String

    init() throws {
        var template = Array("\(NSTemporaryDirectory())/quoted-follow-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw QuotedProcess.SystemError(call: "mkdtemp", code: errno) }
        directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        path = directory + "/q.csv"
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func follow(_ paths: [String]? = nil) throws -> LiveQuoted {
        try LiveQuoted((paths ?? [path]).flatMap { ["-f", $0] } + ["--follow", "-w", "1", "--decimals", "0"])
    }

    func append(_ text: String, to path: String? = nil) throws {
        let file = unsafe open(path ?? self.path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        defer { close(file) }
        let written = unsafe Array(text.utf8).withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        guard written == text.utf8.count else { throw QuotedProcess.SystemError(call: "write", code: errno) }
    }

    func move(to name: String) { unsafe rename(path, "\(directory)/\(name)") }

    @Test func `a file that is not there yet is waited for`() async throws {
        let quoted = try follow()
        try await quoted.wait(forLog: "\(path) is not there; it is waited for")
        try append("A,t,1\n")
        try await quoted.wait(forResults: 1)
        #expect(quoted.results == ["A,t,1,1"])
    }

    @Test func `a directory that is not there yet is waited for too`() async throws {
        let deep = directory + "/later/q.csv"
        let quoted = try follow([deep])
        try await quoted.wait(forLog: "is waited for")
        unsafe mkdir(directory + "/later", 0o755)
        try append("A,t,1\n", to: deep)
        try await quoted.wait(forResults: 1)
        try append("A,t,2\n", to: deep)
        try await quoted.wait(forResults: 2)
    }

    @Test func `half a line is held until its newline comes`() async throws {
        try append("symbol,time,price\nA,t,1\nA,t,")
        let quoted = try follow()
        try await quoted.wait(forResults: 1)
        for piece in ["2", "3", ".", "5", "\nA,t,4\n"] { try append(piece) }
        try await quoted.wait(forResults: 3)
        #expect(quoted.results == ["A,t,1,1", "A,t,23.5,24", "A,t,4,4"])
    }

    @Test func `a truncated file is read from its start, with a header of its own`() async throws {
        try append("symbol,time,price\nA,t,1\nA,t,2.")
        let quoted = try follow()
        try await quoted.wait(forResults: 1)
        unsafe truncate(path, 0)
        try await quoted.wait(forLog: "was truncated")
        try append("price,symbol\n3,C\n")
        try await quoted.wait(forResults: 2)
        #expect(quoted.results == ["A,t,1,1", "C,,3,3"])
        #expect(quoted.errorText.contains("q.csv:3: cut off in the middle"))
    }

    @Test func `a file that is renamed and made again is read to its end first`() async throws {
        try append("A,t,1\n")
        let quoted = try follow()
        try await quoted.wait(forResults: 1)
        move(to: "q.1")
        try append("A,t,2\n", to: directory + "/q.1")
        try await quoted.wait(forResults: 2)
        // The new file is there before the writer has left the old one.
        try append("")
        try append("A,t,3\nA,t,4", to: directory + "/q.1")
        try await quoted.wait(forResults: 3)
        try append("time,price\nt,5\n")
        try await quoted.wait(forResults: 5)
        #expect(quoted.results == ["A,t,1,1", "A,t,2,2", "A,t,3,3", "A,t,4,4", "q,t,5,5"])
    }

    @Test func `a file that is deleted and made again is followed, without a descriptor left behind`() async throws {
        try append("A,t,0\n")
        let quoted = try follow()
        try await quoted.wait(forResults: 1)
        let before = quoted.descriptors
        for count in 1...20 {
            unsafe unlink(path)
            try append("A,t,\(count)\n")
            try await quoted.wait(forResults: count + 1)
        }
        #expect(quoted.results == (0...20).map { "A,t,\($0),\($0)" })
        #expect(quoted.descriptors == before)
    }

    @Test func `several files are followed at the same time`() async throws {
        let paths = (1...3).map { "\(directory)/S\($0).csv" }
        let quoted = try follow(paths)
        var expected: [String] = []
        for count in 1...5 {
            for (index, path) in paths.enumerated() {
                try append("\(count)\n", to: path)
                expected.append("S\(index + 1),,\(count),\(count)")
                try await quoted.wait(forResults: expected.count)
            }
        }
        #expect(quoted.results == expected)
    }

    @Test func `a file behind a symbolic link is followed through another link`() async throws {
        try append("A,t,1\n", to: directory + "/1")
        try append("A,t,2\n", to: directory + "/2")
        unsafe symlink("1", path)
        let quoted = try follow()
        try await quoted.wait(forResults: 1)
        unsafe symlink("2", directory + "/next")
        unsafe rename(directory + "/next", path)
        try await quoted.wait(forResults: 2)
        #expect(quoted.results == ["A,t,1,1", "A,t,2,2"])
    }

    @Test(arguments: [".", "/dev/null"]) func `what is no regular file is not followed`(_ path: String) async throws {
        let result = try await QuotedProcess.run(["--follow", "-f", path])
        #expect(result.ending == .exited(66))
    }

    @Test func `a replay at a thousand times the speed takes its time`() async throws {
        try append("time,price\n2026-01-02 10:00,1\n2026-01-02 10:05,2\n2026-01-02 10:10,3\n")
        let start = ContinuousClock.now
        let result = try await QuotedProcess.run(["-f", path, "--pace", "1000", "-w", "3", "--decimals", "0"])
        #expect(ContinuousClock.now - start >= .milliseconds(600))
        #expect(result.outputText.hasSuffix("\nq,2026-01-02 10:10,3,2\n"))
    }
}
