/// The simple moving average of each symbol over its last `window` quotes, exact.
///
/// Per symbol it keeps the last prices in a ring and their sum as an integer, so a quote costs one subtraction and one
/// addition whatever the window is, and nothing is ever rounded but the average's text. A symbol's prices are 64-bit
/// units of ten to the power of minus 8 while they and their sum fit; else the window is kept in 128 bits at 18 decimals
/// (`WideWindow`) until it has only narrow prices again.
/// Memory: 32 bytes a symbol and 8 bytes a quote in its window.
@safe
package final class MovingAverage {
    /// What the average of a symbol with fewer quotes than the window is.
    package enum WarmUp {
        /// There is none.
        case skip
        /// The average of what there is.
        case partial
    }

    package static let windows = 1...65_536

    /// A sum of `count` prices in units of ten to the power of minus `decimals`.
    struct Sum {
        var units: Int128
        var decimals: Int
        var count: Int
    }

    /// The window of one symbol.
    @safe
    struct Window: BitwiseCopyable {
        var sum: Int64 = 0
        /// The prices; while warming up as many as there are, later a ring.
        var prices: UnsafeMutablePointer<Int64>?
        /// Where the oldest price stands, and the next one goes, once the window is full.
        var next: UInt32 = 0
        var capacity: UInt32 = 0
        var count: UInt32 = 0
        var phase = Phase.warmingUp
    }

    enum Phase: UInt8, BitwiseCopyable {
        case warmingUp
        case full
        /// The prices are kept in `wide`.
        case wide
    }

    package let window: Int
    private let warmUp: WarmUp
    /// The largest price, in either direction, of which a whole window sums up in 64 bits.
    let largestNarrow: Int64
    private(set) var windows: UnsafeMutableBufferPointer<Window>
    var wide: [SymbolID: WideWindow] = [:]

    /// - Parameter window: quotes in the average, 1 to 65,536.
    package init(window: Int, warmUp: WarmUp = .skip) {
        precondition(Self.windows.contains(window), "a window holds 1 to 65,536 quotes")
        self.window = window
        self.warmUp = warmUp
        largestNarrow = .max / Int64(window)
        unsafe windows = .allocate(capacity: 0)
    }

    deinit {
        for index in unsafe windows.indices { unsafe windows[index].prices?.deallocate() }
        unsafe windows.deallocate()
    }

    /// Makes room for symbols up to `count`. Amortised constant per symbol.
    @inline(__always)
    func reserve(symbols count: Int) {
        if unsafe _slowPath(count > windows.count) { grow(to: count) }
    }

    /// Takes in plain quotes whose symbols' windows are full and narrow, as nearly all are, at most `count` of them and up to
    /// the first that is not. Returns how many; `sums` gets their sums in units of ten to the power of minus 8.
    ///
    /// - Complexity: linear in the quotes taken, whatever the window is.
    @inline(never)
    func addPlain(_ quotes: UnsafePointer<Quote>, count: Int, sums: UnsafeMutablePointer<Int64>) -> Int {
        let windows = unsafe self.windows.baseAddress.unsafelyUnwrapped
        let last = UInt32(truncatingIfNeeded: window &- 1)
        let largest = largestNarrow
        for index in 0..<count {
            let quote = unsafe quotes + index
            let value = unsafe quote.pointee.value
            let window = unsafe windows + Int(quote.pointee.symbol)
            guard unsafe quote.pointee.traits == .short, unsafe window.pointee.phase == .full,
                isNarrow(value, largest: largest)
            else { return index }
            let next = unsafe window.pointee.next
            let place = unsafe window.pointee.prices.unsafelyUnwrapped + Int(next)
            let sum = unsafe window.pointee.sum &+ value &- place.pointee
            unsafe place.pointee = value
            unsafe window.pointee.sum = sum
            unsafe window.pointee.next = next == last ? 0 : next &+ 1
            unsafe sums[index] = sum
        }
        return count
    }

    /// Takes in any quote and returns the sum to average, or `nil` while the symbol warms up.
    ///
    /// Amortised constant; linear in the window when a symbol turns wide or narrow.
    @inline(never)
    func add(_ quote: Quote) -> Sum? {
        let symbol = Int(quote.symbol)
        let isWide = quote.traits.contains(.wide) || !isNarrow(quote.value, largest: largestNarrow)
        if unsafe isWide && windows[symbol].phase != .wide { widen(symbol) }
        if unsafe windows[symbol].phase == .wide { return addWide(quote, isNarrow: !isWide) }
        if unsafe windows[symbol].phase == .full { return replaceOldest(symbol, with: quote.value) }
        return warmUp(symbol, with: quote.value)
    }

    @inline(__always)
    func isNarrow(_ value: Int64, largest: Int64) -> Bool {
        UInt64(bitPattern: value &+ largest) <= UInt64(bitPattern: largest) &* 2
    }

    private func replaceOldest(_ symbol: Int, with value: Int64) -> Sum {
        let next = unsafe Int(windows[symbol].next)
        let prices = unsafe windows[symbol].prices.unsafelyUnwrapped
        // The sum fits, the difference alone may not.
        unsafe windows[symbol].sum = windows[symbol].sum &+ value &- prices[next]
        unsafe prices[next] = value
        unsafe windows[symbol].next = UInt32((next + 1) % window)
        return unsafe Sum(units: Int128(windows[symbol].sum), decimals: Quote.decimals, count: window)
    }

    func warmUp(_ symbol: Int, with value: Int64) -> Sum? {
        if unsafe windows[symbol].count == windows[symbol].capacity { growPrices(of: symbol) }
        let count = unsafe Int(windows[symbol].count)
        unsafe windows[symbol].prices.unsafelyUnwrapped[count] = value
        unsafe windows[symbol].sum += value
        unsafe windows[symbol].count += 1
        if count + 1 == window { unsafe windows[symbol].phase = .full }
        guard count + 1 == window || warmUp == .partial else { return nil }
        return unsafe Sum(units: Int128(windows[symbol].sum), decimals: Quote.decimals, count: count + 1)
    }
}

