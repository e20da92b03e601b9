/// A decimal number of any size, with as many decimals as its text has.
struct ExactDecimal {
    let isNegative: Bool
    /// The digits without the point: the magnitude is `coefficient / 10^decimals`.
    let coefficient: BigNatural
    /// At least 0.
    let decimals: Int

    /// Reads `-12.50`, `+3`, `.5`, `2.11e-05`; `nil` for anything else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard let exponent = parts.count == 2 ? Int(parts[1]) : 0 else { return nil }
        let sign = parts[0].first
        let number = sign == "-" || sign == "+" ? parts[0].dropFirst() : parts[0]
        let halves = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard var coefficient = BigNatural(digits: halves.joined()) else { return nil }
        let decimals = (halves.count == 2 ? halves[1].count : 0) - exponent
        coefficient.multiply(byPowerOfTen: max(0, -decimals))
        self.init(isNegative: sign == "-", coefficient: coefficient, decimals: max(0, decimals))
    }

    init(isNegative: Bool, coefficient: BigNatural, decimals: Int) {
        self.isNegative = isNegative
        self.coefficient = coefficient
        self.decimals = decimals
    }

    /// The coefficient that goes with a larger number of decimals.
    func coefficient(withDecimals wanted: Int) -> BigNatural {
        precondition(wanted >= decimals, "Digits would be lost.")
        var aligned = coefficient
        aligned.multiply(byPowerOfTen: wanted - decimals)
        return aligned
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// Plain notation with all decimals; zero has no sign.
    var description: String {
        let digits = coefficient.description
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = isNegative && !coefficient.isZero ? "-" : ""
        return sign + padded.dropLast(decimals) + (decimals > 0 ? "." + padded.suffix(decimals) : "")
    }
}
