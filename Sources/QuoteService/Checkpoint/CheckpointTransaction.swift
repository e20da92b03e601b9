package import Coroutines
import Glibc

/// The coroutine that writes checkpoints: it opens when it is primed, takes rows by `send`, commits when it is closed, and
/// rolls back on any other error. `Commit` and `RollBack`, thrown in, end one transaction and open the next.
///
/// It yields how many bytes it has. It blocks, and is meant for a thread that may.
package enum CheckpointTransaction {
    /// Keep what there is, and open the next.
    package struct Commit: Error {
        package init() {}
    }

    /// Forget what there is, and open the next.
    package struct RollBack: Error {
        package init() {}
    }

    /// A transaction that is open.
    ///
    /// - Parameter rows: how many make a whole checkpoint; with fewer there is nothing to commit, and it rolls back. A
    ///   transaction that is dropped is closed, and must not put a part in the place of the whole.
    /// - Throws: `ServiceError` where it cannot be opened.
    package static func open(in store: CheckpointStore, rows: Int) throws -> Coroutine<[UInt8], Int, Void> {
        try Coroutine(primed: { me in
            while true {
                var draft = try CheckpointDraft(in: store)
                func commit() throws(ServiceError) {
                    guard draft.rows == rows else { return draft.rollBack() }
                    try draft.commit()
                }
                do {
                    while let row = try await me.yield(draft.size) { try draft.add(row) }
                    return try commit()
                } catch is Commit {
                    try commit()
                } catch is RollBack {
                    draft.rollBack()
                } catch is CloseRequest {
                    return try commit()
                } catch {
                    draft.rollBack()
                    throw error
                }
            }
        })
    }

    /// Writes one checkpoint.
    ///
    /// - Throws: `ServiceError`; the checkpoint before it is in force then.
    static func write(_ rows: [[UInt8]], in store: CheckpointStore) throws {
        let transaction = try open(in: store, rows: rows.count)
        for row in rows { _ = try transaction.send(row) }
        try transaction.close()
    }
}
