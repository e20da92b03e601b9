/// Finds the dialect from a source's first record.
///
/// The delimiter is the one that makes a header out of the record, else the one that stands in it most often. The
/// record is a header when its price field is not a number, and then names say which column is what; else the columns
/// are `symbol,timestamp,price`, `timestamp,price` or `price` by their count.
struct DialectDetection {
    private static let symbolNames: Set = ["symbol", "ticker", "sym", "name", "instrument"]
    private static let timestampNames: Set = ["timestamp", "time", "datetime", "date", "ts"]
    /// In the order of preference where several are there.
    private static let priceNames = [
        "close", "price", "last", "close/last", "value", "trade", "schlusskurs", "adjclose",
    ]
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

    func dialect(of record: FirstRecord) throws(DialectError) -> Dialect {
        let hasHeader = if let said = options.hasHeader { said } else { try isHeader(record.fields) }
        let columns = try hasHeader ? headerColumns(record.fields) : plainColumns(record.fields)
        return Dialect(delimiter: record.delimiter, decimalSign: .point, hasHeader: hasHeader, columns: columns)
    }

    /// What makes a header comes first, then what makes the most fields, the one that cannot be cut among them.
    private static func score(_ record: FirstRecord) -> Int {
        var count = record.fields.count
        if case .end = record.ending {} else { count += 1 }
        return count + (count > 1 && knowsPrice(record.fields) ? 1_000_000 : 0)
    }

    private static func cut(_ bytes: Span<UInt8>, at start: Int, by delimiter: UInt8, isAll: Bool) -> FirstRecord? {
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

    private func isHeader(_ fields: [String]) throws(DialectError) -> Bool {
        let isNamed = [options.symbol, options.timestamp, options.price].contains {
            if case .name? = $0 { true } else { false }
        }
        if isNamed { return true }
        let price = Array(fields[try plainColumns(fields).price].utf8)
        return switch PriceReading(price.span) {
        case .price, .outOfRange, .infinite: false
        // A header may end in a delimiter, or leave a name out.
        case .missing: Self.knowsPrice(fields)
        case .notANumber: PriceReading(price.span, decimalSign: .comma) == .notANumber
        }
    }

    private static func knowsPrice(_ fields: [String]) -> Bool {
        fields.contains { priceNames.contains(normalized($0)) }
    }

    /// Columns by their count and by the numbers the user gave.
    private func plainColumns(_ fields: [String]) throws(DialectError) -> Dialect.Columns {
        var columns =
            switch fields.count {
            case 1: Dialect.Columns(symbol: nil, timestamp: nil, price: 0)
            case 2: Dialect.Columns(symbol: nil, timestamp: 0, price: 1)
            default: Dialect.Columns(symbol: 0, timestamp: 1, price: 2)
            }
        if options.symbol != nil || options.timestamp != nil || options.price != nil {
            columns = Dialect.Columns(
                symbol: try number("symbol", options.symbol, fields),
                timestamp: try number("time", options.timestamp, fields),
                price: try number("price", options.price, fields) ?? columns.price)
        }
        return columns
    }

    private func number(_ role: String, _ selector: Dialect.Selector?, _ fields: [String]) throws(DialectError) -> Int?
    {
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

    /// Columns by their names, or by what the user said of them.
    private func headerColumns(_ fields: [String]) throws(DialectError) -> Dialect.Columns {
        let names = fields.map(Self.normalized)
        let symbol =
            try selected("symbol", options.symbol, fields) ?? names.firstIndex(where: Self.symbolNames.contains)
        let timestamp =
            try selected("time", options.timestamp, fields)
            ?? names.firstIndex(where: Self.timestampNames.contains) ?? (names.count > 1 && names[0].isEmpty ? 0 : nil)
        if let price = try selected("price", options.price, fields) ?? Self.priceColumn(names) {
            return Dialect.Columns(symbol: symbol, timestamp: timestamp, price: price)
        }
        let others = names.indices.filter { $0 != symbol && $0 != timestamp }
        guard timestamp != nil, others.count == 1 else {
            throw .noPriceColumn(columns: fields)
        }
        return Dialect.Columns(symbol: symbol, timestamp: timestamp, price: others[0])
    }

    private static func priceColumn(_ names: [String]) -> Int? {
        for name in priceNames {
            if let column = names.firstIndex(of: name) { return column }
        }
        return nil
    }

    private func selected(_ role: String, _ selector: Dialect.Selector?, _ fields: [String]) throws(DialectError)
        -> Int?
    {
        guard case .name(let name) = selector else { return try number(role, selector, fields) }
        let normalized = Self.normalized(name)
        guard let column = fields.firstIndex(where: { Self.normalized($0) == normalized }) else {
            throw .noSuchColumn(role: role, name: name, columns: fields)
        }
        return column
    }

    /// Names are compared without regard to case, spaces, quotes, and underscores.
    private static func normalized(_ name: String) -> String {
        name.lowercased().filter { $0 != " " && $0 != "\"" && $0 != "'" && $0 != "_" }
    }
}
