import CLinux

/// How the mean of a full window of narrow prices is written, rounded half to even once, without a division.
///
/// The divisor, window × 10^(8 − decimals), is the same for every quote, so its quotient is a multiplication.
/// `roundedHalfToEven` and `plainNotation` are the oracle.
struct NarrowMean {
    /// The most bytes it writes over.
    static let room = Int(mean_room)

    /// What the C room is to know.
    let form: mean_form

    /// `nil` where the way is not open: more than 8 decimals, or a divisor of 1.
    init?(window: Int, decimals: Int) {
        guard decimals <= Quote.decimals else { return nil }
        let divisor = UInt64(window) * UInt64(powerOfTen(Quote.decimals - decimals))
        guard divisor > 1 else { return nil }
        let reciprocal = Reciprocal(divisor)
        let hasNineDecimals = decimals > 6
        form = mean_form(
            divisor: divisor, factor: reciprocal.factor, shift: reciprocal.shift,
            bound: UInt64(powerOfTen(9 + decimals)),
            padding: UInt64(powerOfTen((hasNineDecimals ? 9 : 6) - decimals)),
            end: decimals == 0 ? 0 : UInt64(1 + decimals), has_nine_decimals: hasNineDecimals)
    }
}
