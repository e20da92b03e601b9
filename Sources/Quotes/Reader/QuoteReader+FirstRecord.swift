/// The first record decides the dialect; where it is a header, together with the record after it.
extension QuoteReader {
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A header that was read, while the record after it is not.
    struct PendingHeader {
        var record: DialectDetection.FirstRecord
        /// Before the header: who goes on elsewhere reads it again.
        var mark: Mark
    }

    var detection: DialectDetection { DialectDetection(options: options.dialect) }

    /// Finds the dialect once the first record is complete, or passes over it where it is a header. Returns `nil` to
    /// go on. A first record that cannot be read, such as the rest of a line that a
    /// feed was joined in, is a bad line, and the next one decides.
    func readFirstRecord() -> Event? {
        let bytes = unsafe Span(_unsafeStart: UnsafePointer(memory.input), count: end)
        if passed == 0, position == 0, let format = ForeignFormat(startOf: bytes) { return fail(.foreign(format)) }
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
        let isAll = end >= windowEnd(from: start) || isFinished
        if bytes[start] == UInt8(ascii: "{"), options.dialect.delimiter == nil {
            guard isAll || bytes.firstNewline(from: start) != nil else { return .needsBytes }
            position = start
            return adoptObject(of: bytes)
        }
        let window = bytes.extracting(..<min(end, windowEnd(from: start)))
        guard let record = detection.firstRecord(in: window, at: start, isAll: isAll) else { return .needsBytes }
        position = start
        return adopt(record, of: bytes)
    }

    private func adopt(_ record: DialectDetection.FirstRecord, of bytes: Span<UInt8>) -> Event? {
        let firstLine = contentEnd(of: bytes.firstNewline(from: position).map { $0 + 1 } ?? end + 1, in: bytes)
        guard firstLine - position <= options.maximumLine else {
            return passFirstLine(of: bytes, reason: .tooLong(limit: options.maximumLine))
        }
        switch record.ending {
        case .textAfterQuote: return passFirstLine(of: bytes, reason: .textAfterQuote)
        case .end(let end) where contentEnd(of: end, in: bytes) - position <= options.maximumLine:
            let content = bytes.extracting(position..<end)
            guard (try? UTF8Span(validating: content)) != nil else {
                // To pass over a header would be to read the columns under it by their places.
                let isHeader = DialectDetection.knowsTime(record.fields) || DialectDetection.knowsPrice(record.fields)
                return isHeader ? fail(.foreign(.windows1252)) : passFirstLine(of: bytes, reason: .notUTF8)
            }
            return adopt(record, content: content)
        default: return passFirstLine(of: bytes, reason: .unterminatedQuote)
        }
    }

    private func adopt(_ record: DialectDetection.FirstRecord, content: Span<UInt8>) -> Event? {
        do throws(DialectError) {
            guard try detection.isHeader(record.fields) else {
                adopt(try detection.finding(ofData: record))
                return nil
            }
        } catch {
            return fail(error)
        }
        pendingHeader = PendingHeader(record: record, mark: mark)
        line += content.indices.count { content[$0] == UInt8(ascii: "\n") }
        position += content.count
        phase = .beforeSample
        return nil
    }

    /// Finds the dialect of a source with a header once the record under it, or the end, is there. That record is read after
    /// that as any other. Returns `nil` to go on.
    func readSample() -> Event? {
        guard let header = pendingHeader?.record else { return nil }
        let bytes = unsafe Span(_unsafeStart: UnsafePointer(memory.input), count: end)
        while let newline = blankLine(in: bytes, at: position, delimiter: header.delimiter) {
            counts.blank += 1
            line += 1
            position = newline + 1
        }
        if position == end, !isFinished { return .needsBytes }
        let window = bytes.extracting(..<min(end, windowEnd(from: position)))
        let isAll = end >= windowEnd(from: position) || isFinished
        guard let record = DialectDetection.cut(window, at: position, by: header.delimiter, isAll: isAll) else {
            return .needsBytes
        }
        var sample: [String]?
        if case .end(let end) = record.ending, (try? UTF8Span(validating: bytes.extracting(position..<end))) != nil {
            sample = record.fields
        }
        do throws(DialectError) {
            adopt(try detection.finding(ofHeader: header, sample: sample, line: line + 1))
        } catch {
            return fail(error)
        }
        return nil
    }

    /// Finds which members of the object at `position` make a quote. Returns `nil` to go on.
    private func adoptObject(of bytes: Span<UInt8>) -> Event? {
        guard let members = objectMembers(in: bytes) else {
            return passFirstLine(of: bytes, reason: .notAnObject)
        }
        do throws(DialectError) {
            adopt(try detection.finding(ofObject: members))
        } catch {
            return fail(error)
        }
        return nil
    }

    private func fail(_ error: DialectError) -> Event {
        phase = .ended
        return .failed(error)
    }

    private func adopt(_ finding: Finding) {
        pendingHeader = nil
        self.finding = finding
        adopt(finding.dialect)
        // Objects have a comma there.
        isDecimalSignOpen = finding.dialect.delimiter != UInt8(ascii: ",")
        phase = .records
    }

    func adopt(_ dialect: Dialect) {
        self.dialect = dialect
        let hasSymbol =
            switch dialect.form {
            case .records: dialect.columns.symbol != nil
            case .wide: true
            case .objects(let members): members.symbol != nil
            }
        guard !hasSymbol else { return }
        let name = defaultSymbol.name
        defaultSymbolID = symbols.id(of: name.span)
    }

    /// The newline of the line at `start` if there is nothing but spaces and tabs before it, none of which is the delimiter.
    private func blankLine(in bytes: Span<UInt8>, at start: Int, delimiter: UInt8? = nil) -> Int? {
        guard let newline = bytes.firstNewline(from: start), newline < windowEnd(from: start) else { return nil }
        let content = bytes.extracting(start..<contentEnd(of: newline + 1, in: bytes))
        let isBlank = content.trimmedRange().isEmpty && !content.indices.contains { content[$0] == delimiter }
        return isBlank ? newline : nil
    }
}
