package import Quotes

/// Reads a price by splitting strings, as one would do it by hand: the oracle of `PriceReading`.
package enum NaivePrice: Equatable {
    /// In plain notation.
    case price(String, decimals: Int)
    case missing
    case notANumber
    case infinite
    case outOfRange

    package init(_ field: String, decimalSign: Character = ".") {
        let text = field.trimming(" \t")
        let word = text.lowercased()
        if ["", ".", "-", "null", "n/a", "na", "nan"].contains(word) {
            self = .missing
        } else if ["inf", "infinity"].contains(word.first == "-" || word.first == "+" ? String(word.dropFirst()) : word)
        {
            self = .infinite
        } else {
            self = Self.number(text, decimalSign: decimalSign) ?? .notANumber
        }
    }

    private static func number(_ text: String, decimalSign: Character) -> NaivePrice? {
        let (isNegative, rest) = withoutSignAndCurrency(text)
        let halves = rest.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        let parts = halves[0].split(separator: decimalSign, omittingEmptySubsequences: false)
        guard parts.count <= 2, let integer = ungrouped(parts[0], by: decimalSign == "." ? "," : ".") else {
            return nil
        }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.isDigits, !(integer + fraction).isEmpty else { return nil }
        var exponent = 0
        if halves.count == 2 {
            guard let written = Self.exponent(halves[1]) else { return nil }
            exponent = written
        }
        return plain((integer + fraction), decimals: fraction.count - exponent, isNegative: isNegative)
    }

    private static func withoutSignAndCurrency(_ text: String) -> (Bool, String) {
        var rest = Substring(text)
        var sign: Character?
        var hasCurrency = false
        while let first = rest.first {
            if sign == nil, first == "-" || first == "+" {
                sign = first
                rest = rest.dropFirst()
            } else if !hasCurrency, "$€£¥".contains(first) {
                hasCurrency = true
                rest = rest.dropFirst().drop { $0 == " " }
            } else {
                break
            }
        }
        return (sign == "-", String(rest))
    }

    private static func ungrouped(_ integer: Substring, by separator: Character) -> String? {
        let groups = integer.split(separator: separator, omittingEmptySubsequences: false)
        guard groups.allSatisfy({ String($0).isDigits }) else { return nil }
        if groups.count > 1 {
            guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
                return nil
            }
        }
        return groups.joined()
    }

    private static func exponent(_ text: Substring) -> Int? {
        let isNegative = text.first == "-"
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text
        guard !digits.isEmpty, String(digits).isDigits else { return nil }
        let significant = digits.drop { $0 == "0" }
        let magnitude = significant.count > 6 ? 1_000_000 : Int("0" + significant)!
        return isNegative ? -magnitude : magnitude
    }

    private static func plain(_ digits: String, decimals: Int, isNegative: Bool) -> NaivePrice {
        var significant = String(digits.drop { $0 == "0" })
        guard decimals <= 18 else { return .outOfRange }
        guard !significant.isEmpty else { return .price(point("0", max(decimals, 0)), decimals: max(decimals, 0)) }
        guard significant.count - decimals <= 15 else { return .outOfRange }
        if decimals < 0 { significant += String(repeating: "0", count: -decimals) }
        return .price((isNegative ? "-" : "") + point(significant, max(decimals, 0)), decimals: max(decimals, 0))
    }

    private static func point(_ digits: String, _ decimals: Int) -> String {
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return decimals == 0 ? padded : "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}

extension NaivePrice {
    /// The same as the reader's answer.
    package init(_ reading: PriceReading) {
        self =
            switch reading {
            case .price(let price): .price(price.description, decimals: price.decimals)
            case .missing: .missing
            case .notANumber: .notANumber
            case .infinite: .infinite
            case .outOfRange: .outOfRange
            }
    }
}

extension String {
    var isDigits: Bool { unicodeScalars.allSatisfy { ("0"..."9").contains($0) } }

    func trimming(_ characters: String) -> String {
        String(drop { characters.contains($0) }.reversed().drop { characters.contains($0) }.reversed())
    }
}
