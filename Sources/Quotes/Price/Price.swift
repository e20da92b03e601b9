/// An exact decimal: `mantissa` units of ten to the power of minus `decimals`.
///
/// A price keeps the decimals it was written with: 1.50 and 1.5 are equal in value and differ in text. It holds up to
/// 15 integer digits and 18 decimals, so that the sum of 65,536 of them, the longest window, fits 128 bits.
package struct Price: Hashable {
    /// At most 15 digits before the decimal sign.
    package static let maximumIntegerDigits = 15
    /// At most 18 digits after it.
    package static let maximumDecimals = 18
    /// The most bytes a price takes in plain notation: a sign, the integer digits, the point, the decimals.
    package static let maximumTextLength = 1 + maximumIntegerDigits + 1 + maximumDecimals

    /// The price in units of its last decimal; below ten to the power of 33 in magnitude.
    package let mantissa: Int128
    /// How many decimals it was written with, 0 to 18.
    package let decimals: Int

    /// The price in units of ten to the power of minus 18, the scale at which every price is whole.
    package var attounits: Int128 { mantissa * Int128(powerOfTen(Self.maximumDecimals - decimals)) }

    /// The price in units of ten to the power of minus 8, or `nil` where it is not whole or does not fit 64 bits.
    package var units: Int64? {
        guard decimals <= Quote.decimals else { return nil }
        return Int64(exactly: mantissa * Int128(powerOfTen(Quote.decimals - decimals)))
    }
}

extension Price: CustomStringConvertible {
    /// Plain notation with the price's own number of decimals: no exponent, no separators, a digit before the point.
    package var description: String { plainNotation(of: mantissa, decimals: decimals) }
}

/// `value` units of ten to the power of minus `decimals` (0 to 38) in plain notation: "-" below zero, at least one
/// integer digit, then the point and the decimals where there are any. Linear in the number of digits.
package func plainNotation(of value: Int128, decimals: Int) -> String {
    let (integer, fraction) = value.magnitude.quotientAndRemainder(dividingBy: powerOfTen(decimals))
    let sign = value < 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(integer)" }
    let digits = String(fraction)
    return "\(sign)\(integer).\(String(repeating: "0", count: decimals - digits.utf8.count))\(digits)"
}

/// Ten to the power of `exponent`, 0 to 38. Linear in the exponent: not for the way of every quote.
package func powerOfTen(_ exponent: Int) -> UInt128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
}
