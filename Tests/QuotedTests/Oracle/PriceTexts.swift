/// An endless, reproducible sequence of price texts of a kind that is hard to average.
struct PriceTexts {
    enum Kind: Hashable {
        /// 1 to 15 integer digits, 0 to 18 decimals, one in four negative.
        case anything
        /// By turns a number of 15 integer digits and one in the last of 18 decimals.
        case hugeBesideTiny
        /// Scientific notation, within 15 integer digits and 18 decimals.
        case exponents
        /// Every full window's mean lies halfway between two results of `decimals` decimals, or a last place beside.
        ///
        /// `window` is even when `decimals` is 18, where a price has no further decimal to tie with.
        case ties(window: Int, decimals: Int)
    }

    private let kind: Kind
    private var random: LinearCongruential
    private var count = 0
    /// Of all prices so far, in units of their last decimal and modulo the divisor of a window's sum, for ties.
    private var residues: [Int] = []
    /// Of the last `window - 1` residues.
    private var sumOfResidues = 0

    init(_ kind: Kind, seed: UInt64) {
        self.kind = kind
        random = LinearCongruential(state: seed)
    }

    mutating func next() -> String {
        count += 1
        switch kind {
        case .anything: return anything()
        case .hugeBesideTiny:
            if count.isMultiple(of: 2) {
                return "\(digits(15)).\(decimalDigits(Int.random(in: 1...18, using: &random)))"
            }
            return "0.00000000000000000\(Int.random(in: 1...9, using: &random))"
        case .exponents: return scientific()
        case .ties(let window, let decimals): return tying(window: window, decimals: decimals)
        }
    }

    private mutating func anything() -> String {
        let sign = Int.random(in: 0..<4, using: &random) == 0 ? "-" : ""
        let decimals = Int.random(in: 0...18, using: &random)
        guard decimals > 0 else { return sign + digits(Int.random(in: 1...15, using: &random)) }
        // Below one, the last digit is not zero, so that there is no negative zero.
        if Int.random(in: 0..<10, using: &random) == 0 { return "\(sign)0." + String(digits(decimals).reversed()) }
        return "\(sign)\(digits(Int.random(in: 1...15, using: &random)))." + decimalDigits(decimals)
    }

    private mutating func scientific() -> String {
        let length = Int.random(in: 1...18, using: &random)
        let all = digits(length)
        let decimalsOfValue = Int.random(in: length - 15...18, using: &random)
        let decimalsOfMantissa = Int.random(in: 0..<length, using: &random)
        let mantissa =
            decimalsOfMantissa == 0 ? all : all.dropLast(decimalsOfMantissa) + "." + all.suffix(decimalsOfMantissa)
        let exponent = decimalsOfMantissa - decimalsOfValue
        let sign = exponent < 0 ? "-" : Bool.random(using: &random) ? "+" : ""
        let padding = abs(exponent) < 10 && Bool.random(using: &random) ? "0" : ""
        return mantissa + (Bool.random(using: &random) ? "e" : "E") + sign + padding + String(abs(exponent))
    }

    private mutating func tying(window: Int, decimals: Int) -> String {
        let priceDecimals = min(decimals + 1, 18)
        precondition(priceDecimals > decimals || window.isMultiple(of: 2), "No window of this size ties.")
        // A window's sum is a multiple of `whole` when its mean needs no rounding, and half of it off at a tie.
        let whole = window * (priceDecimals > decimals ? 10 : 1)
        let target = whole / 2 + Int.random(in: -1...1, using: &random)
        // Within 64 bits, and within 15 integer digits.
        let largest = (0..<min(priceDecimals + 14, 18)).reduce(4) { power, _ in power * 10 }
        let any = Int.random(in: -largest / 4...largest, using: &random)
        let units = any - (any + sumOfResidues - target) % whole
        residues.append(units % whole)
        sumOfResidues += units % whole
        if residues.count >= window { sumOfResidues -= residues[residues.count - window] }
        let coefficient = BigNatural(UInt64(units.magnitude))
        return ExactDecimal(isNegative: units < 0, coefficient: coefficient, decimals: priceDecimals).description
    }

    /// Digits of which the first is not zero.
    private mutating func digits(_ count: Int) -> String {
        String(Int.random(in: 1...9, using: &random)) + decimalDigits(count - 1)
    }

    private mutating func decimalDigits(_ count: Int) -> String {
        (0..<count).reduce(into: "") { text, _ in text += String(Int.random(in: 0...9, using: &random)) }
    }
}

/// Random enough for test data, and the same each time: the linear congruential generator of Knuth's MMIX.
private struct LinearCongruential: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        // The low bits of such a generator repeat soon, so a number is made of two high halves.
        step() << 32 | step()
    }

    private mutating func step() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 32
    }
}
