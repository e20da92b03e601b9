import Coroutines
import Glibc
import Testing

@testable import QuoteService

/// The transaction on a real directory.
@Suite(.timeLimit(.minutes(10))) struct CheckpointTransactionTests {
    struct Trouble: Error {}

    let fixture: StateFixture
    let store: CheckpointStore

    init() throws {
        fixture = try StateFixture()
        store = fixture.store
    }

    static let rows = [Array("one".utf8), Array("two".utf8)]

    static func checked(_ rows: [[UInt8]]) -> [UInt8] {
        var checksum = Checksum()
        for row in rows { checksum.add(row) }
        return rows.flatMap { $0 } + Checkpoint.bytes(of: checksum)
    }

    @Test func `it opens when it is primed, takes rows, and commits when it is closed`() throws {
        let transaction = try CheckpointTransaction.open(in: store, rows: 2)
        #expect(fixture.names == ["checkpoint.new"])
        #expect(try transaction.send(Self.rows[0]).yielded == 3)
        #expect(try transaction.send(Self.rows[1]).yielded == 6)
        #expect(fixture.names == ["checkpoint.new"])
        try transaction.close()
        #expect(fixture.names == ["checkpoint"])
        #expect(fixture.content(of: "checkpoint") == Self.checked(Self.rows))
    }

    @Test func `it rolls back on any other error, and the one before stays`() throws {
        try CheckpointTransaction.write(Self.rows, in: store)
        let transaction = try CheckpointTransaction.open(in: store, rows: 1)
        _ = try transaction.send([1])
        #expect(throws: Trouble.self) { try transaction.throw(Trouble()) }
        #expect(transaction.state == .closed)
        #expect(fixture.names == ["checkpoint"])
        #expect(fixture.content(of: "checkpoint") == Self.checked(Self.rows))
    }

    @Test func `requests that are thrown in end one transaction and open the next`() throws {
        let transaction = try CheckpointTransaction.open(in: store, rows: 1)
        _ = try transaction.send([1])
        #expect(try transaction.throw(CheckpointTransaction.Commit()).yielded == 0)
        #expect(fixture.content(of: "checkpoint") == Self.checked([[1]]))
        #expect(fixture.names == ["checkpoint", "checkpoint.new"])
        _ = try transaction.send([2])
        #expect(try transaction.throw(CheckpointTransaction.RollBack()).yielded == 0)
        #expect(fixture.content(of: "checkpoint") == Self.checked([[1]]))
        _ = try transaction.send([3])
        try transaction.close()
        #expect(fixture.content(of: "checkpoint") == Self.checked([[3]]))
        #expect(fixture.names == ["checkpoint"])
    }

    @Test func `one that is dropped with a part of its rows puts nothing in the place of the whole`() throws {
        try CheckpointTransaction.write(Self.rows, in: store)
        do { _ = try CheckpointTransaction.open(in: store, rows: 2).send([1]) }
        #expect(fixture.names == ["checkpoint"])
        #expect(fixture.content(of: "checkpoint") == Self.checked(Self.rows))
    }

    @Test func `what a run that was killed has left is written over`() throws {
        try fixture.write([9, 9, 9], to: "checkpoint.new")
        try CheckpointTransaction.write(Self.rows, in: store)
        #expect(fixture.names == ["checkpoint"])
    }

    @Test func `a link that somebody has put there is not followed`() throws {
        try fixture.write([9], to: "victim")
        _ = unsafe symlink("victim", "\(fixture.path)/checkpoint.new")
        _ = unsafe symlink("victim", "\(fixture.path)/checkpoint")
        try CheckpointTransaction.write(Self.rows, in: store)
        #expect(fixture.content(of: "victim") == [9])
        #expect(fixture.content(of: "checkpoint") == Self.checked(Self.rows))
    }

    @Test func `nobody else may read it`() throws {
        try CheckpointTransaction.write(Self.rows, in: store)
        var status = stat()
        #expect(unsafe stat("\(fixture.path)/checkpoint", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func `a place that cannot be written is an error, and leaves the one before`() throws {
        try CheckpointTransaction.write(Self.rows, in: store)
        // A file that is a directory cannot be made anew, whoever tries.
        _ = unsafe mkdir("\(fixture.path)/checkpoint.new", 0o700)
        let error = #expect(throws: ServiceError.self) { try CheckpointTransaction.write(Self.rows, in: store) }
        #expect(error?.description.hasPrefix("cannot open '\(fixture.path)/checkpoint.new': ") == true)
        _ = unsafe rmdir("\(fixture.path)/checkpoint.new")
        #expect(fixture.content(of: "checkpoint") == Self.checked(Self.rows))
    }
}
