import Oracles
import Testing

@testable import Quotes

struct MeanTests {
    @Test(
        arguments: [
            (0, 1, 0), (5, 1, 5), (1, 2, 0), (3, 2, 2), (5, 2, 2), (7, 2, 4), (-1, 2, 0), (-3, 2, -2), (-5, 2, -2),
            (1, 3, 0), (2, 3, 1),
            (-2, 3, -1), (15, 10, 2), (25, 10, 2), (35, 10, 4), (14, 10, 1), (16, 10, 2), (-25, 10, -2),
            (.max, 1, .max), (.min + 1, 1, .min + 1),
            (.max, 2, 85_070_591_730_234_615_865_843_651_857_942_052_864), (.max, UInt128(Int128.max), 1),
            (1, .max, 0), (.max, .max, 0), (.min, .max, -1), (Int128.max, UInt128(Int128.max) * 2, 0),
            (Int128.max, UInt128(Int128.max) * 2 - 1, 1),
        ] as [(Int128, UInt128, Int128)])
    func `a quotient is rounded half to even`(_ sum: Int128, _ divisor: UInt128, _ quotient: Int128) {
        #expect(roundedHalfToEven(sum, dividingBy: divisor) == quotient)
    }

    @Test(arguments: 0...18)
    func `a mean has the digits of a long division`(_ places: Int) {
        var random = SeededRandom(seed: places)
        for window in [1, 2, 3, 4, 7, 10, 16, 64, 1_000, 65_536] {
            for scale in [8, 18] {
                for _ in 0..<40 {
                    var units = Int128(random.magnitude(bits: 63))
                    if scale == 18 {
                        units =
                            units * Int128(random.magnitude(bits: 58)) / Int128.random(in: 1...1_000, using: &random)
                    }
                    // Every third is a tie where there can be one.
                    let last = (0..<max(0, scale - places)).reduce(Int128(window)) { product, _ in product * 10 }
                    if random.oneIn(3), scale > places { units = units / last * last + last / 2 }
                    if random.oneIn(2) { units = -units }
                    let sum = MovingAverage.Sum(units: units, decimals: scale, count: window)
                    let text = plainNotation(of: sum.mean(places: places), decimals: places)
                    let expected = naiveMean(sum: units, scale: scale, count: window, decimals: places)
                    if text != expected {
                        Issue.record("\(units) at \(scale) over \(window): \(text), not \(expected)")
                    }
                }
            }
        }
    }
}
