import Testing

@testable import Quotes

/// Makes quotes of fields, and keeps their texts as long as it lives.
@safe
final class QuoteMaker {
    let symbols = SymbolTable()
    private let room = 1 << 20
    private let texts: UnsafeMutablePointer<UInt8>
    private var used = 0

    init() {
        unsafe texts = .allocate(capacity: room)
        // What stands beside a text is a quote, lest any code that reads past its end go unnoticed.
        unsafe texts.initialize(repeating: UInt8(ascii: "\""), count: room)
    }

    deinit {
        unsafe texts.deallocate()
    }

    /// A quote as the reader makes it; `price` in plain notation.
    func quote(_ symbol: String, _ timestamp: String, _ price: String) throws -> Quote {
        let (name, time) = (Array(symbol.utf8), Array(timestamp.utf8))
        let text = csvField(name.span) + [0x2C] + csvField(time.span) + [0x2C] + Array(price.utf8)
        let value = try #require(price.price().price).units
        try #require(used + text.count + 64 <= room)
        let start = unsafe texts + used
        for (place, byte) in text.enumerated() { unsafe start[place] = byte }
        used += text.count + 64
        var traits: Quote.Traits = text.count <= 64 ? .short : []
        if fieldNeedsCare(name.span) || fieldNeedsCare(time.span) { traits.insert(.quoted) }
        if value == nil { traits.insert(.wide) }
        return unsafe Quote(
            text: start, value: value ?? 0, symbol: symbols.id(of: name.span), textLength: UInt32(text.count),
            priceLength: UInt8(price.utf8.count), traits: traits)
    }
}
