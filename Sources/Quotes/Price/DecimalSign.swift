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
    init?(toldBy price: Span<UInt8>) {
        var last: DecimalSign?
        var count = 0
        for position in price.indices {
            guard let sign = DecimalSign(rawValue: price[position]) else { continue }
            count = sign == last ? count + 1 : 1
            last = sign
        }
        guard let last else { return nil }
        self = count == 1 ? last : last.other
    }
}
