import Glibc

/// The files of the checkpoints in a directory that is open, named relative to it so that nobody can put another directory
/// in its place. No symbolic link is followed.
package struct CheckpointStore: Sendable {
    /// The checkpoint to go on from.
    static let name = "checkpoint"
    /// The next one, in the making.
    static let draftName = "checkpoint.new"

    /// The open directory, which whoever made the store keeps open.
    let directory: CInt
    /// Its path, for messages.
    package let path: String

    /// The path of a file in it, for messages.
    func path(of name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

    /// Opens a file in the directory.
    func open(_ name: String, _ flags: CInt, _ use: ServiceError.Use) throws(ServiceError) -> Descriptor {
        let path = path(of: name)
        let flags = flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK
        let file: Descriptor
        do throws(ServiceError) {
            let number = try SystemCall.retrying("openat", use, path) { unsafe openat(directory, name, flags, 0o600) }
            file = Descriptor(owning: number)
        } catch {
            guard error.number == ELOOP else { throw error }
            throw ServiceError(
                .cannotCreate, "cannot open '\(path)'", because: "it is a symbolic link",
                advice: "remove it, or choose another --state-dir", number: ELOOP)
        }
        guard try file.fileType(of: path, use) == S_IFREG else {
            throw ServiceError(
                .cannotCreate, "cannot open '\(path)'", because: "it is not a regular file",
                advice: "remove it, or choose another --state-dir")
        }
        return file
    }

    /// Removes what a run that was killed has left of a checkpoint in the making; returns whether there was any.
    @discardableResult
    func removeDraft() -> Bool { unsafe unlinkat(directory, Self.draftName, 0) == 0 }
}

/// A checkpoint in the making, in a file of its own.
struct CheckpointDraft {
    private let store: CheckpointStore
    private let file: Descriptor
    private var checksum = Checksum()
    /// Rows and bytes that were added.
    private(set) var rows = 0
    private(set) var size = 0

    private var path: String { store.path(of: CheckpointStore.draftName) }

    init(in store: CheckpointStore) throws(ServiceError) {
        self.store = store
        store.removeDraft()
        file = try store.open(CheckpointStore.draftName, O_WRONLY | O_CREAT | O_EXCL, .output)
    }

    mutating func add(_ row: [UInt8]) throws(ServiceError) {
        try unsafe file.writeAll(row.span.bytes, to: path)
        checksum.add(row)
        rows += 1
        size += row.count
    }

    /// Puts it, whole and on the disk, in the place of the checkpoint before it, or rolls back.
    mutating func commit() throws(ServiceError) {
        do throws(ServiceError) {
            try add(Checkpoint.bytes(of: checksum))
            try SystemCall.retrying("fsync", .output, path) { fsync(file.number) }
            try SystemCall.retrying("renameat", .output, store.path(of: CheckpointStore.name)) {
                unsafe renameat(store.directory, CheckpointStore.draftName, store.directory, CheckpointStore.name)
            }
            try SystemCall.retrying("fsync", .output, store.path) { fsync(store.directory) }
        } catch {
            rollBack()
            throw error
        }
    }

    func rollBack() { store.removeDraft() }
}