extension MovingAverage {
    private func addWide(_ quote: Quote, isNarrow: Bool) -> Sum? {
        let isWide = quote.traits.contains(.wide)
        let price = isWide ? quote.price.attounits : Int128(quote.value) * WideWindow.unitsPerNarrowUnit
        let sum = wide[quote.symbol]!.add(price, isNarrow: isNarrow)
        let count = wide[quote.symbol]!.count
        if wide[quote.symbol]!.isNarrow { narrow(quote.symbol) }
        guard count == window || warmUp == .partial else { return nil }
        return Sum(units: sum, decimals: Price.maximumDecimals, count: count)
    }

    /// Moves a symbol's window to 128 bits.
    private func widen(_ symbol: Int) {
        var prices: [Int64] = []
        unsafe windows[symbol].forEachPrice { prices.append($0) }
        wide[SymbolID(symbol)] = WideWindow(capacity: window, narrowPrices: prices)
        setWide(symbol)
    }

    /// From now on the symbol's prices are those in `wide`.
    func setWide(_ symbol: Int) {
        unsafe windows[symbol].phase = .wide
    }

    /// Moves a symbol's window, whose prices are all narrow again, back to 64 bits.
    private func narrow(_ symbol: SymbolID) {
        guard let prices = wide.removeValue(forKey: symbol)?.narrowPrices else { return }
        let index = Int(symbol)
        unsafe windows[index].phase = .warmingUp
        unsafe windows[index].count = 0
        unsafe windows[index].next = 0
        unsafe windows[index].sum = 0
        for price in prices { _ = warmUp(index, with: price) }
    }

    private func grow(to count: Int) {
        let old = unsafe windows
        let new = UnsafeMutableBufferPointer<Window>.allocate(capacity: max(64, count, 2 * old.count))
        let initialized = unsafe new.moveInitialize(fromContentsOf: old)
        for index in initialized..<new.count { unsafe new.initializeElement(at: index, to: Window()) }
        unsafe old.deallocate()
        unsafe windows = new
    }

    /// Doubles the room for a symbol's prices, so that a long window costs memory only as it fills.
    private func growPrices(of symbol: Int) {
        let capacity = unsafe min(window, max(16, 2 * Int(windows[symbol].capacity)))
        let prices = UnsafeMutablePointer<Int64>.allocate(capacity: capacity)
        if let old = unsafe windows[symbol].prices {
            unsafe prices.moveInitialize(from: old, count: Int(windows[symbol].count))
            unsafe old.deallocate()
        }
        unsafe windows[symbol].prices = unsafe prices
        unsafe windows[symbol].capacity = UInt32(capacity)
    }
}

extension MovingAverage.Window {
    /// Calls `body` with each price, oldest first.
    @inline(__always)
    func forEachPrice(_ body: (Int64) -> Void) {
        guard let prices = unsafe prices else { return }
        let oldest = phase == .full ? next : 0
        for place in oldest..<count { unsafe body(prices[Int(place)]) }
        for place in 0..<oldest { unsafe body(prices[Int(place)]) }
    }
}
