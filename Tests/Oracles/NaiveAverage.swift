/// The windows of all symbols as lists of prices, and their averages by long division: the oracle of `MovingAverage`.
package struct NaiveAverage {
    let window: Int
    package let decimals: Int
    var isPartial = false
    private var prices: [AnyHashable: [Int128]] = [:]
    private var sums: [AnyHashable: Int128] = [:]

    package init(window: Int, decimals: Int, isPartial: Bool = false) {
        self.window = window
        self.decimals = decimals
        self.isPartial = isPartial
    }

    /// The average once `price` is taken in, or `nil` while the symbol warms up.
    package mutating func add(_ symbol: some Hashable, _ price: Int128) -> String? {
        prices[symbol, default: []].append(price)
        sums[symbol, default: 0] += price
        let count = prices[symbol]!.count
        if count > window { sums[symbol]! -= prices[symbol]![count - 1 - window] }
        guard count >= window || isPartial else { return nil }
        return naiveMean(sum: sums[symbol]!, scale: 18, count: min(count, window), decimals: decimals)
    }
}
