import Glibc
import Testing

@testable import QuoteService

@Suite(.timeLimit(.minutes(10))) struct StateDirectoryTests {
    let fixture: StateFixture
    let log = Log { _ in }

    init() throws {
        fixture = try StateFixture()
    }

    func load() throws -> Checkpoint? { try StateDirectory(path: fixture.path, log: log).load() }

    func error(_ body: () throws -> Void) -> ServiceError? {
        do { try body() } catch let error as ServiceError { return error } catch {}
        return nil
    }

    @Test func `there is nothing to go on from in an empty directory`() throws {
        #expect(try load() == nil)
        #expect(fixture.names == ["lock"])
    }

    @Test func `it belongs to one at a time`() throws {
        let first = try StateDirectory(path: fixture.path, log: log)
        let error = error { _ = try StateDirectory(path: fixture.path, log: log) }
        #expect(
            error?.description
                == "cannot keep checkpoints in '\(fixture.path)': another quoted, process \(getpid()), does; "
                + "stop it, or choose another --state-dir")
        #expect(error?.status == .unavailable)
        withExtendedLifetime(first) {}
    }

    @Test func `it is free again when its owner is gone, however that ended`() throws {
        do { _ = try StateDirectory(path: fixture.path, log: log) }
        _ = try StateDirectory(path: fixture.path, log: log)
    }

    @Test func `an unfinished checkpoint is removed, the finished one is read`() throws {
        try fixture.write(CheckpointTests.example.bytes, to: "checkpoint")
        try fixture.write(Array(CheckpointTests.example.bytes.prefix(50)), to: "checkpoint.new")
        #expect(try load() == CheckpointTests.example)
        #expect(fixture.names == ["checkpoint", "lock"])
    }

    @Test(
        arguments: [
            ([], "it is no checkpoint of quoted; move it away, or choose another --state-dir"),
            (
                Array("symbol,time,price\nA,1,2\n".utf8),
                "it is no checkpoint of quoted; move it away, or choose another --state-dir"
            ),
            (
                Array("quoted checkpoint\n".utf8) + [3, 0, 0, 0, 0, 0, 0, 0],
                "it was written by a later quoted (format 3, this one knows 2); run that one, or remove it to start anew, "
                    + "with empty windows"
            ),
            (
                Array(CheckpointTests.example.bytes.dropLast()),
                "it is damaged; restore it from a copy, or remove it to start anew, with empty windows"
            ),
        ] as [([UInt8], String)])
    func `what must not be gone on from is refused with what to do`(_ test: (bytes: [UInt8], reason: String)) throws {
        try fixture.write(test.bytes, to: "checkpoint")
        let error = error { _ = try load() }
        #expect(error?.description == "cannot go on from '\(fixture.path)/checkpoint': \(test.reason)")
        #expect(error?.status == .configuration)
        // It stays as it is, for whoever looks into it.
        #expect(fixture.content(of: "checkpoint") == test.bytes)
    }

    @Test(arguments: ["lock", "checkpoint"]) func `a link in it is refused and not followed`(_ name: String) throws {
        try fixture.write([9], to: "victim")
        _ = unsafe symlink("victim", "\(fixture.path)/\(name)")
        let error = error { _ = try load() }
        #expect(
            error?.description
                == "cannot open '\(fixture.path)/\(name)': it is a symbolic link; remove it, or choose another --state-dir"
        )
        #expect(error?.status == .cannotCreate)
        #expect(fixture.content(of: "victim") == [9])
    }

    @Test(arguments: ["lock", "checkpoint"]) func `what is no file is refused`(_ name: String) throws {
        _ = unsafe mkfifo("\(fixture.path)/\(name)", 0o600)
        let error = error { _ = try load() }
        #expect(
            error?.description == "cannot open '\(fixture.path)/\(name)': it is not a regular file; "
                + "remove it, or choose another --state-dir")
    }
}
