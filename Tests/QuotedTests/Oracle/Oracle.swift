/// What `quoted` has to say, found another way: no fixed width, no running sum, nothing of the product's own.
///
/// Each window is added up anew in numbers of any size, and rounded by comparing twice the rest with the divisor.
struct Oracle {
    /// Quotes in the average, at least 1.
    var window = 10
    /// Decimals of the average, at least 0.
    var decimals = 6

    /// The mean of each full window of `prices`, in their order: `prices.count - window + 1` of them.
    ///
    /// Takes time proportional to `prices.count * window`.
    func averages(of prices: [ExactDecimal]) -> [ExactDecimal] {
        guard prices.count >= window else { return [] }
        let scale = prices.reduce(decimals) { max($0, $1.decimals) }
        let coefficients = prices.map { $0.coefficient(withDecimals: scale) }
        return (window...prices.count).map { end in
            var positive = BigNatural()
            var negative = BigNatural()
            for index in end - window..<end {
                if prices[index].isNegative {
                    negative.add(coefficients[index])
                } else {
                    positive.add(coefficients[index])
                }
            }
            let isNegative = positive < negative
            var magnitude = isNegative ? negative : positive
            magnitude.subtract(isNegative ? positive : negative)
            let mean = roundedMean(ofSum: magnitude, scale: scale)
            return ExactDecimal(isNegative: isNegative, coefficient: mean, decimals: decimals)
        }
    }

    /// `sum / window` in units of the last decimal, to the nearest, ties to the even one.
    private func roundedMean(ofSum sum: BigNatural, scale: Int) -> BigNatural {
        var divisor = BigNatural(UInt64(window))
        divisor.multiply(byPowerOfTen: scale - decimals)

        var quotient = sum
        quotient.divide(by: UInt32(window))
        quotient.divide(byPowerOfTen: scale - decimals)

        var product = quotient
        product.multiply(by: UInt32(window))
        product.multiply(byPowerOfTen: scale - decimals)
        var twiceTheRest = sum
        twiceTheRest.subtract(product)
        twiceTheRest.multiply(by: 2)

        if twiceTheRest > divisor || (twiceTheRest == divisor && quotient.isOdd) { quotient.add(BigNatural(1)) }
        return quotient
    }
}

extension Oracle {
    /// A quote as it stands in a file.
    struct Row {
        let symbol: String
        let timestamp: String
        let price: String
    }

    /// The lines that `quoted` is to print for these quotes, the header first.
    func output(for rows: [Row]) -> [String] {
        var rowsOfSymbol: [String: [Int]] = [:]
        for index in rows.indices { rowsOfSymbol[rows[index].symbol, default: []].append(index) }
        var lines = [String?](repeating: nil, count: rows.count)
        for indices in rowsOfSymbol.values {
            let prices = indices.map { index in
                guard let price = ExactDecimal(rows[index].price) else {
                    preconditionFailure("Not a price: \(rows[index].price)")
                }
                return price
            }
            for (offset, average) in averages(of: prices).enumerated() {
                let at = offset + window - 1
                let row = rows[indices[at]]
                lines[indices[at]] = "\(row.symbol),\(row.timestamp),\(prices[at]),\(average)"
            }
        }
        return ["symbol,timestamp,price,sma"] + lines.compactMap { $0 }
    }
}
