/// The general way: one record at a time, in full, whatever it holds. It alone decides that a line is bad.
extension QuoteReader {
    /// Reads the record at `position` and moves past it. Returns `nil` to go on, at most one quote later.
    func readAnyLine(into quotes: inout OutputSpan<Quote>) -> Event? {
        guard let dialect else { return nil }
        let bytes = unsafe Span(_unsafeStart: UnsafePointer(memory.input), count: end)
        // No record is cut from more bytes than it may have, so what is wrong with one does not depend on what follows.
        let window = bytes.extracting(..<min(end, windowEnd(from: position)))
        switch record(in: window, dialect: dialect) {
        case .complete(let record): return read(record, in: bytes, dialect: dialect, into: &quotes)
        case .incomplete: return .needsBytes
        case .bad(let reason): return passFirstLine(of: bytes, reason: reason)
        }
    }

    /// One record: its end after the newline, its fields counted, those that make a quote, and its newlines.
    private struct Record {
        var end: Int
        var fieldCount = 0
        var symbol: FieldCursor.Field?
        var timestamp: FieldCursor.Field?
        var price: FieldCursor.Field?
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
        while true {
            switch cursor.next(in: bytes) {
            case .field(let field):
                if record.fieldCount == 0 { first = field }
                if record.fieldCount == columns.symbol { record.symbol = field }
                if record.fieldCount == columns.timestamp { record.timestamp = field }
                if record.fieldCount == columns.price { record.price = field }
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

    private func firstNewline(in bytes: Span<UInt8>) -> Int? {
        (position..<end).first { bytes[$0] == UInt8(ascii: "\n") }
    }

    /// The end of a line's content when it ends, with its newline, at `end`.
    func contentEnd(of end: Int, in bytes: Span<UInt8>) -> Int {
        end - 2 >= position && bytes[end - 2] == UInt8(ascii: "\r") ? end - 2 : end - 1
    }

    /// Passes over the first line of a record that cannot be read; what follows may be good. Where that line alone is
    /// too long, this is the reason, whatever else is wrong with it.
    func passFirstLine(of bytes: Span<UInt8>, reason: BadLine.Reason) -> Event? {
        var reason = reason
        if let newline = firstNewline(in: bytes) {
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
        guard let newline = firstNewline(in: bytes) else {
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
        let content = bytes.extracting(position..<contentEnd(of: record.end, in: bytes))
        let newlines = content.indices.reduce(1) { $0 + (content[$1] == UInt8(ascii: "\n") ? 1 : 0) }
        if record.isBlank {
            counts.blank += 1
        } else {
            switch fields(of: record, content: content, in: bytes, dialect: dialect) {
            case .success(nil):
                counts.missing += 1
            case .success(let price?):
                guard let symbol = symbol(of: record, in: bytes) else {
                    return reject(record, content, newlines, because: .tooManySymbols(limit: symbols.limit))
                }
                guard let quote = compose(record, symbol, price: price, in: bytes) else { return .needsRecycling }
                quotes.append(quote)
                counts.quotes += 1
            case .failure(let bad):
                return reject(record, content, newlines, because: bad.reason)
            }
        }
        line += newlines
        position = record.end
        return nil
    }

    private func reject(
        _ record: Record, _ content: Span<UInt8>, _ newlines: Int, because reason: BadLine.Reason
    ) -> Event {
        rejected = position..<position + content.count
        counts.bad += 1
        let number = line + 1
        line += newlines
        position = record.end
        return .badLine(BadLine(number: number, reason: reason))
    }

    private struct Refusal: Error {
        var reason: BadLine.Reason
    }

    /// The price of a record, `nil` where it is missing.
    private func fields(
        of record: Record, content: Span<UInt8>, in bytes: Span<UInt8>, dialect: Dialect
    ) -> Result<Price?, Refusal> {
        guard (try? UTF8Span(validating: content)) != nil else { return .failure(Refusal(reason: .notUTF8)) }
        guard !content.indices.contains(where: { content[$0] == 0 }) else {
            return .failure(Refusal(reason: .zeroByte))
        }
        guard record.fieldCount > dialect.columns.last, let price = record.price else {
            return .failure(Refusal(reason: .tooFewFields(found: record.fieldCount, needed: dialect.columns.last + 1)))
        }
        if let symbol = record.symbol, symbol.range.isEmpty { return .failure(Refusal(reason: .emptySymbol)) }
        switch reading(of: bytes.extracting(price.range), dialect: dialect) {
        case .price(let value): return .success(value)
        case .missing: return .success(nil)
        case .notANumber: return .failure(Refusal(reason: .notANumber(bytes.text(of: price))))
        case .infinite: return .failure(Refusal(reason: .infinite(bytes.text(of: price))))
        case .outOfRange: return .failure(Refusal(reason: .outOfRange(bytes.text(of: price))))
        }
    }

    /// Reads a price. The first that has a decimal sign decides which one the source has, where that is open.
    private func reading(of price: Span<UInt8>, dialect: Dialect) -> PriceReading {
        guard isDecimalSignOpen, let sign = DecimalSign(toldBy: price) else {
            return PriceReading(price, decimalSign: dialect.decimalSign)
        }
        let reading = PriceReading(price, decimalSign: sign)
        if case .price = reading {
            self.dialect?.decimalSign = sign
            isDecimalSignOpen = false
        }
        return reading
    }

    private struct Symbol {
        var id: SymbolID
        var text: [UInt8]
        var needsCare: Bool
    }

    /// The symbol of a record, or `nil` where there can be no further one.
    private func symbol(of record: Record, in bytes: Span<UInt8>) -> Symbol? {
        guard let field = record.symbol else {
            return Symbol(id: defaultSymbolID, text: defaultSymbol.text, needsCare: defaultSymbol.needsCare)
        }
        let name = Array(bytes.text(of: field).utf8)
        guard let id = symbols.admit(name.span) else { return nil }
        return Symbol(id: id, text: csvField(name.span), needsCare: fieldNeedsCare(name.span))
    }

    /// The quote with its text composed, or `nil` where there is no room for it.
    private func compose(_ record: Record, _ symbol: Symbol, price: Price, in bytes: Span<UInt8>) -> Quote? {
        var text = symbol.text
        var needsCare = symbol.needsCare
        text.append(UInt8(ascii: ","))
        if let field = record.timestamp {
            let timestamp = Array(bytes.text(of: field).utf8)
            text += csvField(timestamp.span)
            needsCare = needsCare || fieldNeedsCare(timestamp.span)
        }
        text.append(UInt8(ascii: ","))
        let priceText = Array(price.description.utf8)
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
