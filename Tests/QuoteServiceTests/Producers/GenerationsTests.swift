import Glibc
import Testing

@testable import QuoteService

/// Files that are rotated by numbers, real ones.
@Suite struct GenerationsTests {
    let fixture: StateFixture
    let path: String

    init() throws {
        fixture = try StateFixture()
        path = fixture.path + "/q.csv"
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        /// The files that there are, with their sizes.
        let files: [(name: String, size: Int)]
        /// The one that was read; `nil` is one that is gone.
        let read: String?
        let next: String
    }

    static let cases = [
        Case(testDescription: "it has its name still", files: [("q.csv", 1)], read: "q.csv", next: "q.csv"),
        Case(testDescription: "renamed once", files: [("q.csv", 1), ("q.csv.1", 1)], read: "q.csv.1", next: "q.csv"),
        Case(
            testDescription: "renamed twice", files: [("q.csv", 1), ("q.csv.1", 1), ("q.csv.2", 1)], read: "q.csv.2",
            next: "q.csv.1"),
        Case(
            testDescription: "renamed twice, the one in between is empty",
            files: [("q.csv", 1), ("q.csv.1", 0), ("q.csv.2", 1)],
            read: "q.csv.2", next: "q.csv"),
        Case(
            testDescription: "renamed four times",
            files: [("q.csv", 1), ("q.csv.1", 1), ("q.csv.2", 0), ("q.csv.3", 1), ("q.csv.4", 1)], read: "q.csv.4",
            next: "q.csv.3"),
        Case(
            testDescription: "in the middle of being renamed", files: [("q.csv", 1), ("q.csv.2", 1)], read: "q.csv.2",
            next: "q.csv"),
        Case(testDescription: "deleted", files: [("q.csv", 1), ("q.csv.1", 1)], read: nil, next: "q.csv"),
        Case(
            testDescription: "renamed, and there is no other", files: [("q.csv.1", 1)], read: "q.csv.1", next: "q.csv"),
        Case(
            testDescription: "renamed to something else", files: [("q.csv", 1), ("q.csv.1", 1), ("old", 1)],
            read: "old",
            next: "q.csv"),
    ]

    @Test(arguments: cases) func `each file has one that comes after it`(_ test: Case) throws {
        for file in test.files { try fixture.write(Array(repeating: 0x41, count: file.size), to: file.name) }
        let read = test.read.flatMap { Generations.status("\(fixture.path)/\($0)")?.id } ?? .init(device: 0, inode: 0)
        #expect(Generations.next(after: read, of: path) == "\(fixture.path)/\(test.next)")
    }
}
