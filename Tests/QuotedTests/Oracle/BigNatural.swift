/// A natural number of any size, in limbs of nine decimal digits: slow, and simple enough to be believed.
///
/// All arithmetic is as taught in school. Adding and comparing take time proportional to the digits.
struct BigNatural: Comparable {
    /// Least significant first; the last one is not zero, so zero has none.
    private var limbs: [UInt32] = []
    private static let base: UInt64 = 1_000_000_000
    private static let digitsPerLimb = 9

    init(_ value: UInt64 = 0) {
        var rest = value
        while rest > 0 {
            limbs.append(UInt32(rest % Self.base))
            rest /= Self.base
        }
    }

    /// Reads decimal digits; `nil` for anything else and for no digits.
    init?(digits: some Collection<Character>) {
        guard !digits.isEmpty else { return nil }
        for digit in digits {
            guard let value = digit.isASCII ? digit.wholeNumberValue : nil else { return nil }
            multiply(by: 10)
            add(BigNatural(UInt64(value)))
        }
    }

    var isZero: Bool { limbs.isEmpty }
    var isOdd: Bool { !limbs.isEmpty && !limbs[0].isMultiple(of: 2) }

    mutating func add(_ other: BigNatural) {
        var carry: UInt64 = 0
        var index = 0
        while index < other.limbs.count || carry > 0 {
            if index == limbs.count { limbs.append(0) }
            let sum = UInt64(limbs[index]) + (index < other.limbs.count ? UInt64(other.limbs[index]) : 0) + carry
            limbs[index] = UInt32(sum % Self.base)
            carry = sum / Self.base
            index += 1
        }
    }

    /// Takes a number away that is not larger.
    mutating func subtract(_ other: BigNatural) {
        precondition(other <= self, "A natural number is not negative.")
        var borrow: Int64 = 0
        for index in limbs.indices {
            var difference = Int64(limbs[index]) - borrow
            if index < other.limbs.count { difference -= Int64(other.limbs[index]) }
            borrow = difference < 0 ? 1 : 0
            limbs[index] = UInt32(difference + borrow * Int64(Self.base))
        }
        while limbs.last == 0 { limbs.removeLast() }
    }

    mutating func multiply(by factor: UInt32) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * UInt64(factor) + carry
            limbs[index] = UInt32(product % Self.base)
            carry = product / Self.base
        }
        add(BigNatural(leadingLimb: carry, after: limbs.count))
        while limbs.last == 0 { limbs.removeLast() }
    }

    /// Divides, rounding down.
    mutating func divide(by divisor: UInt32) {
        var remainder: UInt64 = 0
        for index in limbs.indices.reversed() {
            let dividend = remainder * Self.base + UInt64(limbs[index])
            limbs[index] = UInt32(dividend / UInt64(divisor))
            remainder = dividend % UInt64(divisor)
        }
        while limbs.last == 0 { limbs.removeLast() }
    }

    mutating func multiply(byPowerOfTen exponent: Int) {
        for _ in 0..<exponent / Self.digitsPerLimb { multiply(by: UInt32(Self.base)) }
        for _ in 0..<exponent % Self.digitsPerLimb { multiply(by: 10) }
    }

    /// Divides, rounding down.
    mutating func divide(byPowerOfTen exponent: Int) {
        for _ in 0..<exponent / Self.digitsPerLimb { divide(by: UInt32(Self.base)) }
        for _ in 0..<exponent % Self.digitsPerLimb { divide(by: 10) }
    }

    /// A single limb below the base, with zeros behind it.
    private init(leadingLimb limb: UInt64, after zeros: Int) {
        guard limb > 0 else { return }
        limbs = Array(repeating: 0, count: zeros) + [UInt32(limb)]
    }

    static func < (left: BigNatural, right: BigNatural) -> Bool {
        if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
        return left.limbs.reversed().lexicographicallyPrecedes(right.limbs.reversed())
    }
}

extension BigNatural: CustomStringConvertible {
    /// The decimal digits, `0` for zero.
    var description: String {
        guard let first = limbs.last else { return "0" }
        return limbs.dropLast().reversed().reduce(into: String(first)) { text, limb in
            let digits = String(limb)
            text += String(repeating: "0", count: Self.digitsPerLimb - digits.count) + digits
        }
    }
}
