/// A record of a wide file: a quote in each cell, of the symbol that the header names.
extension QuoteReader {
    /// Reads the cells of a record from `nextCell` on, as far as there is room for quotes, and moves past it behind the last.
    /// Returns `nil` to go on.
    func readCells(
        _ cells: [Dialect.Cell], of record: Record, in bytes: Span<UInt8>, dialect: Dialect,
        into quotes: inout OutputSpan<Quote>
    ) -> Event? {
        let content = bytes.extracting(content(of: record, in: bytes))
        if nextCell == 0, let reason = refusal(of: record, content, dialect) {
            return reject(record, content, because: reason)
        }
        let timestamp = timestamp(of: record, in: bytes)
        while nextCell < cells.count {
            if quotes.isFull { return .full }
            let cell = cells[nextCell]
            guard cell.column < record.fieldCount else {
                return rejectCell(
                    of: record, content, cells.count, .tooFewFields(found: record.fieldCount, needed: cell.column + 1))
            }
            let field = record.fields[cell.column]
            switch reading(of: bytes.extracting(field.range), dialect: dialect) {
            case .missing:
                counts.missing += 1
            case .price(let price):
                guard let symbol = symbol(named: cell.symbol) else {
                    return rejectCell(of: record, content, cells.count, .tooManySymbols(limit: symbols.limit))
                }
                guard let quote = compose(symbol, timestamp, price) else { return .needsRecycling }
                append(quote, to: &quotes)
            case let reading:
                if nextCell == 0, let reason = headerAgain(content, dialect, reading) {
                    return reject(record, content, because: reason)
                }
                return rejectCell(of: record, content, cells.count, reading.reason(for: bytes.text(of: field)))
            }
            nextCell += 1
        }
        pass(record, content)
        return nil
    }

    /// A bad cell is told as a bad line; the cells after it may be good.
    private func rejectCell(
        of record: Record, _ content: Span<UInt8>, _ count: Int, _ reason: BadLine.Reason
    ) -> Event {
        rejected = position..<position + content.count
        rejectedCell = nextCell
        counts.bad += 1
        let number = line + 1
        nextCell += 1
        if nextCell == count { pass(record, content) }
        return .badLine(BadLine(number: number, reason: reason))
    }
}
