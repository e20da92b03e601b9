/// Which members of a JSON object make a quote, found from the first object by the same names as columns.
extension DialectDetection {
    func finding(ofObject members: [ObjectLine.Member]) throws(DialectError) -> Finding {
        let names = members.map(\.name)
        let normalized = names.map(ColumnNames.normalized)
        let price =
            try member("price", options.price, names)
            ?? ColumnNames.priceColumn(in: normalized).map { names[$0] }
        guard let price else { throw .noPriceMember(names: names) }
        let symbol =
            try member("symbol", options.symbol, names)
            ?? ColumnNames.column(of: ColumnNames.symbols, in: normalized).map { names[$0] }
        var found = Dialect.Members(symbol: symbol, timestamp: nil, price: price)
        if let time = try member("time", options.timestamp, names) {
            found.timestamp = time
        } else if let first = normalized.firstIndex(where: ColumnNames.isTime) {
            found.timestamp = names[first]
        }
        let dialect = Dialect(
            delimiter: UInt8(ascii: ","), decimalSign: .point, hasHeader: false,
            columns: .init(symbol: nil, timestamp: nil, price: 0), form: .objects(found))
        return Finding(
            dialect: dialect, names: names, price: options.price == nil ? .name : .option,
            symbol: options.symbol == nil ? .name : .option, timestamp: options.timestamp == nil ? .name : .option)
    }

    private func member(_ role: String, _ selector: Dialect.Selector?, _ names: [String]) throws(DialectError)
        -> String?
    {
        switch selector {
        case nil: return nil
        case .number(let number): throw .numberInObject(role: role, number: number)
        case .name(let name):
            let normalized = ColumnNames.normalized(name)
            guard
                let found = names.first(where: { $0 == name })
                    ?? names.first(where: { ColumnNames.normalized($0) == normalized })
            else { throw .noSuchMember(role: role, name: name, names: names) }
            return found
        }
    }
}
