/// The general way: one record at a time, in full, whatever it holds. It alone decides that a line is bad.
extension QuoteReader {
    /// Reads the record at `position` and moves past it. Returns `nil` to go on, at most one quote later.
    func readAnyLine(into quotes: inout OutputSpan<Quote>) -> Event? {
        guard let dialect else { return nil }
        let bytes = unsafe Span(_unsafeStart: UnsafePointer(memory.input), count: end)
        // No record is cut from more bytes than it may have, so what is wrong with one does not depend on what follows.
        let window = bytes.extracting(..<min(end, windowEnd(from: position)))
        if case .objects(let members) = dialect.form { return readObject(members, in: bytes, into: &quotes) }
        switch record(in: window, dialect: dialect) {
        case .complete(let record):
            if case .wide(let cells) = dialect.form, !record.isBlank {
                return readCells(cells, of: record, in: bytes, dialect: dialect, into: &quotes)
            }
            return read(record, in: bytes, dialect: dialect, into: &quotes)
        case .incomplete: return .needsBytes
        case .bad(let reason): return passFirstLine(of: bytes, reason: reason)
        }
    }

    /// One record: its end after the newline, its fields counted, those that make a quote, and its newlines.
    struct Record {
        var end: Int
        var fieldCount = 0
        var symbol: FieldCursor.Field?
        var timestamp: FieldCursor.Field?
        var price: FieldCursor.Field?
        /// All of them, where the file is wide.
        var fields: [FieldCursor.Field] = []
        var isBlank = false
    }

    private enum RecordReading {
        case complete(Record)
        case incomplete
        case bad(BadLine.Reason)
    }

    private func record(in bytes: Span<UInt8>, dialect: Dialect) -> RecordReading {
        let columns = dialect.columns
        var record = Record(end: position)
        var cursor = FieldCursor(delimiter: dialect.delimiter, at: position)
        var first: FieldCursor.Field?
        let keepsAll = dialect.form != .records
        while true {
            switch cursor.next(in: bytes) {
            case .field(let field):
                if record.fieldCount == 0 { first = field }
                if record.fieldCount == columns.symbol { record.symbol = field }
                if record.fieldCount == columns.timestamp { record.timestamp = field }
                if record.fieldCount == columns.price { record.price = field }
                if keepsAll { record.fields.append(field) }
                record.fieldCount += 1
            case .end:
                record.end = cursor.position
                record.isBlank = record.fieldCount == 1 && first.map { $0.range.isEmpty && !$0.isQuoted } ?? true
                return contentEnd(of: record.end, in: bytes) - position > options.maximumLine
                    ? .bad(.unterminatedQuote) : .complete(record)
            case .incomplete:
                return end >= windowEnd(from: position) || isFinished ? .bad(.unterminatedQuote) : .incomplete
            case .textAfterQuote:
                return .bad(.textAfterQuote)
            }
        }
    }

    /// The end of the bytes that tell whether a line that begins at `start` is too long, whatever its line ending is:
    /// two more than it may have.
    func windowEnd(from start: Int) -> Int { start + options.maximumLine + 2 }

    /// The end of a line's content when it ends, with its newline, at `end`.
    func contentEnd(of end: Int, in bytes: Span<UInt8>) -> Int {
        end - 2 >= position && bytes[end - 2] == UInt8(ascii: "\r") ? end - 2 : end - 1
    }

    /// Passes over the first line of a record that cannot be read; what follows may be good. Where that line alone is
    /// too long, this is the reason, whatever else is wrong with it.
    func passFirstLine(of bytes: Span<UInt8>, reason: BadLine.Reason) -> Event? {
        var reason = reason
        if let newline = bytes.firstNewline(from: position) {
            let length = contentEnd(of: newline + 1, in: bytes) - position
            if length > options.maximumLine { reason = .tooLong(limit: options.maximumLine) }
            rejected = position..<position + min(length, options.maximumLine)
            position = newline + 1
        } else {
            guard end >= windowEnd(from: position) else { return .needsBytes }
            reason = .tooLong(limit: options.maximumLine)
            rejected = position..<position + options.maximumLine
            position = end
            phase = .passingOver
        }
        line += 1
        counts.bad += 1
        return .badLine(BadLine(number: line, reason: reason))
    }

    /// Goes on to the end of a line that is too long. Returns whether it was there.
    func passOver() -> Bool {
        let bytes = unsafe Span(_unsafeStart: UnsafePointer(memory.input), count: end)
        guard let newline = bytes.firstNewline(from: position) else {
            position = end
            return false
        }
        position = newline + 1
        phase = dialect == nil ? .beforeFirstRecord : .records
        return true
    }

    private func read(
        _ record: Record, in bytes: Span<UInt8>, dialect: Dialect, into quotes: inout OutputSpan<Quote>
    ) -> Event? {
        let content = bytes.extracting(content(of: record, in: bytes))
        if record.isBlank {
            counts.blank += 1
            pass(record, content)
            return nil
        }
        if let reason = refusal(of: record, content, dialect) { return reject(record, content, because: reason) }
        guard let price = record.price else { return nil }
        switch reading(of: bytes.extracting(price.range), dialect: dialect) {
        case .missing:
            counts.missing += 1
        case .price(let value):
            guard let symbol = symbol(of: record, in: bytes) else {
                return reject(record, content, because: .tooManySymbols(limit: symbols.limit))
            }
            guard let quote = compose(symbol, timestamp(of: record, in: bytes), value) else { return .needsRecycling }
            append(quote, to: &quotes)
        case let reading:
            let reason = headerAgain(content, dialect, reading) ?? reading.reason(for: bytes.text(of: price))
            return reject(record, content, because: reason)
        }
        pass(record, content)
        return nil
    }

