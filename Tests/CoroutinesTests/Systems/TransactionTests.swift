import Coroutines
import Foundation
import Testing

/// A coroutine that is a transaction on a file: it takes rows, and they are in the file all together or not at all.
struct TransactionTests {
    /// Thrown into a transaction: keep what it has, and open the next.
    struct Commit: Error {}
    /// Thrown into a transaction: forget what it has, and open the next.
    struct RollBack: Error {}

    /// Rows in a file, with a second file for those that are not committed yet.
    struct Store {
        let path: String
        var pendingPath: String { path + ".pending" }

        var rows: [String] {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
            return text.split(separator: "\n").map(String.init)
        }
        var isOpen: Bool { FileManager.default.fileExists(atPath: pendingPath) }

        func open() throws {
            try rows.map { $0 + "\n" }.joined().write(toFile: pendingPath, atomically: false, encoding: .utf8)
        }

        func add(_ row: String) throws {
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: pendingPath))
            defer { try? file.close() }
            try file.seekToEnd()
            try file.write(contentsOf: Data((row + "\n").utf8))
        }

        func commit() throws {
            guard unsafe rename(pendingPath, path) == 0 else { throw POSIXError(.EIO) }
        }

        func rollBack() throws { try FileManager.default.removeItem(atPath: pendingPath) }
    }

    private func withStore(_ body: (Store) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)").path
        let store = Store(path: path)
        defer {
            try? FileManager.default.removeItem(atPath: store.path)
            try? FileManager.default.removeItem(atPath: store.pendingPath)
        }
        try body(store)
    }

    /// Opens when primed, takes rows, commits when closed, and rolls back on any error.
    private func transaction(on store: Store) throws -> Coroutine<String, Int, Void> {
        try Coroutine(primed: { me in
            while true {
                try store.open()
                var count = 0
                do {
                    while let row = try await me.yield(count) {
                        try store.add(row)
                        count += 1
                    }
                    return try store.commit()
                } catch is Commit {
                    try store.commit()
                } catch is RollBack {
                    try store.rollBack()
                } catch is CloseRequest {
                    return try store.commit()
                } catch {
                    try store.rollBack()
                    throw error
                }
            }
        })
    }

    @Test func `transaction opens when it is primed and commits when it is closed`() throws {
        try withStore { store in
            let transaction = try transaction(on: store)
            #expect(store.isOpen)
            #expect(try transaction.send("a").yielded == 1)
            #expect(try transaction.send("b").yielded == 2)
            #expect(store.rows.isEmpty)
            try transaction.close()
            #expect(store.rows == ["a", "b"])
            #expect(!store.isOpen)
        }
    }

    @Test func `transaction commits when it is dropped`() throws {
        try withStore { store in
            do { _ = try transaction(on: store).send("a") }
            #expect(store.rows == ["a"])
        }
    }

    @Test func `transaction rolls back on any other error`() throws {
        try withStore { store in
            let transaction = try transaction(on: store)
            _ = try transaction.send("a")
            #expect(throws: Trouble.first) { try transaction.throw(Trouble.first) }
            #expect(transaction.state == .closed)
            #expect(store.rows.isEmpty)
            #expect(!store.isOpen)
        }
    }

    @Test func `transaction ends and the next opens on requests that are thrown in`() throws {
        try withStore { store in
            let transaction = try transaction(on: store)
            _ = try transaction.send("a")
            #expect(try transaction.throw(Commit()).yielded == 0)
            #expect(store.rows == ["a"])
            #expect(store.isOpen)
            _ = try transaction.send("b")
            #expect(try transaction.throw(RollBack()).yielded == 0)
            _ = try transaction.send("c")
            try transaction.close()
            #expect(store.rows == ["a", "c"])
        }
    }
}
