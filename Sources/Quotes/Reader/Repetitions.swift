/// Knows the last quote of each symbol, and a quote that says the same again: the same timestamp and the same price.
///
/// Memory: the timestamp and some 100 bytes a symbol.
@safe
package final class Repetitions {
    private struct Last {
        var timestamp: [UInt8]
        var price: Price
    }

    private var last: [SymbolID: Last] = [:]

    package init() {}

    /// Takes away those of `quotes` that repeat the last one of their symbol, and returns how many there were. Linear in
    /// the bytes of the quotes.
    package func remove(from quotes: inout OutputSpan<Quote>) -> Int {
        var kept = 0
        var all = quotes.mutableSpan
        let count = all.count
        for index in 0..<count {
            let quote = all[index]
            if isRepetition(quote) { continue }
            all[kept] = quote
            kept += 1
        }
        quotes.removeLast(count - kept)
        return count - kept
    }

    /// Whether a quote repeats the last one of its symbol, which it is from now on. A price is the same whatever number
    /// of decimals it is written with.
    private func isRepetition(_ quote: Quote) -> Bool {
        let (timestamp, price) = (quote.timestampText, quote.price)
        defer { last[quote.symbol] = Last(timestamp: timestamp, price: price) }
        guard let before = last[quote.symbol] else { return false }
        return before.price.attounits == price.attounits && before.timestamp == timestamp
    }
}
