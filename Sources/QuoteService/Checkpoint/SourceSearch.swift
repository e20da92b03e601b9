import Glibc
import Quotes

/// Looks for a file that was read before, by its name, beside it, and by what was read.
struct SourceSearch {
    private let position: SourcePosition
    private(set) var found: [(descriptor: Descriptor, path: String, candidate: ResumeDecision.Candidate)] = []

    /// Looks until it is found, or until it is certain that it is not there: while somebody renames files, it may be missed
    /// under every name.
    ///
    /// - Parameters:
    ///   - named: the file that has the name now, if there is one.
    ///   - isRenaming: whether to look for it under other names as well, where the named one is another.
    /// - Throws: `ServiceError` where a file cannot be read: it may be the one.
    static func search(
        _ position: SourcePosition, named: Descriptor?, path: String, isRenaming: Bool
    ) throws(ServiceError) -> SourceSearch {
        var tries = 0
        while true {
            let before = directoryChange(of: path)
            let search = try SourceSearch(position, named: named, path: path, isRenaming: isRenaming)
            tries += 1
            guard isRenaming, position.file != nil, case .begin = search.decision, tries < mostTries else {
                return search
            }
            // Changes within the time that the clock of a file system takes to tick do not show.
            if before == directoryChange(of: path), before.map({ abs(now - $0) > 4 * pause }) ?? true { return search }
            usleep(UInt32(pause / 1000))
        }
    }

    /// Nanoseconds between two looks, and how many there are: a second in all.
    private static let pause = 5_000_000
    private static let mostTries = 200

    private static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// When a name in the directory of a path was last changed, in nanoseconds since 1970.
    private static func directoryChange(of path: String) -> Int? {
        var status = stat()
        guard unsafe stat(directory(of: path), &status) == 0 else { return nil }
        return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }

    private static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    }

    private init(
        _ position: SourcePosition, named: Descriptor?, path: String, isRenaming: Bool
    ) throws(ServiceError) {
        self.position = position
        if let named { try add(named, path, isNamed: true) }
        let isFound = found.first.map { $0.candidate.isSame(position) && $0.candidate.isLike(position) } ?? false
        guard isRenaming, !isFound else { return }
        // A copy is made beside the file before it is emptied, where a writer cannot be told to open it anew.
        for path in Self.others(of: path, inode: position.file?.inode) + ["\(path).1"] {
            if let other = try? FollowedFile.opened(path) { try add(other, path, isNamed: false) }
        }
    }

    var decision: ResumeDecision { .decide(position, among: found.map(\.candidate)) }

    private mutating func add(_ file: Descriptor, _ path: String, isNamed: Bool) throws(ServiceError) {
        guard let status = try file.regularFile(path) else { return }
        let offset = position.mark.offset
        let candidate = ResumeDecision.Candidate(
            isNamed: isNamed, status: status, fingerprint: try Fingerprint.of(file, before: offset, path: path),
            lineEnd: try Self.lineEnd(of: file, at: Int(clamping: offset), path: path))
        found.append((file, path, candidate))
    }

    private static func lineEnd(
        of file: Descriptor, at offset: Int, path: String
    ) throws(ServiceError) -> ResumeDecision.LineEnd {
        let newline = [UInt8(ascii: "\n")]
        guard offset > 0, try file.bytes(at: offset - 1..<offset, of: path) != newline else { return .complete }
        guard let next = try file.bytes(at: offset..<offset + 1, of: path) else { return .open }
        return next == newline || next == [UInt8(ascii: "\r")] ? .open : .continued
    }

    /// The paths of all names that a file has in the directory of a path.
    private static func others(of path: String, inode: UInt64?) -> [String] {
        let directory = directory(of: path)
        guard let inode, let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var paths: [String] = []
        while let entry = unsafe readdir(stream) {
            guard unsafe entry.pointee.d_ino == inode else { continue }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { unsafe String(cString: $0) }
            paths.append(path.contains("/") ? directory + name : name)
        }
        return paths
    }
}
