import Testing

@Suite struct OracleTests {
    struct Example: CustomTestStringConvertible {
        let prices: [String]
        let decimals: Int
        let mean: String
        var testDescription: String { "mean of \(prices) is \(mean)" }

        init(_ prices: [String], _ decimals: Int, _ mean: String) {
            (self.prices, self.decimals, self.mean) = (prices, decimals, mean)
        }
    }

    @Test(arguments: [
        Example(["1", "2"], 0, "2"),  // 1.5, up to the even
        Example(["2", "3"], 0, "2"),  // 2.5, down to the even
        Example(["-1", "-2"], 0, "-2"),
        Example(["-2", "-3"], 0, "-2"),
        Example(["0", "-1"], 0, "0"),  // -0.5, and zero has no sign
        Example(["0.0000005"], 6, "0.000000"),
        Example(["0.0000015"], 6, "0.000002"),
        Example(["0.0000025"], 6, "0.000002"),
        Example(["0.00000250000000001"], 6, "0.000003"),
        Example(["0.9999995"], 6, "1.000000"),
        Example(["-0.0000015", "-0.0000015", "-0.0000015"], 6, "-0.000002"),
        Example(["1", "1", "2"], 6, "1.333333"),
        Example(["1", "2", "2"], 6, "1.666667"),
        Example(
            ["999999999999999.999999999999999999", "0.000000000000000001"], 18, "500000000000000.000000000000000000"),
        Example(["999999999999999", "-999999999999998.5", "0", "0"], 0, "0"),
        Example(["2.11e-05", "2.13E-5"], 6, "0.000021"),
        Example(["1e3", "1.5e+3"], 2, "1250.00"),
        Example(["0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1", "0.1"], 1, "0.1"),
        Example(["10", "11", "12", "13", "14", "15", "16", "17", "18", "19"], 0, "14"),
        Example(["11", "12", "13", "14", "15", "16", "17", "18", "19", "20"], 0, "16"),
    ])
    func `a mean is rounded to the nearest, ties to even`(_ example: Example) throws {
        let prices = try example.prices.map { try #require(ExactDecimal($0)) }
        let oracle = Oracle(window: prices.count, decimals: example.decimals)
        #expect(oracle.averages(of: prices).map(\.description) == [example.mean])
    }

    @Test(arguments: [
        ("12.50", "12.50"), ("-0.5", "-0.5"), ("+3", "3"), ("2.11e-05", "0.0000211"), ("1.50e1", "15.0"),
        ("15e2", "1500"), ("1.5E3", "1500"), ("0.000", "0.000"), (".5", "0.5"),
        ("123456789012345.123456789012345678", "123456789012345.123456789012345678"),
    ])
    func `a price in plain notation keeps its decimals`(_ text: String, _ plain: String) {
        #expect(ExactDecimal(text)?.description == plain)
    }

    @Test(arguments: ["", "-", ".", "abc", "1.2.3", "1e", "e5", "1,5", "٣", "--1", "1 "])
    func `what is no number is not read`(_ text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test func `limbs carry and borrow across their borders`() throws {
        var number = BigNatural(999_999_999_999_999_999)
        number.add(BigNatural(1))
        #expect(number.description == "1000000000000000000")
        number.multiply(by: 4_294_967_295)
        #expect(number.description == "4294967295000000000000000000")
        number.subtract(BigNatural(1))
        #expect(number.description == "4294967294999999999999999999")
        number.divide(by: 65_536)
        #expect(number.description == "65535999984741210937499")
        number.multiply(byPowerOfTen: 20)
        #expect(number.description == "6553599998474121093749900000000000000000000")
        number.divide(byPowerOfTen: 42)
        #expect(number == BigNatural(6))
        number.subtract(number)
        #expect(number.isZero && number == BigNatural())
    }

    @Test func `each symbol has a window of its own, and results keep the order of the quotes`() {
        let rows = [("A", "1"), ("B", "10"), ("A", "2"), ("A", "4"), ("B", "21")].enumerated().map { index, row in
            Oracle.Row(symbol: row.0, timestamp: "t\(index)", price: row.1)
        }
        let lines = Oracle(window: 2, decimals: 1).output(for: rows)
        #expect(lines == ["symbol,timestamp,price,sma", "A,t2,2,1.5", "A,t3,4,3.0", "B,t4,21,15.5"])
    }

    @Test(arguments: [(10, 6), (2, 0), (3, 5), (4, 18), (1000, 2)])
    func `a third of the windows made to tie do`(window: Int, decimals: Int) throws {
        var texts = PriceTexts(.ties(window: window, decimals: decimals), seed: 1)
        let prices = try (0..<window + 99).map { _ in try #require(ExactDecimal(texts.next())) }
        let exact = Oracle(window: window, decimals: decimals + 17).averages(of: prices)
        let ties = exact.count { $0.description.suffix(17) == "5" + String(repeating: "0", count: 16) }
        #expect((15...60).contains(ties), "\(ties) of 100")
    }
}
