/// Finds the dialect from a source's first record, and, where this is a header, from the record after it.
///
/// The delimiter is the one that makes a header out of the record, else the one that stands in it most often. The
/// record is a header when its price field is not a number, and then names say which column is what (`HeaderColumns`);
/// else its fields do by how many there are and what they look like (`PlainColumns`).
struct DialectDetection {
    /// Where they stand equally often, the last is preferred: a comma is also a decimal sign.
    private static let delimiters = ",|;\t".utf8

    let options: Dialect.Options

    /// The first record, cut by the delimiter that suits it best.
    struct FirstRecord {
        enum Ending: Equatable {
            /// The record ends here, after its newline.
            case end(Int)
            case unterminatedQuote
            case textAfterQuote
        }

        var delimiter: UInt8
        /// Those before the ending.
        var fields: [String]
        var ending: Ending
    }

    /// The first record, which begins at `start` of `bytes`, after any byte-order mark; `nil` where it is not yet
    /// complete and more bytes may come.
    func firstRecord(in bytes: Span<UInt8>, at start: Int, isAll: Bool) -> FirstRecord? {
        if let delimiter = options.delimiter { return Self.cut(bytes, at: start, by: delimiter, isAll: isAll) }
        var best: (record: FirstRecord, score: Int)?
        for delimiter in Self.delimiters {
            guard let record = Self.cut(bytes, at: start, by: delimiter, isAll: isAll) else { return nil }
            let score = Self.score(record)
            if best.map({ score > 1 && score >= $0.score }) ?? true { best = (record, score) }
        }
        return best?.record
    }

    /// What makes a header comes first, then what makes the most fields, the one that cannot be cut among them.
    private static func score(_ record: FirstRecord) -> Int {
        var count = record.fields.count
        if case .end = record.ending {} else { count += 1 }
        return count + (count > 1 && knowsPrice(record.fields) ? 1_000_000 : 0)
    }

    static func cut(_ bytes: Span<UInt8>, at start: Int, by delimiter: UInt8, isAll: Bool) -> FirstRecord? {
        var cursor = FieldCursor(delimiter: delimiter, at: start)
        var fields: [String] = []
        while true {
            switch cursor.next(in: bytes) {
            case .field(let field): fields.append(bytes.text(of: field))
            case .end: return FirstRecord(delimiter: delimiter, fields: fields, ending: .end(cursor.position))
            case .textAfterQuote: return FirstRecord(delimiter: delimiter, fields: fields, ending: .textAfterQuote)
            case .incomplete where isAll:
                return FirstRecord(delimiter: delimiter, fields: fields, ending: .unterminatedQuote)
            case .incomplete: return nil
            }
        }
    }

    func isHeader(_ fields: [String]) throws(DialectError) -> Bool {
        if let said = options.hasHeader { return said }
        let isNamed = [options.symbol, options.timestamp, options.price].contains {
            if case .name? = $0 { true } else { false }
        }
        if isNamed { return true }
        if Self.hasNumbersForNames(fields) { return true }
        let price = Array(fields[try plainColumns(fields).columns.price].utf8)
        return switch PriceReading(price.span) {
        case .price, .outOfRange, .infinite: false
        // A header may end in a delimiter, or leave a name out.
        case .missing: Self.knowsPrice(fields)
        case .notANumber: PriceReading(price.span, decimalSign: .comma) == .notANumber
        }
    }

    /// Whether this is the header of a wide file whose symbols are numbers, as in Asia: `date,600000,000001`; the time's name
    /// may be empty, and not all need be numbers.
    private static func hasNumbersForNames(_ fields: [String]) -> Bool {
        guard fields.count > 2, FieldLook(fields[1]) == .number else { return false }
        let looks = fields.dropFirst().map(FieldLook.init)
        return if fields[0].isEmpty {
            looks.allSatisfy { $0 == .number || $0 == .text }
        } else {
            ColumnNames.isTime(ColumnNames.normalized(fields[0])) && looks.allSatisfy { $0 == .number }
        }
    }

    static func knowsTime(_ fields: [String]) -> Bool {
        fields.contains { ColumnNames.isTime(ColumnNames.normalized($0)) }
    }

    static func knowsPrice(_ fields: [String]) -> Bool {
        ColumnNames.priceColumn(in: fields.map(ColumnNames.normalized)) != nil
    }

    /// What a source without a header is, whose first record this is.
    func finding(ofData record: FirstRecord) throws(DialectError) -> Finding {
        let (columns, timeOfDay, why) = try plainColumns(record.fields)
        let dialect = Dialect(
            delimiter: record.delimiter, decimalSign: decimalSign(record.delimiter, record.fields[columns.price]),
            hasHeader: false, columns: columns)
        let others = why == .candle ? .look : why
        return Finding(
            dialect: dialect, names: nil, price: why, symbol: others, timestamp: others, timeOfDay: timeOfDay)
    }

    /// The decimal sign that the first price tells, where fields are parted by commas; else it is open.
    func decimalSign(_ delimiter: UInt8, _ price: String?) -> DecimalSign {
        guard delimiter == UInt8(ascii: ","), let price = price.map({ Array($0.utf8) }) else { return .point }
        return DecimalSign(toldBy: price.span, groupsByComma: true) ?? .point
    }

    /// Columns by their look and by the numbers the user gave.
    private func plainColumns(_ fields: [String]) throws(DialectError) -> (
        columns: Dialect.Columns, timeOfDay: Int?, why: Finding.Reason
    ) {
        let found = Self.columnsByLook(fields)
        guard options.symbol != nil || options.timestamp != nil || options.price != nil else { return found }
        let columns = Dialect.Columns(
            symbol: try number("symbol", options.symbol, fields),
            timestamp: try number("time", options.timestamp, fields),
            price: try number("price", options.price, fields) ?? found.columns.price)
        return (columns, nil, .option)
    }

    func number(_ role: String, _ selector: Dialect.Selector?, _ fields: [String]) throws(DialectError) -> Int? {
        switch selector {
        case nil: return nil
        case .name(let name): throw .nameWithoutHeader(role: role, name: name)
        case .number(let number):
            guard (1...max(fields.count, 1)).contains(number) else {
                throw .numberPastEnd(role: role, number: number, columns: fields.count)
            }
            return number - 1
        }
    }
}
