@testable import Quotes

extension String {
    /// What the reader says of this text as a price.
    func price(decimalSign: DecimalSign = .point) -> PriceReading {
        let bytes = Array(utf8)
        return PriceReading(bytes.span, decimalSign: decimalSign)
    }
}
