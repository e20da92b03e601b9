package import Coroutines
import Glibc
package import Quotes

/// A file that is read to its end and then followed: as it grows, is truncated, renamed, deleted and made again.
package final class FollowedFile: ByteSource {
    /// The path as it was given.
    package let name: String
    package var path: String? { name }
    let log: Log
    private var rotation = Rotation()
    private var action = Rotation.Action.open
    private(set) var descriptor: Descriptor?
    package private(set) var file: Descriptor?
    package private(set) var beginning: QuoteReader.Mark?
    /// The file that is next, when it was last looked for.
    private var named: Rotation.FileID?
    /// The file that was read to its end before another was to be opened.
    private var finished: Rotation.FileID?
    private let watch: FileWatch
    /// Why the file could not be opened the last time, so that it is logged once.
    private var absence: CInt?
    /// Why the file of that name could not be looked at the last time.
    private var blindness: CInt?

    /// Opens the file, or waits for it where there is none yet.
    ///
    /// - Throws: `ServiceError` where it is there and cannot be opened, or cannot be followed.
    package init(path: String, log: Log) throws(ServiceError) {
        name = path
        self.log = log
        watch = FileWatch(path: path)
        do throws(ServiceError) {
            action = try open()
        } catch {
            guard error.number == ENOENT else { throw error }
            action = absent(error)
        }
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(ServiceError) -> ReadOutcome {
        while true {
            switch action {
            case .open:
                do throws(ServiceError) { action = try open() } catch { action = absent(error) }
            case .read:
                guard let descriptor else { preconditionFailure("a followed file that is not open") }
                let count = try unsafe descriptor.read(into: buffer, of: name)
                action = rotation.read(count)
                if count > 0 {
                    file = descriptor
                    return .bytes(count)
                }
            case .look:
                action = try look()
            case .rewind:
                log.info("\(name) was truncated; it is read again from its start")
                try descriptor?.seek(to: 0, of: name)
                action = .read
                return .begunAnew(isCutOff: true)
            case .turnToNext:
                log.info("\(name) was replaced; the new file is read from its start")
                finished = try descriptor?.regularFile(name)?.id
                descriptor = nil
                action = .open
                return .begunAnew(isCutOff: false)
            case .wait:
                return .notYet
            }
        }
    }

    package func wait(_ task: TaskContext, until time: Instant?) async throws -> Bool {
        let open = rotation.open.flatMap { id in descriptor.map { (id, $0) } }
        // What is watched for the first time may have changed before.
        if !watch.arm(open: open, named: named) {
            guard try await watch.wait(task, until: time) else { return false }
        }
        action = rotation.changed()
        return true
    }

    /// Begins further on in a file that was found, before anything is read.
    func begin(
        in found: Descriptor, _ id: Rotation.FileID, at mark: QuoteReader.Mark
    ) throws(ServiceError) {
        descriptor = found
        file = found
        beginning = mark
        try found.seek(to: Int64(mark.offset), of: name)
        action = rotation.resumed(id, at: Int64(mark.offset))
    }

    // MARK: What the rotation says

    private func open() throws(ServiceError) -> Rotation.Action {
        while true {
            let path = finished.map { Generations.next(after: $0, of: name) } ?? name
            let opened = try Self.opened(path)
            let id = try status(of: opened).id
            // It may have been renamed in the very moment, and another be between the last one and this.
            if let finished, Generations.next(after: finished, of: name) != path { continue }
            if absence != nil { log.info("\(name) is there") }
            absence = nil
            descriptor = opened
            if file == nil { file = opened }
            finished = nil
            named = id
            return rotation.opened(id)
        }
    }

    /// Opens a file that can be followed.
    static func opened(_ path: String) throws(ServiceError) -> Descriptor {
        let opened = try Descriptor.open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK, .input)
        let type = try opened.fileType(of: path, .input)
        guard type != S_IFDIR else { throw .system(EISDIR, call: "read", .input, path) }
        guard type == S_IFREG else {
            throw ServiceError(
                .noInput, "cannot follow '\(path)'", because: "it is not a regular file",
                advice: "read it without --follow")
        }
        return opened
    }

    private func absent(_ error: ServiceError) -> Rotation.Action {
        if absence != error.number {
            if error.number == ENOENT {
                log.info("\(name) is not there; it is waited for")
            } else {
                log.warning("\(error); it is tried again")
            }
        }
        // What keeps it from being opened may pass without a change to the file.
        if error.number != ENOENT { watch.doubt() }
        absence = error.number
        descriptor = nil
        named = nil
        return rotation.couldNotOpen()
    }

    private func look() throws(ServiceError) -> Rotation.Action {
        guard let descriptor else { preconditionFailure("a followed file that is not open") }
        let own = try status(of: descriptor)
        var status = stat()
        let isThere = unsafe stat(Generations.next(after: own.id, of: name), &status) == 0
        if isThere { blindness = nil } else { cannotLook(errno) }
        let other = isThere ? Rotation.Status(status) : nil
        named = other?.id
        return rotation.looked(at: own, named: other)
    }

    /// There is no file of that name, or it cannot be looked at, which is told once.
    private func cannotLook(_ number: CInt) {
        let isAbsent = number == ENOENT || number == ENOTDIR
        if !isAbsent {
            watch.doubt()
            if blindness != number {
                log.warning("\(ServiceError.system(number, call: "stat", .input, name)); looking again")
            }
        }
        blindness = isAbsent ? nil : number
    }

    private func status(of descriptor: Descriptor) throws(ServiceError) -> Rotation.Status {
        var status = stat()
        try SystemCall.retrying("fstat", .input, name) { unsafe fstat(descriptor.number, &status) }
        return Rotation.Status(status)
    }
}

extension Rotation.Status {
    init(_ status: stat) {
        self.init(
            id: Rotation.FileID(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)),
            size: Int64(status.st_size))
    }
}
