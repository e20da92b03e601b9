import Glibc

/// The files that were one after the other of a name, as whoever rotates them by numbers leaves them: `q.csv` is the present
/// one, `q.csv.1` the one before it, and so on.
enum Generations {
    /// The path of the file that was begun after another, which may have been renamed meanwhile, more than once.
    ///
    /// Empty files are passed over, since nothing will be appended to them. Where the other one is not found under a number,
    /// the present one is next.
    ///
    /// - Complexity: two system calls where it was renamed once, as nearly always, or not at all; else linear in the numbers.
    static func next(after id: Rotation.FileID, of path: String) -> String {
        if status(path)?.id == id { return path }
        var next = path
        var number = 1
        var missing = 0
        // While they are renamed, a number may be free for a moment.
        while missing < 2 {
            let older = "\(path).\(number)"
            let status = status(older)
            if status?.id == id { return next }
            if status?.size ?? 0 > 0 { next = older }
            missing = status == nil ? missing + 1 : 0
            number += 1
        }
        return path
    }

    /// The file at a path, if there is one.
    static func status(_ path: String) -> Rotation.Status? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Rotation.Status(status) : nil
    }
}
