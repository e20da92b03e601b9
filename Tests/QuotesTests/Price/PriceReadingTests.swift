import Oracles
import Testing

@testable import Quotes

struct PriceReadingTests {
    @Test(arguments: [
        // Plain digits, and what is left out.
        ("0", "0"), ("7", "7"), ("189.98", "189.98"), ("1.50", "1.50"), (".5", "0.5"), ("5.", "5"),
        ("00012.50", "12.50"),
        ("0.00", "0.00"), ("000", "0"), ("  3.5\t", "3.5"),
        // Signs; no zero is negative.
        ("-1.5", "-1.5"), ("+1.5", "1.5"), ("-.5", "-0.5"), ("+5.", "5"), ("-0", "0"), ("-0.00", "0.00"), ("-0e5", "0"),
        // Currencies, before or after the sign, with spaces after them.
        ("$1.5", "1.5"), ("€1.5", "1.5"), ("£1.5", "1.5"), ("¥150", "150"), ("-$5,693.31", "-5693.31"), ("$-5", "-5"),
        ("+€5", "5"), ("£ 5", "5"), ("-$  5", "-5"), ("$.5", "0.5"),
        // Thousands.
        ("1,234", "1234"), ("12,345.678", "12345.678"), ("123,456,789.10", "123456789.10"), ("0,001", "1"),
        ("1,234e2", "123400"),
        // Exponents.
        ("2.11e-05", "0.0000211"), ("2.11E-05", "0.0000211"), ("1e3", "1000"), ("1e+3", "1000"), ("1.5e1", "15"),
        ("1.50e1", "15.0"), ("1.5e0", "1.5"), ("1.5e-1", "0.15"), (".5e1", "5"), ("5.e1", "50"), ("-$1e2", "-100"),
        ("1e0000000000000000000001", "10"), ("100e-2", "1.00"), ("0e14", "0"), ("0.00e1", "0.0"),
    ])
    func `a price comes out in plain notation with its own number of decimals`(_ text: String, _ plain: String) throws {
        let price = try #require(text.price().price)
        #expect(price.description == plain)
        #expect(plain.price() == .price(price))
        #expect(NaivePrice(text) == NaivePrice(.price(price)))
    }

    @Test(arguments: [
        ("1,5", "1.5"), ("5.693,31", "5693.31"), ("-€5.693.100,5", "-5693100.5"), ("1.234", "1234"), (",5", "0.5"),
        ("5,", "5"), ("2,11e-05", "0.0000211"), ("100", "100"), ("0,000", "0.000"),
    ])
    func `where the decimal sign is a comma, a point groups thousands`(_ text: String, _ plain: String) throws {
        let price = try #require(text.price(decimalSign: .comma).price)
        #expect(price.description == plain)
    }

    @Test(arguments: ["1.5", "1.2345", "1,5,5", "1.000.00,5", ".500", "1,000.5"])
    func `a point that groups nothing is refused where the decimal sign is a comma`(_ text: String) {
        #expect(text.price(decimalSign: .comma) == .notANumber)
    }

    @Test(arguments: [
        "abc", "1.2.3", "1..2", "..", "--1", "+-1", "-+1", "$$1", "$€1", "$", "-$", "+", "-.", "+.", "$.", "1-", "1$",
        "1 €",
        "- 5", "+ 5", "1 000", "1'000", "1_000", "e5", ".e5", "-e5", "1e", "1e+", "1e-", "1e1.5", "1e1e1", "1e 5",
        "1 e5",
        ",5", ",", "1,", "1,00", "1,0000", "1234,567", "1,,000", "1,000,", "1,000,00", "1.000,000", "0x1F", "1f", "1%",
        "NULL1", "nanx", "na n", "infinit", "infinityy", "٣", "１２", "−5", "1\u{A0}000", "½", "1\u{301}", "\u{FEFF}1",
        "1\r",
        "nil", "none", "#N/A", "--", "1/2",
    ])
    func `what is no number is refused`(_ text: String) {
        #expect(text.price() == .notANumber)
        #expect(NaivePrice(text) == .notANumber)
    }

