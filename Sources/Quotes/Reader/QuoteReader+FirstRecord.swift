/// The first record decides the dialect.
extension QuoteReader {
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Finds the dialect once the first record is complete, and passes over it where it is a header. Returns `nil` to
    /// go on with the records. A first record that cannot be read, such as the rest of a line that a
    /// feed was joined in, is a bad line, and the next one decides.
    func readFirstRecord() -> Event? {
        let bytes = unsafe Span(_unsafeStart: UnsafePointer(memory.input), count: end)
        var start = position
        if line == 0, end - start >= 3, (0..<3).allSatisfy({ bytes[start + $0] == Self.byteOrderMark[$0] }) {
            start += 3
        }
        while let newline = blankLine(in: bytes, at: start) {
            counts.blank += 1
            line += 1
            start = newline + 1
            position = start
        }
        if start == end { return atEnd() }
        let window = bytes.extracting(..<min(end, windowEnd(from: start)))
        let detection = DialectDetection(options: options.dialect)
        let isAll = end >= windowEnd(from: start) || isFinished
        guard let record = detection.firstRecord(in: window, at: start, isAll: isAll) else { return .needsBytes }
        position = start
        return adopt(record, of: bytes, detection: detection)
    }

    private func adopt(
        _ record: DialectDetection.FirstRecord, of bytes: Span<UInt8>, detection: DialectDetection
    ) -> Event? {
        let firstLine = contentEnd(of: newline(in: bytes, from: position).map { $0 + 1 } ?? end + 1, in: bytes)
        guard firstLine - position <= options.maximumLine else {
            return passFirstLine(of: bytes, reason: .tooLong(limit: options.maximumLine))
        }
        switch record.ending {
        case .textAfterQuote: return passFirstLine(of: bytes, reason: .textAfterQuote)
        case .end(let end) where contentEnd(of: end, in: bytes) - position <= options.maximumLine:
            let content = bytes.extracting(position..<end)
            guard (try? UTF8Span(validating: content)) != nil else { return passFirstLine(of: bytes, reason: .notUTF8) }
            return adoptDialect(of: record, content: content, detection: detection)
        default: return passFirstLine(of: bytes, reason: .unterminatedQuote)
        }
    }

    private func adoptDialect(
        of record: DialectDetection.FirstRecord, content: Span<UInt8>, detection: DialectDetection
    ) -> Event? {
        do throws(DialectError) {
            let dialect = try detection.dialect(of: record)
            adopt(dialect)
            isDecimalSignOpen = dialect.delimiter == UInt8(ascii: ";")
            if dialect.hasHeader {
                line += content.indices.count { content[$0] == UInt8(ascii: "\n") }
                position += content.count
            }
        } catch {
            phase = .ended
            return .failed(error)
        }
        phase = .records
        return nil
    }

    func adopt(_ dialect: Dialect) {
        self.dialect = dialect
        guard dialect.columns.symbol == nil else { return }
        let name = defaultSymbol.name
        defaultSymbolID = symbols.id(of: name.span)
    }

    /// The newline of the line at `start` if there is nothing but spaces and tabs before it.
    private func blankLine(in bytes: Span<UInt8>, at start: Int) -> Int? {
        guard let newline = newline(in: bytes, from: start), newline < windowEnd(from: start) else { return nil }
        let content = bytes.extracting(start..<contentEnd(of: newline + 1, in: bytes))
        return content.trimmedRange().isEmpty ? newline : nil
    }

    private func newline(in bytes: Span<UInt8>, from start: Int) -> Int? {
        (start..<end).first { bytes[$0] == UInt8(ascii: "\n") }
    }
}
