package import Quotes

/// Reads a whole text line by line with arrays and strings, whatever it costs: the oracle of `QuoteReader`.
///
/// It finds no dialect but is told one, and asks it what a header in the middle says. It reads no objects.
package struct NaiveReader {
    var dialect: Dialect
    /// What the user said, for a header in the middle.
    var options: Dialect.Options
    var symbol: String
    var maximumLine: Int

    package init(
        dialect: Dialect, options: Dialect.Options = .init(), symbol: String = "DEF", maximumLine: Int = 65_536
    ) {
        self.dialect = dialect
        self.options = options
        self.symbol = symbol
        self.maximumLine = maximumLine
    }

    private enum Cut {
        case fields([[UInt8]], isQuoted: Bool)
        case unterminated
        /// The byte that tells that no field can be cut here.
        case textAfterQuote(at: Int)
    }

    package func read(_ text: [UInt8]) -> Reading {
        var reader = self
        return reader.readAll(text)
    }

    private mutating func readAll(_ text: [UInt8]) -> Reading {
        var reading = Reading()
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        if lines.last == [] { lines.removeLast() }
        if lines.first?.starts(with: [0xEF, 0xBB, 0xBF]) == true { lines[0].removeFirst(3) }
        var first = 0
        if dialect.hasHeader {
            while first < lines.count, isBlank(lines[first]) { first += 1 }
            reading.counts.blank = first
            first += linesOfHeader(lines[first...])
        }
        while first < lines.count { first += readRecord(lines[first...], number: first + 1, into: &reading) }
        return reading
    }

    /// How many of `lines` the header takes.
    private func linesOfHeader(_ lines: ArraySlice<[UInt8]>) -> Int {
        for count in 1..<max(2, lines.count) {
            if case .fields = cut(withoutReturn(Array(lines.prefix(count).joined(separator: [0x0A])))) { return count }
        }
        return max(1, lines.count)
    }

    /// Reads the record that begins with the first of `lines`, and returns how many lines it takes.
    private mutating func readRecord(_ lines: ArraySlice<[UInt8]>, number: Int, into reading: inout Reading) -> Int {
        let line = withoutReturn(lines[lines.startIndex])
        guard line.count <= maximumLine else {
            refuse(Array(line.prefix(maximumLine)), number, .tooLong(limit: maximumLine), into: &reading)
            return 1
        }
        for count in 1...lines.count {
            let bytes = Array(lines.prefix(count).joined(separator: [0x0A]))
            let record = withoutReturn(bytes)
            switch cut(record) {
            case .textAfterQuote(let place) where place < maximumLine + 2:
                refuse(line, number, .textAfterQuote, into: &reading)
                return 1
            case .fields(let fields, let isQuoted) where record.count <= maximumLine:
                read(fields, isQuoted: isQuoted, record: record, number: number, into: &reading)
                return count
            case .unterminated where record.count <= maximumLine:
                continue
            default:
                refuse(line, number, .unterminatedQuote, into: &reading)
                return 1
            }
        }
        refuse(line, number, .unterminatedQuote, into: &reading)
        return 1
    }

    private mutating func read(
        _ fields: [[UInt8]], isQuoted: Bool, record: [UInt8], number: Int, into reading: inout Reading
    ) {
        func refuse(_ reason: BadLine.Reason) { self.refuse(record, number, reason, into: &reading) }
        if fields.count == 1, fields[0].isEmpty, !isQuoted {
            reading.counts.blank += 1
            return
        }
        let columns = dialect.columns
        guard String(validating: record, as: UTF8.self) != nil else { return refuse(.notUTF8) }
        guard !record.contains(0) else { return refuse(.zeroByte) }
        guard fields.count > columns.last else {
            return refuse(.tooFewFields(found: fields.count, needed: columns.last + 1))
        }
        let timestamp = columns.timestamp.map { fields[$0] } ?? []
        guard case .wide(let cells) = dialect.form else {
            let name = columns.symbol.map { fields[$0] } ?? Array(symbol.utf8)
            guard columns.symbol == nil || !name.isEmpty else { return refuse(.emptySymbol) }
            if let reason = readPrice(fields[columns.price], name, timestamp, of: fields, into: &reading) {
                refuse(reason)
            }
            return
        }
        for cell in cells {
            guard cell.column < fields.count else {
                refuse(.tooFewFields(found: fields.count, needed: cell.column + 1))
                continue
            }
            let reason = readPrice(fields[cell.column], Array(cell.symbol.utf8), timestamp, of: fields, into: &reading)
            if let reason { refuse(reason) }
            if case .headerAgain = reason { return }
        }
    }

    /// Returns why there is none.
    private mutating func readPrice(
        _ field: [UInt8], _ name: [UInt8], _ timestamp: [UInt8], of fields: [[UInt8]], into reading: inout Reading
    ) -> BadLine.Reason? {
        let price = String(decoding: field, as: UTF8.self)
        switch NaivePrice(price, decimalSign: dialect.decimalSign == .point ? "." : ",") {
        case .missing: reading.counts.missing += 1
        case .notANumber:
            let texts = fields.map { String(decoding: $0, as: UTF8.self) }
            let isLater = if case .wide(let cells) = dialect.form { Array(cells[0].symbol.utf8) != name } else { false }
            guard !isLater, let found = dialect.said(byHeader: texts, options: options) else {
                return .notANumber(price)
            }
            defer { dialect = found }
            return .headerAgain(hasOtherColumns: found != dialect)
        case .infinite: return .infinite(price)
        case .outOfRange: return .outOfRange(price)
        case .price(let plain, let decimals):
            reading.counts.quotes += 1
            reading.items.append(.quote(quote(name, timestamp, plain, decimals: decimals)))
        }
        return nil
    }

    private func quote(_ name: [UInt8], _ timestamp: [UInt8], _ plain: String, decimals: Int) -> ReadQuote {
        let text = Self.inCSV(name) + [0x2C] + Self.inCSV(timestamp) + [0x2C] + Array(plain.utf8)
        let digits = plain.filter { $0 != "." } + String(repeating: "0", count: max(0, 8 - decimals))
        let value = decimals <= 8 ? Int64(digits) : nil
        var traits = Quote.Traits()
        if value == nil { traits.insert(.wide) }
        if (name + timestamp).contains(where: { $0 < 0x20 || $0 == 0x2C || $0 == 0x22 || $0 == 0x5C }) {
            traits.insert(.quoted)
        }
        if text.count <= 64 { traits.insert(.short) }
        return ReadQuote(
            text: text, symbol: name, price: Array(plain.utf8), value: value ?? 0, traits: traits.rawValue)
    }

    private func refuse(_ line: [UInt8], _ number: Int, _ reason: BadLine.Reason, into reading: inout Reading) {
        reading.counts.bad += 1
        reading.items.append(.bad(BadLine(number: number, reason: reason), rejected: line))
    }

    package static func inCSV(_ field: [UInt8]) -> [UInt8] {
        guard field.contains(where: { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }) else { return field }
        return [0x22] + field.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    }

    private func withoutReturn(_ line: [UInt8]) -> [UInt8] { line.last == 0x0D ? line.dropLast() : line }

    private func isBlank(_ line: [UInt8]) -> Bool { withoutReturn(line).allSatisfy(isPadding) }

    private func isPadding(_ byte: UInt8) -> Bool { (byte == 0x20 || byte == 0x09) && byte != dialect.delimiter }

    /// The fields of a record without its line ending, without padding, with doubled quotes made single.
    private func cut(_ record: [UInt8]) -> Cut {
        var fields: [[UInt8]] = []
        var isQuoted = false
        var rest = record[...]
        while true {
            rest = rest.drop(while: isPadding)
            var field: [UInt8] = []
            if rest.first == 0x22 {
                isQuoted = true
                rest.removeFirst()
                while true {
                    guard let quote = rest.firstIndex(of: 0x22) else { return .unterminated }
                    field += rest[..<quote]
                    rest = rest[(quote + 1)...]
                    guard rest.first == 0x22 else { break }
                    field.append(0x22)
                    rest.removeFirst()
                }
                rest = rest.drop(while: isPadding)
                guard rest.isEmpty || rest.first == dialect.delimiter else {
                    // A carriage return is told from text by the byte after it.
                    return .textAfterQuote(at: rest.first == 0x0D ? rest.startIndex + 1 : rest.startIndex)
                }
            } else {
                let end = rest.firstIndex(of: dialect.delimiter) ?? rest.endIndex
                field = Array(rest[..<end].reversed().drop(while: isPadding).reversed())
                rest = rest[end...]
            }
            fields.append(field)
            guard !rest.isEmpty else { return .fields(fields, isQuoted: isQuoted) }
            rest.removeFirst()
        }
    }
}
