/// What a field that should be a price turned out to be.
package enum PriceReading: Equatable {
    case price(Price)
    /// Empty, or one of the words that stand for no price: `.`, `-`, `null`, `N/A`, `NA`, `NaN`.
    case missing
    case notANumber
    case infinite
    /// More than 15 integer digits or more than 18 decimals, as written or after its exponent is applied.
    case outOfRange
}

extension PriceReading {
    /// Reads `text`, a whole field without quotes around it, in time linear in its length.
    ///
    /// Accepted are spaces around it, a sign, one of `$ € £ ¥` before or after the sign, thousands separators in groups
    /// of three, decimals, and a decimal exponent: `-$5,693.31`, `2.11e-05`, or `5.693,31` where the sign is a comma.
    package init(_ text: Span<UInt8>, decimalSign: DecimalSign = .point) {
        let field = text.extracting(text.trimmedRange())
        if let word = Word(field) {
            self = word == .missing ? .missing : .infinite
            return
        }
        var digits = PriceDigits(decimalSign: decimalSign)
        self = digits.read(field)
    }

    private enum Word {
        case missing
        case infinite

        init?(_ field: Span<UInt8>) {
            guard field.count <= 9 else { return nil }
            var text = (0..<field.count).map { field[$0] | (field[$0] >= 0x41 && field[$0] <= 0x5A ? 0x20 : 0) }
            if text.elementsEqual(".".utf8) || text.elementsEqual("-".utf8) { text = [] }
            switch String(decoding: text, as: UTF8.self) {
            case "", "null", "n/a", "na", "nan": self = .missing
            case "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity": self = .infinite
            default: return nil
            }
        }
    }
}

/// The digits of one price while they are read, left to right.
private struct PriceDigits {
    let decimalSign: DecimalSign
    private var position = 0
    private var mantissa: UInt128 = 0
    /// Digits of the mantissa from its first other than zero on; past 33 the price is out of range whatever follows.
    private var significant = 0
    private var decimals = 0

    init(decimalSign: DecimalSign) {
        self.decimalSign = decimalSign
    }

    mutating func read(_ field: Span<UInt8>) -> PriceReading {
        let isNegative = readSignAndCurrency(field)
        guard readIntegerDigits(field), readDecimals(field), position > 0 else { return .notANumber }
        guard let exponent = readExponent(field), position == field.count else { return .notANumber }
        return price(isNegative: isNegative, exponent: exponent)
    }

    private func price(isNegative: Bool, exponent: Int) -> PriceReading {
        let scale = decimals - exponent
        guard significant <= Price.maximumIntegerDigits + Price.maximumDecimals, scale <= Price.maximumDecimals,
            significant == 0 || significant - scale <= Price.maximumIntegerDigits
        else { return .outOfRange }
        let whole = significant > 0 && scale < 0 ? mantissa * powerOfTen(-scale) : mantissa
        return .price(Price(mantissa: isNegative ? -Int128(whole) : Int128(whole), decimals: max(scale, 0)))
    }

    /// A sign and a currency, each at most once, in either order, with spaces after the currency.
    private mutating func readSignAndCurrency(_ field: Span<UInt8>) -> Bool {
        var sign: UInt8?
        var hasCurrency = false
        while position < field.count {
            let byte = field[position]
            if sign == nil, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
                sign = byte
                position += 1
            } else if !hasCurrency, let length = currencyLength(field) {
                hasCurrency = true
                position += length
                while position < field.count, field[position] == UInt8(ascii: " ") { position += 1 }
            } else {
                break
            }
        }
        return sign == UInt8(ascii: "-")
    }

    private func currencyLength(_ field: Span<UInt8>) -> Int? {
        for symbol in ["$", "€", "£", "¥"] where field.extracting(position...).starts(with: symbol) {
            return symbol.utf8.count
        }
        return nil
    }

    /// Digits, either in one run or in groups: one to three digits, then exactly three after each separator.
    private mutating func readIntegerDigits(_ field: Span<UInt8>) -> Bool {
        var run = readDigits(field)
        guard position < field.count, field[position] == decimalSign.groupSeparator else { return true }
        guard (1...3).contains(run) else { return false }
        while position < field.count, field[position] == decimalSign.groupSeparator {
            position += 1
            run = readDigits(field)
            guard run == 3 else { return false }
        }
        return true
    }

    /// The decimal sign and what follows it. At least one digit must stand before or after the sign.
    private mutating func readDecimals(_ field: Span<UInt8>) -> Bool {
        let hasInteger = position > 0 && isDigit(field[position - 1])
        guard position < field.count, field[position] == decimalSign.rawValue else { return hasInteger }
        position += 1
        decimals = readDigits(field)
        return hasInteger || decimals > 0
    }

    /// The exponent, 0 where there is none; `nil` where an `e` has no digits. Huge ones stop growing at a million.
    private mutating func readExponent(_ field: Span<UInt8>) -> Int? {
        guard position < field.count, field[position] | 0x20 == UInt8(ascii: "e") else { return 0 }
        position += 1
        var isNegative = false
        if position < field.count, field[position] == UInt8(ascii: "-") || field[position] == UInt8(ascii: "+") {
            isNegative = field[position] == UInt8(ascii: "-")
            position += 1
        }
        let start = position
        var exponent = 0
        while position < field.count, isDigit(field[position]) {
            exponent = min(exponent * 10 + Int(field[position] & 0x0F), 1_000_000)
            position += 1
        }
        guard position > start else { return nil }
        return isNegative ? -exponent : exponent
    }

    /// Takes a run of digits into the mantissa and returns its length.
    private mutating func readDigits(_ field: Span<UInt8>) -> Int {
        let start = position
        while position < field.count, isDigit(field[position]) {
            if significant > 0 || field[position] != UInt8(ascii: "0") {
                significant += 1
                if significant <= Price.maximumIntegerDigits + Price.maximumDecimals {
                    mantissa = mantissa * 10 + UInt128(field[position] & 0x0F)
                }
            }
            position += 1
        }
        return position - start
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
