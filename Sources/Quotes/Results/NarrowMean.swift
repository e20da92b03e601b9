/// Writes the mean of a full window of narrow prices, rounded half to even once, without a division.
///
/// The divisor, window × 10^(8 − decimals), is the same for every quote, so its quotient is a multiplication. Decimals are
/// written three at a time: 6 of them, or 9 where there are more than 6, and what is too much of them is overwritten.
/// `roundedHalfToEven` and `plainNotation` are the oracle.
struct NarrowMean {
    /// The most bytes it writes over.
    static let room = 32

    private let divisor: Reciprocal
    /// The first quotient of more than 9 integer digits where 9 decimals are written.
    private let bound: UInt64
    /// Makes 6 decimals of those there are, or 9.
    private let padding: UInt64
    /// Whether there are more than 6 decimals, for `write`.
    let hasNineDecimals: Bool
    /// The end of the text, counted from the point: its own place where there are no decimals.
    private let end: Int
    private let digits = ThreeDigits()

    /// `nil` where the way is not open: more than 8 decimals, or a divisor of 1.
    init?(window: Int, decimals: Int) {
        guard decimals <= Quote.decimals else { return nil }
        let divisor = UInt64(window) * UInt64(powerOfTen(Quote.decimals - decimals))
        guard divisor > 1 else { return nil }
        self.divisor = Reciprocal(divisor)
        bound = UInt64(powerOfTen(9 + decimals))
        hasNineDecimals = decimals > 6
        padding = UInt64(powerOfTen((hasNineDecimals ? 9 : 6) - decimals))
        end = decimals == 0 ? 0 : 1 + decimals
    }

    /// Writes the mean of a window whose sum is `sum` units of ten to the power of minus 8. Returns where the text ends, or `nil`, with nothing of use written, where the mean has more than 9 integer digits.
    ///
    /// - Parameter nine: `hasNineDecimals`, decided outside of the loop.
    @inline(__always)
    func write(_ sum: Int64, nine: Bool, to text: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>? {
        let magnitude = sum.magnitude
        var quotient = divisor.quotient(of: magnitude)
        let remainder = magnitude &- quotient &* divisor.divisor
        // The sign of a difference, for a branch would go either way as often as not.
        quotient &+= (divisor.divisor &- (2 &* remainder &+ (quotient & 1))) &>> 63
        // With 6 decimals the product is below 2^63 ÷ 100.
        if nine && quotient >= bound { return nil }
        let padded = quotient &* padding
        let unit: UInt64 = nine ? 1_000_000_000 : 1_000_000
        let integer = padded / unit
        let fraction = UInt32(truncatingIfNeeded: padded &- integer &* unit)
        var text = unsafe text
        if _slowPath(sum < 0 && quotient > 0) {
            unsafe text[0] = UInt8(ascii: "-")
            unsafe text += 1
        }
        if _fastPath(integer < 1_000_000) {
            unsafe text = digits.writeShort(UInt32(truncatingIfNeeded: integer), to: text)
        } else {
            guard integer < 1_000_000_000 else { return nil }
            unsafe text = digits.writeLong(UInt32(truncatingIfNeeded: integer), to: text)
        }
        unsafe text[0] = UInt8(ascii: ".")
        unsafe store(digits.six(nine ? fraction / 1000 : fraction), to: text + 1)
        if nine { unsafe store(digits.three(fraction % 1000), to: text + 7) }
        return unsafe text + end
    }
}
