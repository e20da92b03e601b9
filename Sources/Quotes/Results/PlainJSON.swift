/// Writes the JSON line of a short quote whose text needs neither quotes nor escapes, up to the average.
///
/// The pieces between the fields are vectors of 16 bytes, stored whole and overlapped by what follows.
struct PlainJSON {
    /// The most bytes it writes over for a text of up to 64 bytes, without the average.
    static let room = 256

    private let seqKey = Self.piece("{\"seq\":")
    private let symbolKey = Self.piece(",\"symbol\":\"")
    private let timestampKey = Self.piece("\",\"timestamp\":\"")
    private let priceKey = Self.piece("\",\"price\":\"")
    private let meanKey = Self.piece("\",\"sma\":\"")

    /// Writes the line up to its average's first digit and returns where that goes.
    @inline(__always)
    func write(_ quote: Quote, seq: UInt64, to text: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let source = unsafe quote.text
        let price = Int(quote.textLength) &- Int(quote.priceLength)
        let symbol = unsafe firstComma(source)
        var text = unsafe append(seqKey, 7, to: text)
        unsafe text = append(seq, to: text)
        unsafe text = append(symbolKey, 11, to: text)
        unsafe copy64(source, to: text)
        unsafe text = append(timestampKey, 15, to: text + symbol)
        unsafe copy64(source + symbol + 1, to: text)
        unsafe text = append(priceKey, 11, to: text + (price &- symbol &- 2))
        unsafe copy64(source + price, to: text)
        return unsafe append(meanKey, 9, to: text + Int(quote.priceLength))
    }

    /// Writes what follows the average, at its end. 4 bytes are written over.
    ///
    /// In one piece: stored byte by byte, the quote was lost to a newline under it when it was built for release, for the
    /// optimiser of Swift 6.3.1 took the two for one.
    @inline(__always)
    func end(at text: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let end: UInt32 = 0x0A_7D_22  // "}\n
        unsafe UnsafeMutableRawPointer(text).storeBytes(of: end.littleEndian, as: UInt32.self)
        return unsafe text + 3
    }

    /// The place of the first comma, found among eight bytes at once: the lowest bit of Mycroft's test for a zero byte
    /// is right.
    @inline(__always)
    private func firstComma(_ text: UnsafePointer<UInt8>) -> Int {
        let word = unsafe UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
        let others = word ^ 0x2C2C_2C2C_2C2C_2C2C
        let commas = (others &- 0x0101_0101_0101_0101) & ~others & 0x8080_8080_8080_8080
        if _fastPath(commas != 0) { return (commas | 1 &<< 63).trailingZeroBitCount &>> 3 }
        var place = 8
        while unsafe text[place] != UInt8(ascii: ",") { place &+= 1 }
        return place
    }

    @inline(__always)
    private func append(
        _ piece: SIMD16<UInt8>, _ length: Int, to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        unsafe UnsafeMutableRawPointer(text).storeBytes(of: piece, as: SIMD16<UInt8>.self)
        return unsafe text + length
    }

    /// Appends a number in up to 20 digits.
    @inline(__always)
    private func append(_ number: UInt64, to text: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        guard number >= 100_000_000 else {
            let digits = eightDigits(UInt32(truncatingIfNeeded: number))
            let leadingZeros = ((digits ^ 0x3030_3030_3030_3030) | 1 &<< 56).trailingZeroBitCount / 8
            unsafe store(digits &>> UInt64(8 &* leadingZeros), to: text)
            return unsafe text + (8 &- leadingZeros)
        }
        let (high, low) = number.quotientAndRemainder(dividingBy: 100_000_000)
        let text = unsafe append(high, to: text)
        unsafe store(eightDigits(UInt32(truncatingIfNeeded: low)), to: text)
        return unsafe text + 8
    }

    private static func piece(_ text: String) -> SIMD16<UInt8> {
        var piece = SIMD16<UInt8>()
        for (place, byte) in text.utf8.enumerated() { piece[place] = byte }
        return piece
    }
}

/// The eight digits of `value`, below 100,000,000, as text with the first digit in the lowest byte: halves of four
/// digits, then pairs, then single digits, all lanes at once.
@inline(__always)
func eightDigits(_ value: UInt32) -> UInt64 {
    let fours = UInt64(value / 10_000) | UInt64(value % 10_000) &<< 32
    let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
    let pairs = hundreds | (fours &- 100 &* hundreds) &<< 16
    let tens = ((pairs &* 103) &>> 10) & 0x000F_000F_000F_000F
    return (tens | (pairs &- 10 &* tens) &<< 8) | 0x3030_3030_3030_3030
}

/// Copies 64 bytes, of which as many count as the caller says.
@inline(__always)
func copy64(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    unsafe UnsafeMutableRawPointer(target).storeBytes(
        of: UnsafeRawPointer(source).loadUnaligned(as: SIMD64<UInt8>.self), as: SIMD64<UInt8>.self)
}
