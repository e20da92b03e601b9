import CLinux

/// One quote on its way from the reader to the average: 32 bytes, trivial to copy, nothing to release.
///
/// A quote does not own its text. The text is the beginning of its result line, `symbol,timestamp,price`, and stands in
/// the memory of the reader that made the quote: in the input itself where a line already has that shape, else in the
/// reader's composed lines. The reader keeps it until the quote has left the bounded deque.
@safe
package struct Quote: BitwiseCopyable {
    /// As the C room sees it, which makes most quotes and writes most lines.
    private let fields: quote_fields

    /// The prefix of the result line in CSV: symbol, timestamp and price, quoted where RFC 4180 needs it.
    package var text: UnsafePointer<UInt8> { unsafe fields.text }
    /// The price in units of ten to the power of minus 8; without meaning when the quote is wide.
    package var value: Int64 { unsafe fields.value }
    package var symbol: SymbolID { unsafe fields.symbol }
    /// Bytes of the text.
    package var textLength: UInt32 { unsafe fields.text_length }
    /// Bytes of the price at the text's end, 1 to 35.
    package var priceLength: UInt8 { unsafe fields.price_length }
    package var traits: Traits { unsafe Traits(rawValue: fields.traits) }

    init(
        text: UnsafePointer<UInt8>, value: Int64, symbol: SymbolID, textLength: UInt32, priceLength: UInt8,
        traits: Traits
    ) {
        unsafe fields = quote_fields(
            text: text, value: value, symbol: symbol, text_length: textLength, price_length: priceLength,
            traits: traits.rawValue)
    }

    package struct Traits: OptionSet, BitwiseCopyable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// The price does not fit 64 bits at 8 decimals: its text is read again where its value is needed.
        package static let wide = Traits(rawValue: 1)
        /// The text's first two fields hold a character that CSV quotes or JSON escapes.
        package static let quoted = Traits(rawValue: 2)
        /// The text is no longer than a block of 64 bytes, and 64 bytes may be read where it starts.
        package static let short = Traits(rawValue: UInt8(quote_is_short))
    }

    /// The decimals of `value`.
    package static let decimals = 8
}

extension Quote {
    /// The price as its text says, with its own decimals. Linear in the text's length.
    var price: Price {
        let text = unsafe Span(_unsafeStart: self.text + Int(textLength) - Int(priceLength), count: Int(priceLength))
        guard case .price(let price) = PriceReading(text) else {
            preconditionFailure("a quote's text ends in its price")
        }
        return price
    }
}

extension Quote {
    /// The timestamp as it was in the data, without the quotes of CSV. Linear in its length and the symbol's.
    package var timestampText: [UInt8] {
        let fields = Int(textLength) - Int(priceLength) - 1
        let bytes = unsafe UnsafeBufferPointer(start: text, count: max(0, fields))
        let quote = UInt8(ascii: "\"")
        var isQuoted = false
        var comma = 0
        while comma < fields, unsafe isQuoted || bytes[comma] != UInt8(ascii: ",") {
            if unsafe bytes[comma] == quote { isQuoted.toggle() }
            comma += 1
        }
        guard comma < fields else { return [] }
        let field = unsafe Array(bytes[(comma + 1)...])
        guard field.count >= 2, field.first == quote, field.last == quote else { return field }
        return Array(field.dropFirst().dropLast())
    }
}

/// The place of a symbol in its `SymbolTable`, from 0 up in the order of first appearance.
package typealias SymbolID = UInt32
