/// Where a reader is in its source, so that another can go on from there.
extension QuoteReader {
    /// A place between two records, with all that was found out before it.
    package struct Mark: Equatable, Sendable {
        /// Bytes of the source before the next record.
        package var offset: UInt64 = 0
        /// Lines before it.
        package var line = 0
        /// Whether the next bytes are the rest of a line that is passed over up to its newline.
        package var isPassingOver = false
        /// `nil` before the first record.
        package var dialect: Dialect?
        /// Whether no price has told yet if its decimal sign is a comma.
        package var isDecimalSignOpen = false
        /// Cells of the next record that were read already, where the file is wide.
        package var cell = 0
        package var counts = Counts()

        /// The start of a source.
        package init() {}
    }

    /// Behind the last record that was read.
    package var mark: Mark {
        if let pendingHeader { return pendingHeader.mark }
        var mark = Mark()
        // The newline that `finish` adds is not the source's.
        mark.offset = min(passed + UInt64(position), received)
        mark.line = line
        mark.isPassingOver = phase == .passingOver
        mark.dialect = dialect
        mark.isDecimalSignOpen = isDecimalSignOpen
        mark.cell = nextCell
        mark.counts = counts
        return mark
    }

    /// Before the line that the last `badLine` event was about, as if it had not been read.
    package func mark(before badLine: BadLine) -> Mark {
        var mark = mark
        mark.offset = passed + UInt64(rejected.lowerBound)
        mark.line = badLine.number - 1
        mark.isPassingOver = false
        mark.cell = rejectedCell
        mark.counts.bad -= 1
        return mark
    }

    /// Goes on from a mark that another reader of the same source, with the same options and symbol, has left. The first
    /// bytes to be received are those behind the mark.
    ///
    /// - Precondition: nothing was received yet.
    package func resume(at mark: Mark) {
        precondition(received == 0, "a reader that has begun cannot begin elsewhere")
        passed = mark.offset
        received = mark.offset
        line = mark.line
        counts = mark.counts
        isDecimalSignOpen = mark.isDecimalSignOpen
        nextCell = mark.cell
        if let dialect = mark.dialect {
            adopt(dialect)
            phase = .records
        }
        if mark.isPassingOver { phase = .passingOver }
    }
}
