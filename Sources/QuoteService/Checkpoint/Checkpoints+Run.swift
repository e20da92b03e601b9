import Coroutines
import Glibc
import Quotes

/// What the service says to its checkpoints in the course of a run.
extension Checkpoints {
    /// Decides where results go on, and writes the first checkpoint: a run that is cut off must not be taken for one that
    /// never was, and a directory that cannot be written is told before the first result.
    func begin(isRepeatable: Bool) throws(ServiceError) {
        settle(isRepeatable: isRepeatable)
        if let saved, !saved.isFinal, isRepeating { return }
        try write(isFinal: false)
    }

    /// Reading a source begins.
    func begin(_ producer: Producer, of source: any ByteSource) {
        tracks.first { $0.isAbout(source) }?.begin(producer)
    }

    /// Reading a source has ended.
    func end(_ source: any ByteSource) {
        tracks.first { $0.isAbout(source) }?.end()
    }

    /// Writes the last checkpoint. Quotes that are left in the deque, where an output did not take their results in time, are
    /// averaged, and their results are owed.
    func finish() throws(ServiceError) {
        output?.owed.add(drained())
        try write(isFinal: true)
    }

    private func drained() -> [UInt8] {
        let deque = state.queue.deque
        var lines: [UInt8] = []
        while let first = deque.first {
            let room = max(1 << 16, ResultMaker.room(textLength: Int(first.textLength)))
            deque.popFirst { quotes in
                var taken = 0
                let written = [UInt8](capacity: room) { free in
                    unsafe free.withUnsafeMutableBufferPointer { bytes, count in
                        let result = unsafe state.maker.take(quotes, into: bytes)
                        taken = result.quotes
                        count = result.bytes
                    }
                }
                lines += written
                return taken
            }
        }
        return lines
    }

    // MARK: Standard output

    /// What goes on standard output before the first result: what is owed, after the header, unless a file that is appended
    /// to has it, and on a line of its own.
    func owe(after header: String, _ reader: ResultLog.Reader) throws(ServiceError) -> OwedResults {
        var first = Array(header.utf8)
        if let saved, let end = try AppendedFile(.standardOutput) {
            if saved.hasHeader { first = [] }
            // A run that was killed may have left half a line.
            if end.isWithinLine ?? !saved.isFinal { first.insert(UInt8(ascii: "\n"), at: 0) }
        }
        let owed = OwedResults(header: first, owed: saved?.owed ?? [], isKept: true)
        output = (owed, reader)
        return owed
    }
}

/// A file that has something in it, and is written on at its end.
struct AppendedFile {
    /// Whether its last byte is no newline; `nil` where it cannot be read.
    let isWithinLine: Bool?

    init?(_ output: Descriptor) throws(ServiceError) {
        guard let size = try output.regularFile("-")?.size, size > 0 else { return nil }
        let isAppending = fcntl(output.number, F_GETFL) & O_APPEND != 0
        guard isAppending || lseek(output.number, 0, SEEK_CUR) == size else { return nil }
        // It is open for writing alone.
        let reading = try? Descriptor.open("/proc/self/fd/\(output.number)", O_RDONLY, .input)
        let last = try? reading?.bytes(at: Int(size) - 1..<Int(size), of: "-")
        isWithinLine = last.map { $0 != [UInt8(ascii: "\n")] }
    }
}
