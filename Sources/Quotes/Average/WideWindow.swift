/// The window of a symbol that has prices past 64 bits: 128-bit units of ten to the power of minus 18.
///
/// 65,536 prices of 33 digits sum up to less than 2 to the power of 127, so the sum cannot overflow.
struct WideWindow {
    static let unitsPerNarrowUnit: Int128 = 10_000_000_000

    private var prices: [Int128]
    private var next = 0
    private var sum: Int128 = 0
    private let capacity: Int
    /// How many prices since the last that was not narrow.
    private var narrowRun: Int

    var count: Int { prices.count }

    /// Whether every price fits 64 bits again.
    var isNarrow: Bool { narrowRun >= prices.count }

    /// - Parameter narrowPrices: units of ten to the power of minus 8, oldest first.
    init(capacity: Int, narrowPrices: [Int64]) {
        self.capacity = capacity
        prices = narrowPrices.map { Int128($0) * Self.unitsPerNarrowUnit }
        sum = prices.reduce(0, +)
        narrowRun = 0
    }

    /// - Parameters:
    ///   - prices: units of ten to the power of minus 18, oldest first, at most `capacity`.
    ///   - narrowRun: how many of them, from the last on backwards, are narrow.
    init(capacity: Int, prices: [Int128], narrowRun: Int) {
        self.capacity = capacity
        self.prices = prices
        self.narrowRun = narrowRun
        sum = prices.reduce(0, +)
    }

    /// The prices in units of ten to the power of minus 18, oldest first.
    var oldestFirst: [Int128] { Array(prices[next...] + prices[..<next]) }

    /// Takes in a price, drops the oldest when the window is full, and returns the sum. Constant time.
    mutating func add(_ price: Int128, isNarrow: Bool) -> Int128 {
        narrowRun = isNarrow ? narrowRun + 1 : 0
        sum += price
        if prices.count < capacity {
            prices.append(price)
        } else {
            sum -= prices[next]
            prices[next] = price
            next = next + 1 == capacity ? 0 : next + 1
        }
        return sum
    }

    /// The prices in units of ten to the power of minus 8, oldest first, when all are narrow.
    var narrowPrices: [Int64] {
        oldestFirst.map { Int64($0 / Self.unitsPerNarrowUnit) }
    }
}
