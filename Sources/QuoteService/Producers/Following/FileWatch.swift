import CLinux
import Coroutines
import Glibc

/// Tells when a file of a given name may have changed, come or gone, by inotify.
///
/// Watched are its directory, for the name, and the files themselves, for their content. Where that does not tell
/// everything, as on network file systems, behind a symbolic link, or where there is no directory yet, it says once a
/// second that there may be a change.
final class FileWatch {
    private let path: String
    private let directory: String
    private let file: [UInt8]
    private let inotify: Descriptor?
    private var directoryWatch: CInt = -1
    /// The watches of the open file and of another one of the same name.
    private var fileWatches: Set<CInt> = []
    private var armed: (open: Rotation.FileID?, named: Rotation.FileID?) = (nil, nil)
    private var isComplete = false
    /// What inotify tells cannot be taken in.
    private var isDeaf = false
    private var isInDoubt = false

    /// The time between two looks where changes are not told.
    private static let recheck = Duration.seconds(1)

    init(path: String) {
        self.path = path
        let cut = path.lastIndex(of: "/")
        directory = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        file = Array((cut.map { path[path.index(after: $0)...] } ?? path[...]).utf8)
        let number = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
        inotify = number < 0 ? nil : Descriptor(owning: number)
        watchDirectory()
    }

    /// Watches the open file, and another one that has its name meanwhile.
    ///
    /// - Returns: whether that is news: what happened before the watch is to be looked for.
    func arm(open: (id: Rotation.FileID, descriptor: Descriptor)?, named: Rotation.FileID?) -> Bool {
        let hadDirectory = directoryWatch >= 0
        if !hadDirectory { watchDirectory() }
        let hasDirectory = directoryWatch >= 0 && !hadDirectory
        guard armed != (open?.id, named) else { return hasDirectory }
        armed = (open?.id, named)
        let previous = fileWatches
        fileWatches = []
        // Whatever its name is by now, this is the very file that is open.
        if let open { watch("/proc/self/fd/\(open.descriptor.number)") }
        if named != nil && named != open?.id { watch(path) }
        if let inotify { for old in previous.subtracting(fileWatches) { inotify_rm_watch(inotify.number, old) } }
        isComplete =
            directoryWatch >= 0 && fileWatches.count == Set([open?.id, named].compactMap { $0 }).count
            && !isSymbolicLink && !isRemote
        return true
    }

    /// There may be a change that was not seen: the next wait is a short one.
    func doubt() { isInDoubt = true }

    /// Waits for a change, or until a time.
    ///
    /// - Returns: whether there may be a change; `false` when the time has come first.
    func wait(_ task: TaskContext, until time: Instant?) async throws -> Bool {
        defer { isInDoubt = false }
        while true {
            let recheck = isComplete && !isDeaf && !isInDoubt ? nil : task.now + Self.recheck
            let limit = [time, recheck].compactMap { $0 }.min()
            if try await isTold(task, until: limit) {
                if isConcerned() { return true }
            } else {
                return limit == recheck
            }
        }
    }

    /// Waits until inotify has something to tell, or until a time; for a while where it cannot be waited for.
    private func isTold(_ task: TaskContext, until limit: Instant?) async throws -> Bool {
        do {
            if let inotify, !isDeaf { return try await task.wait(for: .readable(inotify.number), untilAny: limit) }
        } catch is PollerError {
            isDeaf = true
        }
        try await task.sleep(until: [limit, task.now + Self.recheck].compactMap { $0 }.min()!)
        return false
    }

    // MARK: inotify

    private func watchDirectory() {
        guard let inotify else { return }
        let events =
            IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | CInt(IN_ONLYDIR)
        directoryWatch = unsafe inotify_add_watch(inotify.number, directory, UInt32(events))
        isComplete = directoryWatch >= 0 && !isSymbolicLink && !isRemote
    }

    private func watch(_ path: String) {
        guard let inotify else { return }
        let events = IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF
        let watch = unsafe inotify_add_watch(inotify.number, path, UInt32(events))
        if watch >= 0 { fileWatches.insert(watch) }
    }

    /// Takes in what inotify tells, and returns whether some of it is about this file.
    private func isConcerned() -> Bool {
        guard let inotify else { return false }
        var isAny = false
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe Glibc.read(inotify.number, &buffer, buffer.count)
            guard count > 0 else {
                if count < 0, errno != EAGAIN, errno != EINTR { isDeaf = true }
                return isAny || isDeaf
            }
            var offset = 0
            let header = MemoryLayout<inotify_event>.size
            while offset + header <= count {
                let event = unsafe buffer.withUnsafeBytes {
                    unsafe $0.loadUnaligned(fromByteOffset: offset, as: EventHeader.self)
                }
                let name = buffer[(offset + header)..<(offset + header + Int(event.length))].prefix { $0 != 0 }
                if isConcerned(by: event, name: name) { isAny = true }
                offset += header + Int(event.length)
            }
        }
    }

    /// The fixed part of an `inotify_event`, whose last member, an array of no length, Swift does not import.
    private struct EventHeader: BitwiseCopyable {
        var watch: CInt
        var mask: UInt32
        var cookie: UInt32
        var length: UInt32
    }

    private func isConcerned(by event: EventHeader, name: ArraySlice<UInt8>) -> Bool {
        let mask = CInt(bitPattern: event.mask)
        if mask & CInt(IN_Q_OVERFLOW) != 0 { return true }
        guard event.watch == directoryWatch else { return fileWatches.contains(event.watch) }
        if mask & (CInt(IN_IGNORED) | CInt(IN_DELETE_SELF) | CInt(IN_MOVE_SELF)) != 0 {
            if mask & CInt(IN_MOVE_SELF) != 0 { inotify_rm_watch(inotify?.number ?? -1, directoryWatch) }
            directoryWatch = -1
            isComplete = false
            return true
        }
        return name.elementsEqual(file)
    }

    // MARK: What inotify does not tell of

    private var isSymbolicLink: Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Whether others may change the file without this machine's knowing: NFS, SMB, CIFS, 9P, FUSE, AFS, Ceph.
    private var isRemote: Bool {
        var status = statfs()
        guard unsafe statfs(directory, &status) == 0 else { return false }
        let kinds: Set<UInt32> = [
            0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x0102_1997, 0x6573_5546, 0x5346_414F, 0x00C3_6400,
        ]
        return kinds.contains(UInt32(truncatingIfNeeded: status.f_type))
    }
}
