import Glibc

/// The directory of the checkpoints, which belongs to one process as long as this lives.
package final class StateDirectory {
    package let store: CheckpointStore
    private let directory: Descriptor
    /// Locked; it goes when the process does, however that ends.
    private let lock: Descriptor

    static let lockName = "lock"

    /// Opens the directory, locks it, and removes what a run that was killed has left of a checkpoint in the making.
    ///
    /// The path itself may be a symbolic link, as that of a systemd service with a dynamic user is.
    ///
    /// - Throws: `ServiceError` where it is not there, cannot be written, or belongs to another process.
    package init(path: String, log: Log) throws(ServiceError) {
        do throws(ServiceError) {
            directory = try .open(path, O_RDONLY | O_DIRECTORY, .output)
        } catch {
            let advice =
                switch error.number {
                case ENOENT: "create it first: mkdir -p '\(path)'"
                case ENOTDIR: "name a directory"
                default: error.advice
                }
            throw ServiceError(
                error.status, "cannot keep checkpoints in '\(path)'", because: error.reason, advice: advice,
                number: error.number)
        }
        store = CheckpointStore(directory: directory.number, path: path)
        lock = try Self.lock(in: store)
        if store.removeDraft() { log.debug("an unfinished checkpoint in '\(path)' was removed") }
    }

    private static func lock(in store: CheckpointStore) throws(ServiceError) -> Descriptor {
        let lock = try store.open(lockName, O_RDWR | O_CREAT, .output)
        let path = store.path(of: lockName)
        do throws(ServiceError) {
            try SystemCall.retrying("flock", .output, path) { flock(lock.number, LOCK_EX | LOCK_NB) }
        } catch {
            guard error.number == EWOULDBLOCK else { throw error }
            let holder = (try? lock.bytes(at: 0..<min(20, Int(lock.regularFile(path)?.size ?? 0)), of: path)) ?? []
            let number = String(decoding: holder.prefix { (0x30...0x39).contains($0) }, as: UTF8.self)
            throw ServiceError(
                .unavailable, "cannot keep checkpoints in '\(store.path)'",
                because: "another quoted\(number.isEmpty ? "" : ", process \(number),") does",
                advice: "stop it, or choose another --state-dir", number: EWOULDBLOCK)
        }
        // For the message of whoever comes second.
        try SystemCall.retrying("ftruncate", .output, path) { ftruncate(lock.number, 0) }
        try unsafe lock.writeAll(Array("\(getpid())\n".utf8).span.bytes, to: path)
        return lock
    }

    /// The checkpoint to go on from; `nil` where there is none.
    ///
    /// - Throws: `ServiceError`, with status 78 where it is damaged, no checkpoint, or one of a later version.
    package func load() throws(ServiceError) -> Checkpoint? {
        let path = store.path(of: CheckpointStore.name)
        let file: Descriptor
        do throws(ServiceError) {
            file = try store.open(CheckpointStore.name, O_RDONLY, .input)
        } catch {
            if error.number == ENOENT { return nil }
            throw error
        }
        let size = Int(try file.regularFile(path)?.size ?? 0)
        // Whatever large thing is there in its place is not read as a whole.
        guard try file.bytes(at: 0..<min(size, Checkpoint.magic.count), of: path) == Checkpoint.magic else {
            throw refusal(.foreign)
        }
        guard let bytes = try file.bytes(at: 0..<size, of: path) else { throw .system(EIO, call: "read", .input, path) }
        do throws(Checkpoint.Refusal) { return try Checkpoint(bytes) } catch { throw refusal(error) }
    }

    /// The error of a checkpoint that must not be gone on from.
    func refusal(_ refusal: Checkpoint.Refusal) -> ServiceError {
        let anew = "remove it to start anew, with empty windows"
        let (reason, advice) =
            switch refusal {
            case .damaged: ("it is damaged", "restore it from a copy, or \(anew)")
            case .foreign: ("it is no checkpoint of quoted", "move it away, or choose another --state-dir")
            case .newer(let version):
                (
                    "it was written by a later quoted (format \(version), this one knows \(Checkpoint.version))",
                    "run that one, or \(anew)"
                )
            }
        let path = store.path(of: CheckpointStore.name)
        return ServiceError(.configuration, "cannot go on from '\(path)'", because: reason, advice: advice)
    }
}
