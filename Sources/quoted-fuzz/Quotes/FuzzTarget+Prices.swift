import Oracles
import Quotes

extension FuzzTarget {
    func checkPrices(_ input: inout FuzzInput) throws(BrokenPromise) {
        let sign = input.one(of: [DecimalSign.point, .comma])
        let field = String(decoding: input.bytes, as: UTF8.self)
        let reading = PriceReading(input.bytes.span, decimalSign: sign)
        let expected = NaivePrice(field, decimalSign: sign == .point ? "." : ",")
        try promise(NaivePrice(reading) == expected, "\(field.debugDescription): \(reading), not \(expected)")
        if case .price(let price) = reading { try check(price) }

        // As the last field of a line, where it may go the fast way.
        var dialect = Dialect(
            delimiter: UInt8(ascii: ","), decimalSign: .point, hasHeader: false,
            columns: .init(symbol: 0, timestamp: 1, price: 2))
        for (columns, line) in [(dialect.columns, "A,t,"), (.init(symbol: nil, timestamp: nil, price: 0), "")] {
            dialect.columns = columns
            let options = Dialect.Options(
                delimiter: UInt8(ascii: ","), hasHeader: false, symbol: columns.symbol.map { .number($0 + 1) },
                timestamp: columns.timestamp.map { .number($0 + 1) }, price: .number(columns.price + 1))
            let feed = Feed(
                Array("\(line)1\n\(line)".utf8) + input.bytes, dialect: options, maximumLine: 300, chunk: 64)
            let expected = NaiveReader(dialect: dialect, maximumLine: 300).read(feed.text)
            try compare(feed.read(), expected, "in a line")
        }
    }

    private func check(_ price: Price) throws(BrokenPromise) {
        let text = price.description
        let bytes = Array(text.utf8)
        try promise(bytes.count <= Price.maximumTextLength, "\(text) is too long a price")
        try promise((0...Price.maximumDecimals).contains(price.decimals), "\(text) has \(price.decimals) decimals")
        try promise(PriceReading(bytes.span) == .price(price), "\(text) is not read as it is written")
        try promise(price.attounits == attounits(text), "\(text) is \(price.attounits) units")
        if let units = price.units {
            try promise(Int128(units) * 10_000_000_000 == price.attounits, "\(text) is \(units) narrow units")
        }
    }

    /// A price in plain notation in units of ten to the power of minus 18, digit by digit.
    func attounits(_ price: String) -> Int128 {
        let parts = price.split(separator: ".")
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        return Int128("\(parts[0])\(decimals)" + String(repeating: "0", count: 18 - decimals.count))!
    }
}
