/// Columns by the names in a header, and by what stands under them.
extension DialectDetection {
    /// - Parameters:
    ///   - sample: the first record under the header; `nil` where there is none that can be read.
    ///   - line: where the sample begins.
    func finding(ofHeader record: FirstRecord, sample: [String]?, line: Int) throws(DialectError) -> Finding {
        let header = record.fields
        var finding = try finding(header, sample)
        // What follows a delimiter at the end of each line is no field.
        if let sample, sample.count > header.count, sample.dropFirst(header.count).contains(where: { !$0.isEmpty }) {
            throw .shortHeader(line: line, fields: sample.count, columns: header.count)
        }
        let price = sample.flatMap {
            finding.dialect.columns.price < $0.count ? $0[finding.dialect.columns.price] : nil
        }
        finding.dialect.delimiter = record.delimiter
        finding.dialect.decimalSign = decimalSign(record.delimiter, price)
        return finding
    }

    /// All but the delimiter and the decimal sign.
    private func finding(_ header: [String], _ sample: [String]?) throws(DialectError) -> Finding {
        let names = header.map(ColumnNames.normalized)
        let symbol =
            try selected("symbol", options.symbol, header) ?? ColumnNames.column(of: ColumnNames.symbols, in: names)
        let time = try time(header, names, sample, symbol: symbol)
        var finding = Finding(
            dialect: Dialect(
                delimiter: 0, decimalSign: .point, hasHeader: true,
                columns: .init(symbol: symbol, timestamp: time.column, price: 0)),
            names: header, price: options.price == nil ? .name : .option,
            symbol: options.symbol == nil ? .name : .option, timestamp: time.why, timeOfDay: time.timeOfDay)
        if let price = try selected("price", options.price, header) ?? ColumnNames.priceColumn(in: names) {
            finding.dialect.columns.price = price
            return finding
        }
        let taken = [symbol, time.column, time.timeOfDay]
        let others = names.indices.filter { !taken.contains($0) }
        if time.column != nil, others.count == 1 {
            finding.dialect.columns.price = others[0]
            finding.price = .onlyOther
        } else if symbol == nil, time.column != nil, let cells = try Self.cells(header, others, sample) {
            finding.dialect.form = .wide(cells)
            finding.dialect.columns.price = cells[0].column
            finding.price = .wide
        } else {
            throw .noPriceColumn(columns: header)
        }
        return finding
    }

    /// The column of the time, and of the time of day where that has one of its own.
    private func time(
        _ header: [String], _ names: [String], _ sample: [String]?, symbol: Int?
    ) throws(DialectError) -> (column: Int?, timeOfDay: Int?, why: Finding.Reason) {
        if let column = try selected("time", options.timestamp, header) { return (column, nil, .option) }
        guard let first = names.firstIndex(where: ColumnNames.isTime) else {
            let isIndex = names.count > 1 && (names[0].isEmpty || names[0] == "unnamed0")
            if isIndex { return (0, nil, .emptyName) }
            if names.contains("c"), names.contains("o"), let column = names.firstIndex(of: "t") {
                return (column, nil, .name)
            }
            return (Self.columnOfTimes(in: sample, symbol: symbol), nil, .look)
        }
        guard !ColumnNames.wholeTimes.contains(names[first]),
            let date = names.firstIndex(where: ColumnNames.dates.contains),
            let timeOfDay = names.firstIndex(where: ColumnNames.timesOfDay.contains),
            sample.map({ timeOfDay >= $0.count || FieldLook.canBeTimeOfDay($0[timeOfDay]) }) ?? true
        else { return (first, nil, .name) }
        return (date, timeOfDay, .name)
    }

    /// The first column, or the second behind the symbol, where there is a time under a name that is none of a time.
    private static func columnOfTimes(in sample: [String]?, symbol: Int?) -> Int? {
        let column = symbol == 0 ? 1 : 0
        guard let sample, column != symbol, column < sample.count else { return nil }
        let look = FieldLook(sample[column])
        return look == .date || look == .time ? column : nil
    }

    /// The columns of a wide file; `nil` where this is none: a sample has numbers under all names, or nothing, and no name is
    /// one that stands beside prices elsewhere.
    private static func cells(_ header: [String], _ others: [Int], _ sample: [String]?) throws(DialectError)
        -> [Dialect.Cell]?
    {
        let columns = others.filter { !header[$0].isEmpty }
        guard let sample, columns.count > 1,
            !columns.contains(where: { ColumnNames.companions.contains(ColumnNames.normalized(header[$0])) })
        else { return nil }
        var hasNumber = false
        for column in columns where column < sample.count {
            let field = Array(sample[column].utf8)
            let isNumber = FieldLook.isNumber(field.span)
            guard isNumber || PriceReading(field.span) == .missing else { return nil }
            hasNumber = hasNumber || isNumber
        }
        guard hasNumber else { return nil }
        var seen: Set<String> = []
        for column in columns where !seen.insert(header[column]).inserted {
            throw .repeatedSymbol(header[column])
        }
        return columns.map { Dialect.Cell(column: $0, symbol: header[$0]) }
    }

    /// The column that an option says; a name that is written just as in the header before one that is much like it.
    private func selected(_ role: String, _ selector: Dialect.Selector?, _ header: [String]) throws(DialectError)
        -> Int?
    {
        guard case .name(let name) = selector else { return try number(role, selector, header) }
        let normalized = ColumnNames.normalized(name)
        guard
            let column = header.firstIndex(of: name)
                ?? header.firstIndex(where: { ColumnNames.normalized($0) == normalized })
        else { throw .noSuchColumn(role: role, name: name, columns: header) }
        return column
    }
}