    @Test(arguments: ["null", "n/a", "na", "nan", ".", "-", ""])
    func `a missing price is written in several ways, in any case and with spaces around it`(_ word: String) {
        for spelling in word.spellings {
            #expect(spelling.price() == .missing, "\(spelling)")
            #expect(" \t\(spelling)  ".price() == .missing, "\(spelling)")
            #expect(spelling.price(decimalSign: .comma) == .missing, "\(spelling)")
        }
    }

    @Test(arguments: ["inf", "infinity"], ["", "+", "-"])
    func `an infinite price is told from other words, in any case`(_ word: String, _ sign: String) {
        for spelling in word.spellings { #expect((sign + spelling).price() == .infinite, "\(sign)\(spelling)") }
    }

    @Test(arguments: [
        // 15 integer digits, 18 decimals, both at once.
        ("999999999999999", true), ("1000000000000000", false), ("-999999999999999", true),
        ("-1000000000000000", false),
        ("0.000000000000000001", true), ("0.0000000000000000001", false), ("0.0000000000000000000", false),
        ("999999999999999.999999999999999999", true), ("-999999999999999.999999999999999999", true),
        ("1000000000000000.0", false), ("1.0000000000000000000", false), ("999,999,999,999,999", true),
        ("1,000,000,000,000,000", false), ("00000000000000000000000000000000000000000000001", true),
        // What counts is where an exponent moves the point.
        ("1e14", true), ("1e15", false), ("9.99e14", true), ("9.99e15", false), ("1e-18", true), ("1e-19", false),
        ("0.1e-17", true), ("0.1e-18", false), ("1000000000000000e-1", true), ("10000000000000000e-1", false),
        ("999999999999999999999999999999999e-18", true), ("9999999999999999999999999999999999e-19", false),
        ("0.0000000000000000000000000000000000000001e40", true),
        ("10000000000000000000000000000000000000000e-40", false),
        ("1e999999999999999999999999", false), ("1e-999999999999999999999999", false),
        ("1e18446744073709551616", false),
        ("1e9223372036854775808", false), ("1e-9223372036854775808", false), ("1e1000000", false),
        ("1e-1000000", false),
        // Zero has no digit to be out of range, but it may have too many decimals.
        ("0e15", true), ("0e999999999999", true), ("0e-18", true), ("0e-19", false), ("0e-999999999999", false),
        ("0.000e999999999999", true), ("0.0000000000000000000e1", true),
    ])
    func `a price has up to 15 integer digits and 18 decimals`(_ text: String, _ isInRange: Bool) {
        #expect((text.price() != .outOfRange) == isInRange)
        #expect(NaivePrice(text.price()) == NaivePrice(text))
    }

    @Test(arguments: [32, 33, 34, 38, 39, 40, 100, 5_000])
    func `no number of digits overflows`(_ count: Int) {
        for digit in ["0", "1", "9"] {
            let digits = String(repeating: digit, count: count)
            for text in [digits, "-" + digits, "0." + digits, digits + "." + digits, digits + "e-18", "1e" + digits] {
                #expect(NaivePrice(text.price()) == NaivePrice(text))
            }
        }
    }

    @Test(arguments: 0..<20)
    func `random numbers read as they are by hand`(_ seed: Int) {
        var random = SeededRandom(seed: seed)
        let pieces = ["0", "00", "1", "9", "12", "345", "000", ".", ",", "e", "E", "-", "+", "$", "€", " ", "nan", "x"]
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 1...7, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            #expect(NaivePrice(text.price()) == NaivePrice(text), "\(text)")
            #expect(NaivePrice(text.price(decimalSign: .comma)) == NaivePrice(text, decimalSign: ","), "\(text)")
        }
    }
}

extension PriceReading {
    var price: Price? { if case .price(let price) = self { price } else { nil } }
}

extension String {
    /// The word in lower case, in upper case, and with every second letter in upper case.
    fileprivate var spellings: [String] {
        let mixed = enumerated().map { $0.offset.isMultiple(of: 2) ? $0.element.uppercased() : String($0.element) }
            .joined()
        return [self, uppercased(), mixed]
    }
}
