/// A header in the middle of a source, as where files were joined.
extension Dialect {
    /// What a record says whose price is no number, if it is a header: the dialect of the lines after it.
    ///
    /// It is a header where names of a time and of a price are among its fields, or where the time, or else the price, has
    /// such a name in its own column.
    ///
    /// - Returns: `nil` where the record is no header.
    package func said(byHeader fields: [String], options: Options) -> Dialect? {
        let names = fields.map(ColumnNames.normalized)
        guard hasHeader, columns.last < names.count else { return nil }
        let hasBoth = names.contains(where: ColumnNames.isTime) && ColumnNames.priceColumn(in: names) != nil
        let isInPlace =
            columns.timestamp.map { ColumnNames.isTime(names[$0]) } ?? ColumnNames.prices.contains(names[columns.price])
        guard hasBoth || isInPlace else { return nil }
        var dialect = self
        if case .wide = form {
            dialect.form = .wide(
                fields.indices.filter {
                    $0 != columns.timestamp && !ColumnNames.isTime(names[$0]) && !fields[$0].isEmpty
                }
                .map { Cell(column: $0, symbol: fields[$0]) })
            return dialect.form == .wide([]) ? self : dialect
        }
        let record = DialectDetection.FirstRecord(delimiter: delimiter, fields: fields, ending: .end(0))
        let detection = DialectDetection(options: options)
        guard let finding = try? detection.finding(ofHeader: record, sample: nil, line: 0) else { return self }
        dialect.columns = finding.dialect.columns
        return dialect
    }
}
