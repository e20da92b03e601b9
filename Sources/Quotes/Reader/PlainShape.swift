import CLinux

/// How a plain line that has been cut becomes a quote.
protocol PlainShape {
    mutating func begin(in reader: QuoteReader)
    /// The quote, or `nil` where the symbol is not plain or there is no room to compose the text.
    mutating func quote(_ line: UnsafePointer<UInt8>, _ cut: plain_cut, symbols: SymbolTable) -> Quote?
    func end(in reader: QuoteReader)
}

/// `symbol,timestamp,price[,…]`: the line itself begins as its result does, and no byte is copied.
struct CanonicalShape: PlainShape {
    func begin(in reader: QuoteReader) {}
    func end(in reader: QuoteReader) {}

    @inline(__always)
    func quote(_ line: UnsafePointer<UInt8>, _ cut: plain_cut, symbols: SymbolTable) -> Quote? {
        guard let symbol = unsafe symbols.id(ofPlain: line, length: Int(cut.symbol_end)) else { return nil }
        return unsafe Quote(
            text: line, value: cut.price, symbol: symbol, textLength: UInt32(cut.price_end),
            priceLength: cut.price_end &- cut.timestamp_end &- 1, traits: .short)
    }
}

/// Any other order of columns, or no symbol or timestamp among them: the text is composed beside the input.
@safe
struct ComposedShape: PlainShape {
    private let hasSymbol: Bool
    private var defaultSymbol: UnsafePointer<UInt8>?
    private var defaultSymbolLength = 0
    private var defaultSymbolID: SymbolID = 0
    private var free: UnsafeMutablePointer<UInt8>?
    private var room = 0
    private var used = 0

    /// Three fields of up to 64 bytes, or a default symbol in place of one, two commas, and what the last copy writes over.
    private static let longestText = 4 * 64

    init(hasSymbol: Bool) {
        self.hasSymbol = hasSymbol
    }

    mutating func begin(in reader: QuoteReader) {
        unsafe defaultSymbol = UnsafePointer(reader.memory.defaultSymbol)
        defaultSymbolLength = reader.defaultSymbol.text.count
        defaultSymbolID = reader.defaultSymbolID
        unsafe free = reader.memory.composed + reader.memory.composedCount
        room = reader.memory.composedCapacity - reader.memory.composedCount
    }

    func end(in reader: QuoteReader) {
        reader.memory.composedCount += used
    }

    @inline(__always)
    mutating func quote(_ line: UnsafePointer<UInt8>, _ cut: plain_cut, symbols: SymbolTable) -> Quote? {
        guard room &- used >= Self.longestText else { return nil }
        let text = unsafe free.unsafelyUnwrapped + used
        var symbol = defaultSymbolID
        var length = defaultSymbolLength
        if hasSymbol {
            let name = unsafe line + Int(cut.symbol_start)
            length = Int(cut.symbol_end) &- Int(cut.symbol_start)
            guard let found = unsafe symbols.id(ofPlain: name, length: length) else { return nil }
            symbol = found
            unsafe copy64(name, to: text)
        } else {
            unsafe copy64(defaultSymbol.unsafelyUnwrapped, to: text)
        }
        unsafe text[length] = UInt8(ascii: ",")
        length &+= 1
        unsafe copy64(line + Int(cut.timestamp_start), to: text + length)
        length &+= Int(cut.timestamp_end) &- Int(cut.timestamp_start)
        unsafe text[length] = UInt8(ascii: ",")
        length &+= 1
        unsafe copy64(line + Int(cut.price_start), to: text + length)
        let priceLength = cut.price_end &- cut.price_start
        length &+= Int(priceLength)
        used &+= length
        return unsafe Quote(
            text: UnsafePointer(text), value: cut.price, symbol: symbol, textLength: UInt32(truncatingIfNeeded: length),
            priceLength: priceLength, traits: length <= 64 ? .short : [])
    }
}

/// Copies 64 bytes, of which as many count as the caller says.
@inline(__always)
func copy64(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    unsafe UnsafeMutableRawPointer(target).storeBytes(
        of: UnsafeRawPointer(source).loadUnaligned(as: SIMD64<UInt8>.self), as: SIMD64<UInt8>.self)
}
