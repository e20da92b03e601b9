import Foundation
import Testing

/// Disks that are full, and disks that fail.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct FullDiskTests {
    /// Runs a command with a disk of 64 KiB at the directory that is its first argument.
    static let onSmallDisk = [
        "unshare", "--map-root-user", "--mount", "sh", "-c",
        #"mount -t tmpfs -o size=64k tmpfs "$0" && cd "$0" && exec "$@""#,
    ]
    static let hasSmallDisk: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = onSmallDisk + ["/tmp", "true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// What is on the disk of a process that runs on a small one.
    struct Disk {
        let path: String

        init(of quoted: LiveQuoted, at directory: TemporaryDirectory) {
            path = "/proc/\(quoted.process.identifier)/root\(directory.path)"
        }

        func content(_ name: String) -> String? {
            FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
        }

        func fill() throws {
            let filler = try open()
            defer { close(filler) }
            while unsafe write(filler, [UInt8](repeating: 0, count: 4096), 4096) > 0 {}
        }

        func free() throws {
            close(try open(O_TRUNC))
        }

        private func open(_ flags: Int32 = 0) throws -> Int32 {
            let filler = unsafe Glibc.open("\(path)/filler", O_WRONLY | O_CREAT | O_APPEND | flags, 0o600)
            guard filler >= 0 else { throw QuotedProcess.SystemError(call: "open", code: errno) }
            return filler
        }
    }

    @Test(.enabled(if: hasSmallDisk, "no file system can be mounted here"))
    func `rejects go on where there is room again, on a line of their own, and how many are missing is told`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let quoted = try LiveQuoted(
            ["--listen", "127.0.0.1:0", "--no-header", "--rejects", "rejects", "-w", "1", "--decimals", "0"],
            through: Self.onSmallDisk + [directory.path])
        let feeder = try Feeder(port: try await quoted.port())
        let disk = Disk(of: quoted, at: directory)
        let bad = "A,t," + String(repeating: "x", count: 6000)
        func send(_ quote: Int) async throws {
            try feeder.send("\(bad)\nA,t,\(quote)\n")
            try await quoted.wait(forResults: quote)
        }
        try await send(1)
        // What is left of the last page holds a part of the next record.
        try disk.fill()
        for quote in 2...4 { try await send(quote) }
        try await quoted.wait(
            forLog: "error: bad lines are not kept: cannot write 'rejects': No space left on device; free some space\n")
        try disk.free()
        for quote in 5...6 { try await send(quote) }
        try await quoted.wait(forLog: "info: bad lines are kept in 'rejects' again; 3 are missing\n")
        #expect(quoted.errorText.split(separator: "\n").count { $0.contains("not kept") } == 1)
        let records = try #require(disk.content("rejects")).split(separator: "\n")
        let numbers = records.map { $0.hasSuffix(bad) ? $0.split(separator: "\t").dropFirst().first : nil }
        #expect(numbers == ["1", nil, "9", "11"])
        #expect(quoted.results == (1...6).map { "A,t,\($0),\($0)" })
        quoted.process.send(SIGTERM)
        try await quoted.wait(forLog: "6 bad lines")
        #expect(quoted.ending() == .exited(74))
    }

    @Test(.enabled(if: hasSmallDisk, "no file system can be mounted here"))
    func `metrics are out of date while the disk is full, and whole all the time`() async throws {
        let directory = try TemporaryDirectory()
        let quoted = try LiveQuoted(
            ["--listen", "127.0.0.1:0", "--metrics-file", "metrics", "-w", "1", "--decimals", "0"],
            through: Self.onSmallDisk + [directory.path])
        _ = try await quoted.port()
        let disk = Disk(of: quoted, at: directory)
        let first = try #require(disk.content("metrics"))
        try disk.fill()
        try await quoted.wait(forLog: "error: metrics are out of date: cannot ")
        #expect(disk.content("metrics") == first)
        try disk.free()
        try await quoted.wait(forLog: "info: metrics are written to 'metrics' again\n")
        quoted.process.send(SIGTERM)
        #expect(await quoted.waited(.seconds(60)) { quoted.hasClosedErrors })
        #expect(quoted.ending() == .exited(0))
    }

    @Test(.enabled(if: hasSmallDisk, "no file system can be mounted here"))
    func `results for a full disk end it with status 74, after all that fits`() async throws {
        let directory = try TemporaryDirectory()
        let quotes = (1...10_000).map { "A,t\($0),1\n" }.joined()
        let result = try await QuotedProcess.run(
            ["-f", "-", "-w", "1"], input: Array(quotes.utf8),
            through: Self.onSmallDisk + [
                directory.path, "sh", "-c", #""$@" >out; status=$?; cat out; exit $status"#, "sh",
            ])
        #expect(result.ending == .exited(74))
        #expect(
            result.errorText.hasPrefix(
                "quoted: error: cannot write standard output: No space left on device; free some space\n"))
        #expect(result.output.count == 65536)
        let lines = result.outputText.split(separator: "\n").dropFirst().dropLast()
        #expect(lines.elementsEqual((1...lines.count).lazy.map { "A,t\($0),1,1.000000" }))
    }

    @Test(.enabled(if: FaultShim.hindrance == nil, "\(FaultShim.hindrance ?? "")"))
    func `an error of the disk names what could not be written`() async throws {
        let directory = try TemporaryDirectory()
        var errors: Set<Substring> = []
        for call in 1...10 {
            let fault = Fault(function: "write", first: call, number: EIO)
            let result = try await QuotedProcess.run(
                ["-f", "-", "-w", "1", "--rejects", "rejects", "--metrics-file", "metrics"],
                input: Array("1\nx\n".utf8),
                environment: try Fault.environment(fault, counts: directory / "counts"), in: directory)
            errors.formUnion(result.errorText.split(separator: "\n").filter { $0.contains("error: ") })
        }
        let reason = "Input/output error; check the disk"
        #expect(
            errors == [
                "quoted: error: cannot write standard output: \(reason)",
                "quoted: error: bad lines are not kept: cannot write 'rejects': \(reason)",
                "quoted: error: 1 bad lines are missing in 'rejects'",
                "quoted: error: cannot write 'metrics.tmp': \(reason)",
                "quoted: error: metrics are out of date: cannot write 'metrics.tmp': \(reason)",
            ])
    }
}
