/// `sum` units of ten to the power of minus `scale` over `count`, by long division, rounded half to even in its digits:
/// the oracle of every average. Any sum below 10^37 in magnitude.
package func naiveMean(sum: Int128, scale: Int, count: Int, decimals: Int) -> String {
    let divisor = (0..<scale).reduce(UInt128(count)) { product, _ in product * 10 }
    var digits = String(sum.magnitude / divisor).map { $0.wholeNumberValue! }
    var remainder = sum.magnitude % divisor
    for _ in 0..<decimals {
        digits.append(Int(remainder * 10 / divisor))
        remainder = remainder * 10 % divisor
    }
    let isTie = remainder * 2 == divisor
    if remainder * 2 > divisor || (isTie && !digits.last!.isMultiple(of: 2)) {
        var place = digits.count - 1
        while place >= 0, digits[place] == 9 {
            digits[place] = 0
            place -= 1
        }
        if place < 0 { digits.insert(1, at: 0) } else { digits[place] += 1 }
    }
    let sign = sum < 0 && digits.contains { $0 != 0 } ? "-" : ""
    let text = digits.map(String.init).joined()
    return sign + (decimals == 0 ? text : "\(text.dropLast(decimals)).\(text.suffix(decimals))")
}
