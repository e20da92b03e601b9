import Glibc

/// Makes quotes up: random walks of many symbols, interleaved, the same bytes each time.
///
/// Popularity falls as `1/rank`, so a few symbols have most of the quotes; prices begin between 2 and 4,000 and
/// walk in steps proportional to the price; time goes on by a few milliseconds a quote.
struct Generator {
    /// What the made-up quotes look like.
    struct Shape {
        /// At least 1.
        var symbols = 500
        /// Without a symbol column it is one series.
        var columns = [Column.symbol, .timestamp, .price, .volume]
        /// Whether every field is quoted.
        var isQuoted = false
        var isSingle: Bool { !columns.contains(.symbol) }
        /// Decimals of a price, 0 to 6, as cumulative percentages; the last is 100.
        var decimals: [(count: Int, percentage: Int)] = [(2, 60), (3, 75), (4, 100)]
        /// Milliseconds between two quotes are below this.
        var interval = 6

        /// A few symbols, slow, with all sorts of decimals: for looking at rather than for measuring.
        static let sample = Shape(
            symbols: 4, decimals: [(0, 8), (2, 50), (3, 65), (4, 85), (5, 93), (6, 100)], interval: 2000)
    }

    /// What stands in a field.
    enum Column {
        case symbol, timestamp, price, volume
    }

    /// A walk; its price is in millionths.
    private struct Walk {
        let symbol: [UInt8]
        var price: Int
        let volatility: Double
    }

    private let shape: Shape
    private let hasVolume: Bool
    private var random = SplitMix64(seed: 0x5EED_2026)
    private var walks: [Walk] = []
    private var cumulativePopularity: [Double] = []
    private var clock = Timestamp()
    /// The fields of the quote that is being written.
    private var price: [UInt8] = []
    private var volume: [UInt8] = []

    init(shape: Shape) {
        self.shape = shape
        hasVolume = shape.columns.contains(.volume)
        var popularity = 0.0
        for symbol in Self.symbols(shape.isSingle ? 1 : shape.symbols, using: &random) {
            popularity += 1 / Double(walks.count + 1)
            cumulativePopularity.append(popularity)
            // Evenly spread over eleven octaves from 2 up, to a straight line within each.
            let octave = random.below(11)
            let price = Int((random.unit() + 1) * Double(2_000_000 << octave))
            walks.append(Walk(symbol: symbol, price: price, volatility: 1e-4 + random.unit() * 3e-4))
        }
    }

    /// Writes a header and `rows` quotes to a file descriptor, about 41 bytes each where fields are not quoted.
    mutating func write(rows: Int, to descriptor: Int32) throws(BenchmarkError) {
        let chunk = 1 << 20
        var bytes: [UInt8] = []
        bytes.reserveCapacity(chunk + 256)
        for (index, column) in shape.columns.enumerated() {
            append(Array("\(column)".utf8), isFirst: index == 0, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        for row in 0..<rows {
            if row > 0 { try clock.advance(byMilliseconds: random.below(shape.interval)) }
            appendQuote(to: &bytes)
            if bytes.count >= chunk {
                try writeAll(bytes, to: descriptor)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try writeAll(bytes, to: descriptor)
    }

    private mutating func appendQuote(to bytes: inout [UInt8]) {
        let index = shape.isSingle ? 0 : pick()
        let step = random.bell() * Double(walks[index].price) * walks[index].volatility
        // Between a cent and 9,999.9999: reflected below, held above.
        let moved = abs(walks[index].price + Int(step.rounded()))
        walks[index].price = min(max(moved, 10_000), 9_999_999_900)

        setPrice(walks[index].price)
        volume.removeAll(keepingCapacity: true)
        if hasVolume {
            // Three trades in four are round lots.
            let isRoundLot = random.below(4) > 0
            volume.appendDecimal(isRoundLot ? (1 + random.below(99)) * 100 : 1 + random.below(9999))
        }
        for (place, column) in shape.columns.enumerated() {
            let field =
                switch column {
                case .symbol: walks[index].symbol
                case .timestamp: clock.text
                case .price: price
                case .volume: volume
                }
            append(field, isFirst: place == 0, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func append(_ field: [UInt8], isFirst: Bool, to bytes: inout [UInt8]) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        if shape.isQuoted { bytes.append(UInt8(ascii: "\"")) }
        bytes += field
        if shape.isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    private mutating func pick() -> Int {
        let point = random.unit() * cumulativePopularity[cumulativePopularity.count - 1]
        var low = 0
        var high = cumulativePopularity.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulativePopularity[middle] > point { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func setPrice(_ millionths: Int) {
        let percentage = random.below(100)
        let decimals = shape.decimals.first { percentage < $0.percentage }!.count
        var unit = 1
        for _ in decimals..<6 { unit *= 10 }
        let perWhole = 1_000_000 / unit
        let units = max((millionths + unit / 2) / unit, 1)
        price.removeAll(keepingCapacity: true)
        price.appendDecimal(units / perWhole)
        guard decimals > 0 else { return }
        price.append(UInt8(ascii: "."))
        price.appendDecimal(units % perWhole, width: decimals)
    }
}

extension Generator {
    /// Well-known symbols first, then made-up ones of 1 to 5 letters, mostly 3 and 4, none twice.
    private static func symbols(_ count: Int, using random: inout SplitMix64) -> [[UInt8]] {
        let known = [
            "AAPL", "MSFT", "NVDA", "JPM", "BRK.B", "AMZN", "GOOGL", "META", "TSLA", "AMD", "F", "T", "C", "V", "BAC",
            "XOM", "INTC", "KO", "PFE", "GE", "WMT", "SPY", "QQQ", "IBM", "ORCL", "BA",
        ]
        var symbols = known.prefix(count).map { Array($0.utf8) }
        var seen = Set(symbols)
        while symbols.count < count {
            let length =
                switch random.below(100) {
                case ..<3: 1
                case ..<12: 2
                case ..<45: 3
                case ..<92: 4
                default: 5
                }
            let symbol = (0..<length).map { _ in UInt8(ascii: "A") + UInt8(random.below(26)) }
            if seen.insert(symbol).inserted { symbols.append(symbol) }
        }
        return symbols
    }
}
