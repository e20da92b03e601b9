import Glibc
import Quotes
import Testing

@testable import QuoteService

/// The search for a file that was read before, among real ones.
@Suite(.timeLimit(.minutes(10))) struct SourceSearchTests {
    let fixture: StateFixture
    let path: String

    init() throws {
        fixture = try StateFixture()
        path = fixture.path + "/q.csv"
    }

    func open(_ name: String) throws -> Descriptor { try .open("\(fixture.path)/\(name)", O_RDONLY, .input) }

    /// Where a run was that has read so many bytes of a file.
    func position(in name: String, _ offset: UInt64) throws -> SourcePosition {
        var mark = QuoteReader.Mark()
        (mark.offset, mark.counts.quotes) = (offset, 1)
        return try SourcePosition(name: path, in: try open(name), mark: mark)
    }

    @Test func `two files with one header, and one length, are not taken for one another`() throws {
        try fixture.write(Array("symbol,time,price\nA,t,1\n".utf8), to: "q.csv")
        let position = try position(in: "q.csv", 24)
        try fixture.write(Array("symbol,time,price\nA,t,2\n".utf8), to: "q.csv")
        let search = try SourceSearch.search(position, named: try open("q.csv"), path: path, isRenaming: false)
        #expect(search.decision == .begin(.replaced))
    }

    @Test(arguments: [1, 100, Fingerprint.reach - 1, Fingerprint.reach, 2 * Fingerprint.reach + 7])
    func `a change near the start or near the place that was read to is found`(_ offset: Int) throws {
        let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        try fixture.write(content, to: "q.csv")
        let position = try position(in: "q.csv", UInt64(offset))
        for place in Set([0, offset / 4, offset - 1]) {
            var changed = content
            changed[place] ^= 1
            try fixture.write(changed, to: "q.csv")
            #expect(try Fingerprint.of(try open("q.csv"), before: UInt64(offset), path: path) != position.fingerprint)
        }
        var changed = content
        changed[offset] ^= 1
        try fixture.write(changed, to: "q.csv")
        #expect(try Fingerprint.of(try open("q.csv"), before: UInt64(offset), path: path) == position.fingerprint)
        _ = unsafe truncate(path, off_t(offset - 1))
        #expect(try Fingerprint.of(try open("q.csv"), before: UInt64(offset), path: path) == nil)
    }

    @Test func `a file is found under any name beside it`() throws {
        try fixture.write(Array("A,t,1\nA,t,2\n".utf8), to: "q.csv")
        let position = try position(in: "q.csv", 6)
        _ = unsafe rename(path, fixture.path + "/old")
        try fixture.write(Array("A,t,1\nA,t,3\n".utf8), to: "q.csv")
        let search = try SourceSearch.search(position, named: try open("q.csv"), path: path, isRenaming: true)
        guard case .goOn(let index, _) = search.decision else {
            Issue.record("\(search.decision)")
            return
        }
        #expect(search.found[index].path == fixture.path + "/old")
    }
}
