import Glibc

extension Log {
    /// A log on standard error, in the journal's style when standard error is the journal.
    ///
    /// - Parameter environment: where systemd's `JOURNAL_STREAM` is looked for.
    package static func standardError(level: Level = .info, environment: [String: String]) -> Log {
        var status = stat()
        let isKnown = unsafe fstat(STDERR_FILENO, &status) == 0
        let style =
            isKnown
            ? Style(journalStream: environment["JOURNAL_STREAM"], device: status.st_dev, inode: status.st_ino) : .plain
        return Log(level: level, style: style) { writeLine($0, to: STDERR_FILENO) }
    }

    /// Writes a line with one `write(2)`, so that lines of several processes do not mix; begins again when a signal
    /// interrupts it, goes on after a part, and gives up on any failure: there is nobody left to tell.
    static func writeLine(_ line: String, to descriptor: CInt) {
        var line = line
        line.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[written...])
                let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count > 0 { written += count } else if count == 0 || errno != EINTR { return }
            }
        }
    }
}

extension Log.Style {
    /// The journal's style when `JOURNAL_STREAM` names the very file that the messages go to; `systemd.exec(5)` asks for
    /// the comparison, since a child may have had its standard error redirected and still inherit the variable.
    ///
    /// - Parameters:
    ///   - journalStream: the variable's value, `device:inode` in decimal.
    ///   - device: the device of the file the messages go to.
    ///   - inode: the inode of that file.
    init(journalStream: String?, device: UInt, inode: UInt) {
        self = journalStream == "\(device):\(inode)" ? .journal : .plain
    }
}
