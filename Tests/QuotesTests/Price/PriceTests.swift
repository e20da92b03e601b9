import Testing

@testable import Quotes

struct PriceTests {
    @Test(
        arguments: [
            ("0", 0, 0), ("1.5", 150_000_000, 1), ("-0.00000001", -1, 8), ("92233720368.54775807", .max, 8),
            ("-92233720368.54775808", .min, 8), ("999999999.99", 99_999_999_999_000_000, 2),
        ] as [(String, Int64, Int)])
    func `a price of up to 8 decimals that fits 64 bits is whole in narrow units`(
        _ text: String, _ units: Int64, _ decimals: Int
    ) throws {
        let price = try #require(text.price().price)
        #expect(price.units == units)
        #expect(price.decimals == decimals)
        #expect(price.attounits == Int128(units) * 10_000_000_000)
    }

    @Test(arguments: [
        "92233720368.54775808", "-92233720368.54775809", "999999999999999", "1.000000000", "0.000000001",
        "999999999999999.999999999999999999",
    ])
    func `a price of more than 8 decimals, or past 64 bits, is wide`(_ text: String) throws {
        let price = try #require(text.price().price)
        #expect(price.units == nil)
    }

    @Test func `the longest price takes the most bytes`() throws {
        let text = "-999999999999999.999999999999999999"
        let price = try #require(text.price().price)
        #expect(price.description.utf8.count == Price.maximumTextLength)
        #expect(price.attounits == -999_999_999_999_999_999_999_999_999_999_999)
    }

    @Test(
        arguments: [
            (0, 0, "0"), (0, 3, "0.000"), (5, 0, "5"), (-5, 0, "-5"), (5, 1, "0.5"), (-5, 2, "-0.05"),
            (1_234, 2, "12.34"),
            (-1, 38, "-0.00000000000000000000000000000000000001"),
            (.max, 0, "170141183460469231731687303715884105727"), (.min, 0, "-170141183460469231731687303715884105728"),
            (.max, 38, "1.70141183460469231731687303715884105727"),
            (.min, 38, "-1.70141183460469231731687303715884105728"),
        ] as [(Int128, Int, String)])
    func `plain notation has a digit before the point and every decimal after it`(
        _ value: Int128, _ decimals: Int, _ text: String
    ) {
        #expect(plainNotation(of: value, decimals: decimals) == text)
    }

    @Test func `powers of ten go up to 38`() {
        #expect(powerOfTen(0) == 1)
        #expect(powerOfTen(18) == 1_000_000_000_000_000_000)
        #expect(powerOfTen(38) == 100_000_000_000_000_000_000_000_000_000_000_000_000)
    }
}
