/// The sign between a price's integer digits and its decimals; the other one of the two may group thousands.
package enum DecimalSign: UInt8 {
    case point = 0x2E
    case comma = 0x2C

    var groupSeparator: UInt8 { other.rawValue }

    private var other: DecimalSign { self == .point ? .comma : .point }
}

extension DecimalSign {
    /// The decimal sign that a price of unknown origin tells: the last of the two that it holds, or the other one where
    /// the last stands there more than once and so groups thousands. `nil` where it holds neither.
    ///
    /// - Parameter groupsByComma: whether a single comma before three last digits groups thousands.
    init?(toldBy price: Span<UInt8>, groupsByComma: Bool = false) {
        var last: DecimalSign?
        var count = 0
        var kinds = 0
        var digits = 0
        for position in price.indices {
            digits += (0x30...0x39).contains(price[position]) ? 1 : 0
            guard let sign = DecimalSign(rawValue: price[position]) else { continue }
            kinds += sign == last ? 0 : 1
            count = sign == last ? count + 1 : 1
            last = sign
            digits = 0
        }
        guard let last else { return nil }
        let isGroup = groupsByComma && last == .comma && kinds == 1 && digits == 3
        self = count == 1 && !isGroup ? last : last.other
    }
}
