/// The records of a text from the last to the first, while its bytes come in from the end to the start.
///
/// A line is a record unless it holds an odd number of quotes: then it may be the end of a record with newlines within
/// quotes, which begins at the nearest line before it that makes the number even. Only what can be cut into fields from
/// there to its very end is one record; else each of its lines is one, as the reader has it forwards.
///
/// Memory: the bytes that came in and are not yet taken, and a line as long as is accepted.
package struct ReversedRecords {
    private let delimiter: UInt8
    private let maximumLine: Int
    private let hasQuotes: Bool
    private var bytes: [UInt8] = []
    /// Whether the end of the text came in, to which a newline was added where it had none.
    private var isBegun = false
    /// Whether the start did.
    private var isWhole = false

    /// - Parameters:
    ///   - dialect: of the text.
    ///   - maximumLine: the longest record accepted, in bytes. Of a longer line its first bytes are given, one more of them
    ///     than that and as many as it takes to refuse it.
    package init(dialect: Dialect, maximumLine: Int) {
        delimiter = dialect.delimiter
        self.maximumLine = maximumLine
        hasQuotes = if case .objects = dialect.form { false } else { true }
    }

    /// Takes in bytes that stand before those that came before.
    ///
    /// - Parameter isStart: there are none before them.
    package mutating func prepend(_ more: [UInt8], isStart: Bool) {
        let lacksNewline = !isBegun && more.last.map { $0 != UInt8(ascii: "\n") } ?? false
        bytes = more + (lacksNewline ? [UInt8(ascii: "\n")] : bytes)
        isBegun = true
        isWhole = isStart
    }

    /// The last record that is not yet taken, with its newline; `nil` where more bytes are needed, or none are left.
    /// Linear in its length, but where there are stray quotes in the longest record accepted.
    package mutating func next() -> [UInt8]? {
        guard let line = lastLine() else {
            shorten()
            return nil
        }
        guard let start = recordStart(before: line) else { return nil }
        // A slice would keep all bytes, and their removal copy them.
        let record = Array(bytes[start...])
        bytes.removeSubrange(start...)
        return record
    }

    /// Whether all was taken and nothing stands before it.
    package var isAtEnd: Bool { isWhole && bytes.isEmpty }

    /// Bytes in memory.
    var held: Int { bytes.count }

    /// Where the last line begins; `nil` where its beginning is not known yet.
    private func lastLine() -> Int? { start(ofLineEndingAt: bytes.endIndex) }

    private func start(ofLineEndingAt end: Int) -> Int? {
        guard end > 0 else { return nil }
        if let newline = bytes[..<(end - 1)].lastIndex(of: UInt8(ascii: "\n")) { return newline + 1 }
        return isWhole ? 0 : nil
    }

    /// Where the record begins that ends with the last line, which begins at `line`; `nil` where more bytes are needed.
    private func recordStart(before line: Int) -> Int? {
        var quotes = count(in: line..<bytes.endIndex)
        guard hasQuotes, !quotes.isMultiple(of: 2) else { return line }
        var start = line
        while true {
            guard let before = self.start(ofLineEndingAt: start) else {
                let isLonger = bytes.endIndex > maximumLine + 2
                return start == 0 || isLonger ? line : nil
            }
            quotes += count(in: before..<start)
            start = before
            // With a line ending of two bytes.
            guard bytes.endIndex - start <= maximumLine + 2 else { return line }
            if quotes.isMultiple(of: 2) { return isRecord(from: start) ? start : line }
        }
    }

    private func count(in range: Range<Int>) -> Int {
        bytes[range].count { $0 == UInt8(ascii: "\"") }
    }

    /// Whether the bytes from `start` to the end are one record.
    private func isRecord(from start: Int) -> Bool {
        var cursor = FieldCursor(delimiter: delimiter, at: start)
        while true {
            switch cursor.next(in: bytes.span) {
            case .field: continue
            case .end: return cursor.position == bytes.endIndex
            case .incomplete, .textAfterQuote: return false
            }
        }
    }

    /// Leaves out the end of a line that is too long already, so that it takes no more memory.
    private mutating func shorten() {
        let kept = maximumLine + 3
        guard bytes.count > kept + 1, !bytes.dropLast().contains(UInt8(ascii: "\n")) else { return }
        bytes.removeSubrange(kept..<bytes.count - 1)
    }
}
