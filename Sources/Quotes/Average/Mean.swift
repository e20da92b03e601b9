/// `sum / divisor`, rounded once to a whole number, a tie to the even one. Exact for every sum and divisor.
func roundedHalfToEven(_ sum: Int128, dividingBy divisor: UInt128) -> Int128 {
    let (quotient, remainder) = sum.magnitude.quotientAndRemainder(dividingBy: divisor)
    // Compared with the rest of the divisor, since twice the remainder might not fit.
    let rest = divisor - remainder
    let roundsUp = remainder > rest || (remainder == rest && !quotient.isMultiple(of: 2))
    let magnitude = Int128(quotient + (roundsUp ? 1 : 0))
    return sum < 0 ? -magnitude : magnitude
}

extension MovingAverage.Sum {
    /// The mean in units of ten to the power of minus `places`, 0 to 18.
    func mean(places: Int) -> Int128 {
        if places >= decimals {
            // Only sums at 8 decimals get here with more places, and those are below 2 to the power of 63.
            return roundedHalfToEven(units * Int128(powerOfTen(places - decimals)), dividingBy: UInt128(count))
        }
        return roundedHalfToEven(units, dividingBy: UInt128(count) * powerOfTen(decimals - places))
    }
}