    // MARK: Records

    /// Where the record at `position` stands without its line ending.
    func content(of record: Record, in bytes: Span<UInt8>) -> Range<Int> {
        position..<contentEnd(of: record.end, in: bytes)
    }

    /// Goes on behind a record.
    func pass(_ record: Record, _ content: Span<UInt8>) {
        line += content.indices.reduce(1) { $0 + (content[$1] == UInt8(ascii: "\n") ? 1 : 0) }
        position = record.end
        nextCell = 0
    }

    func reject(_ record: Record, _ content: Span<UInt8>, because reason: BadLine.Reason) -> Event {
        rejected = position..<position + content.count
        rejectedCell = 0
        counts.bad += 1
        let number = line + 1
        pass(record, content)
        return .badLine(BadLine(number: number, reason: reason))
    }

    /// What is wrong with a record whatever its price is.
    func refusal(of record: Record, _ content: Span<UInt8>, _ dialect: Dialect) -> BadLine.Reason? {
        if let reason = refusal(of: content) { return reason }
        guard record.fieldCount > dialect.columns.last else {
            return .tooFewFields(found: record.fieldCount, needed: dialect.columns.last + 1)
        }
        return record.symbol.map(\.range.isEmpty) ?? false ? .emptySymbol : nil
    }

    func refusal(of content: Span<UInt8>) -> BadLine.Reason? {
        guard (try? UTF8Span(validating: content)) != nil else { return .notUTF8 }
        return content.indices.contains { content[$0] == 0 } ? .zeroByte : nil
    }

    /// Whether a record without a price is a header; if it says other things than the one before, they hold from here on.
    func headerAgain(_ content: Span<UInt8>, _ dialect: Dialect, _ reading: PriceReading) -> BadLine.Reason? {
        guard reading == .notANumber, dialect.hasHeader else { return nil }
        let line = content.indices.map { content[$0] } + [UInt8(ascii: "\n")]
        guard let record = DialectDetection.cut(line.span, at: 0, by: dialect.delimiter, isAll: true),
            let found = dialect.said(byHeader: record.fields, options: options.dialect)
        else { return nil }
        adopt(found)
        return .headerAgain(hasOtherColumns: found != dialect)
    }

    // MARK: Fields

    /// Prices without a decimal sign after which it is taken for a point, lest such a file is read in this way to its end.
    private static let pricesWithoutSign = 1000

    /// Reads a price. The first that has a decimal sign decides which one the source has, where that is open.
    func reading(of price: Span<UInt8>, dialect: Dialect) -> PriceReading {
        guard isDecimalSignOpen else { return PriceReading(price, decimalSign: dialect.decimalSign) }
        // Where semicolons part the fields, the comma is what they make room for.
        let groupsByComma = dialect.delimiter != UInt8(ascii: ";")
        guard let sign = DecimalSign(toldBy: price, groupsByComma: groupsByComma) else {
            if counts.quotes >= Self.pricesWithoutSign { isDecimalSignOpen = false }
            return PriceReading(price, decimalSign: dialect.decimalSign)
        }
        let reading = PriceReading(price, decimalSign: sign)
        if case .price = reading {
            self.dialect?.decimalSign = sign
            isDecimalSignOpen = false
        }
        return reading
    }

    /// A symbol in the form it has in a result line.
    struct Symbol {
        var id: SymbolID
        var text: [UInt8]
        var needsCare: Bool
    }

    /// The symbol of a name, or `nil` where there can be no further one.
    func symbol(named name: String) -> Symbol? {
        let name = Array(name.utf8)
        guard let id = symbols.admit(name.span) else { return nil }
        return Symbol(id: id, text: csvField(name.span), needsCare: fieldNeedsCare(name.span))
    }

    /// That of data without such a column.
    var symbolOfSource: Symbol {
        Symbol(id: defaultSymbolID, text: defaultSymbol.text, needsCare: defaultSymbol.needsCare)
    }

    private func symbol(of record: Record, in bytes: Span<UInt8>) -> Symbol? {
        guard let field = record.symbol else { return symbolOfSource }
        return symbol(named: bytes.text(of: field))
    }

    func timestamp(of record: Record, in bytes: Span<UInt8>) -> String {
        record.timestamp.map { bytes.text(of: $0) } ?? ""
    }

    func append(_ quote: Quote, to quotes: inout OutputSpan<Quote>) {
        quotes.append(quote)
        counts.quotes += 1
    }

    /// The quote with its text composed, or `nil` where there is no room for it.
    func compose(_ symbol: Symbol, _ timestamp: String, _ price: Price) -> Quote? {
        let timestamp = Array(timestamp.utf8)
        let needsCare = symbol.needsCare || fieldNeedsCare(timestamp.span)
        let priceText = Array(price.description.utf8)
        var text = symbol.text
        text.append(UInt8(ascii: ","))
        text += csvField(timestamp.span)
        text.append(UInt8(ascii: ","))
        text += priceText
        guard let start = unsafe memory.compose(text) else { return nil }
        let value = price.units
        var traits: Quote.Traits = text.count <= 64 ? .short : []
        if needsCare { traits.insert(.quoted) }
        if value == nil { traits.insert(.wide) }
        return unsafe Quote(
            text: start, value: value ?? 0, symbol: symbol.id, textLength: UInt32(text.count),
            priceLength: UInt8(priceText.count),
            traits: traits)
    }
}

extension PriceReading {
    /// Why a line with this price is bad; `text` is the price as it stands there.
    func reason(for text: String) -> BadLine.Reason {
        switch self {
        case .infinite: .infinite(text)
        case .outOfRange: .outOfRange(text)
        case .price, .missing, .notANumber: .notANumber(text)
        }
    }
}
