import Oracles
import Quotes

extension FuzzTarget {
    /// Lines before the input tell the dialect, so that the plain reader, which finds none, knows it too.
    func checkReader(_ input: inout FuzzInput) throws(BrokenPromise) {
        let feed = told(&input)
        let expected = NaiveReader(
            dialect: feed.told, options: feed.feed.dialect, symbol: feed.feed.symbol, maximumLine: feed.feed.maximumLine
        ).read(feed.feed.text)
        let room = input.one(of: [64, 1, 2, 7])
        try compare(feed.feed.read(), expected, "whole")
        let sizes = input.sizes()
        try compare(feed.feed.read(chunks: sizes, room: room), expected, "in chunks of \(sizes)")
        if feed.feed.text.count < 400 { try compare(feed.feed.read(chunks: 1, room: room), expected, "byte by byte") }
    }

    /// A feed with every choice of its dialect made.
    private func told(_ input: inout FuzzInput) -> (feed: Feed, told: Dialect) {
        let delimiter = input.one(of: Array(",;\t|: \\$_".utf8))
        let columns = input.one(of: [
            Dialect.Columns(symbol: 0, timestamp: 1, price: 2), .init(symbol: 1, timestamp: 2, price: 0),
            .init(symbol: 2, timestamp: nil, price: 1), .init(symbol: nil, timestamp: 0, price: 1),
            .init(symbol: nil, timestamp: nil, price: 0), .init(symbol: 0, timestamp: 0, price: 3),
            .init(symbol: nil, timestamp: nil, price: 2), .init(symbol: 3, timestamp: 2, price: 1),
        ])
        let sign = input.flag() && delimiter == UInt8(ascii: ";") ? DecimalSign.comma : .point
        let hasHeader = input.flag()
        let mark: [UInt8] = input.flag() ? [0xEF, 0xBB, 0xBF] : []
        let fields = { (field: String) in
            Array(Array(repeating: Array(field.utf8), count: 4).joined(separator: [delimiter])) + [0x0A]
        }
        let lines = (hasHeader ? fields("h") : []) + fields(sign == .point ? "1.5" : "1,5")
        let options = Dialect.Options(
            delimiter: delimiter, hasHeader: hasHeader, symbol: columns.symbol.map { .number($0 + 1) },
            timestamp: columns.timestamp.map { .number($0 + 1) }, price: .number(columns.price + 1))
        let feed = Feed(
            mark + lines + input.bytes, dialect: options,
            symbol: input.one(of: ["DEF", "\"", "a,b", String(repeating: "8 bytes.", count: 8), "\\", "株"]),
            // The lines that tell are 15 bytes long.
            maximumLine: input.one(of: [300, 15, 17, 63, 64, 65, 80, 129, 1_000, 65_536]),
            chunk: input.one(of: [200, 1, 16, 64, 4_096, 20_000]))
        return (feed, Dialect(delimiter: delimiter, decimalSign: sign, hasHeader: hasHeader, columns: columns))
    }

    func compare(_ found: Reading, _ expected: Reading, _ how: String) throws(BrokenPromise) {
        if let difference = found.difference(from: expected) { throw BrokenPromise("\(how): \(difference)") }
    }
}
