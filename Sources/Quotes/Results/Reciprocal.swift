/// Divides by a number that is known beforehand, by a multiplication (Granlund and Montgomery, "Division by invariant
/// integers using multiplication", 1994).
///
/// With *l* the bits of *d* − 1 and the factor *m* = ⌊2^(63+l) ÷ *d*⌋ + 1, the product *n* × *m* is more than
/// *n* ÷ *d* × 2^(63+l), by *n* at the most. For *n* up to 2^63 that is less than 1 ÷ *d* of 2^(63+l) and does not reach the
/// next whole quotient; where *d* is a power of two it is that much at 2^63 alone, whose remainder is 0. So the quotient is
/// the high word of the product, shifted; `rounded_mean` in the C room takes it.
struct Reciprocal: BitwiseCopyable {
    let divisor: UInt64
    let factor: UInt64
    let shift: UInt64

    /// - Parameter divisor: from 2 to 2 to the power of 62.
    init(_ divisor: UInt64) {
        self.divisor = divisor
        let bits = UInt64(64 - (divisor - 1).leadingZeroBitCount)
        factor = UInt64((UInt128(1) << UInt128(63 + bits)) / UInt128(divisor)) + 1
        shift = bits - 1
    }
}
