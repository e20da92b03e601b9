/// Columns without a header: by how many fields there are and what they look like.
extension DialectDetection {
    /// `symbol,timestamp,price`, `timestamp,price` or `price` by the count; but a first field that is a time by its look is
    /// the time.
    static func columnsByLook(
        _ fields: [String]
    ) -> (columns: Dialect.Columns, timeOfDay: Int?, why: Finding.Reason) {
        switch fields.count {
        case ...1: return (Dialect.Columns(symbol: nil, timestamp: nil, price: 0), nil, .place)
        case 2: return (Dialect.Columns(symbol: nil, timestamp: 0, price: 1), nil, .place)
        default: break
        }
        // What a candle needs, and the symbol and the time before it.
        let looks = fields.prefix(8).map(FieldLook.init)
        let look = { (column: Int) in column < looks.count ? looks[column] : .text }
        guard look(0) == .date || look(0) == .time else {
            if look(1) == .date, look(2) == .timeOfDay, look(3) == .number {
                return (Dialect.Columns(symbol: 0, timestamp: 1, price: 3), 2, .look)
            }
            return (Dialect.Columns(symbol: 0, timestamp: 1, price: 2), nil, .place)
        }
        var columns = Dialect.Columns(symbol: nil, timestamp: 0, price: 1)
        let timeOfDay = look(0) == .date && look(1) == .timeOfDay ? 1 : nil
        if timeOfDay != nil { columns.price = 2 }
        if look(columns.price) == .text, look(columns.price + 1) == .number {
            columns.symbol = columns.price
            columns.price += 1
        }
        guard look(columns.price) == .number else {
            return (Dialect.Columns(symbol: 0, timestamp: 1, price: 2), nil, .place)
        }
        if isCandle(fields.dropFirst(columns.price).prefix(4)) {
            columns.price += 3
            return (columns, timeOfDay, .candle)
        }
        return (columns, timeOfDay, .look)
    }

    /// Whether four fields are open, high, low and close, of which none is above the high or below the low.
    private static func isCandle(_ fields: ArraySlice<String>) -> Bool {
        [DecimalSign.point, .comma].contains { sign in
            let prices = fields.compactMap { field -> Int128? in
                let text = Array(field.utf8)
                guard case .price(let price) = PriceReading(text.span, decimalSign: sign) else { return nil }
                return price.attounits
            }
            return prices.count == 4 && prices.max() == prices[1] && prices.min() == prices[2]
        }
    }
}
