import CLinux
import Oracles
import Testing

@testable import Quotes

struct PlainPriceTests {
    @Test(arguments: Array("019.-a ".utf8), [UInt8(ascii: "0"), UInt8(ascii: "9"), UInt8(ascii: "."), 0xFF])
    func `every short text reads as the general way reads it, whatever stands beside it`(_ last: UInt8, _ beside: UInt8)
    {
        let probe = PlainPriceProbe(beside: beside)
        var texts: [[UInt8]] = [[]]
        for length in 1...5 {
            for text in texts { probe.check(text + [last]) }
            if length < 5 { texts = texts.flatMap { text in "019.-a ".utf8.map { text + [$0] } } }
        }
    }

    @Test(arguments: 0..<20)
    func `longer texts read as the general way reads them`(_ seed: Int) {
        var random = SeededRandom(seed: seed)
        let probe = PlainPriceProbe(beside: .random(in: 0x2D...0x7E, using: &random))
        for _ in 0..<500 {
            let integer = (0..<Int.random(in: 0...10, using: &random)).map { _ in
                UInt8.random(in: 0x30...0x39, using: &random)
            }
            let decimals = (0..<Int.random(in: 0...10, using: &random)).map { _ in
                UInt8.random(in: 0x30...0x39, using: &random)
            }
            var text = integer + (random.oneIn(5) ? [] : [UInt8(ascii: ".")]) + decimals
            if random.oneIn(3), let place = text.indices.randomElement(using: &random) {
                text[place] = .random(in: 0...255, using: &random)
            }
            probe.check(text)
        }
    }

    @Test func `every byte but a digit is refused in every place`() {
        let probe = PlainPriceProbe(beside: UInt8(ascii: "5"))
        for place in 0..<17 {
            for byte in UInt8.min ... .max {
                var text = Array("12345678.12345678".utf8)
                text[place] = byte
                probe.check(text)
            }
        }
    }
}

/// Reads a line whose price is a text and compares the price with that of `PriceReading`, amid other bytes.
private struct PlainPriceProbe {
    /// The byte that fills the timestamp before the price and the column after it.
    let beside: UInt8
    private let ways: [PlainLines]

    init(beside: UInt8) {
        self.beside = beside
        let shape = plain_shape(delimiter: 0x2C, symbol: 0, timestamp: 1, price: 2, longest: 100)
        ways = PlainLines.allVectors.map { PlainLines(shape, $0, room: 0) }
    }

    func check(_ text: [UInt8]) {
        // These would make it another field, or another line.
        guard !text.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") }) else { return }
        let padding = [UInt8](repeating: 0, count: 64)
        let around = [UInt8](repeating: beside < 0x80 ? beside : 0x7E, count: 9)
        let line = Array("A,".utf8) + around + [0x2C] + text + [0x2C] + around + [0x0A]
        let expected = Self.expected(text)
        for (vectors, lines) in ways.enumerated() {
            lines.forgetBytes()
            var place = 0
            let quotes = unsafe (padding + line + padding).withUnsafeBufferPointer {
                unsafe lines.read($0.baseAddress! + 64, from: &place, to: line.count, room: 1)
            }
            let found = quotes.first?.value
            if found != expected {
                Issue.record("\(text) \(String(decoding: text, as: UTF8.self)), \(vectors): \(found as Any)")
            }
        }
    }

    /// The units of a price that is already in plain notation, without a sign, with up to 8 digits on each side.
    private static func expected(_ text: [UInt8]) -> Int64? {
        guard case .price(let price) = PriceReading(text.span), price.description.utf8.elementsEqual(text) else {
            return nil
        }
        let integerDigits = text.firstIndex(of: UInt8(ascii: ".")) ?? text.count
        return text[0] != UInt8(ascii: "-") && integerDigits <= 8 ? price.units : nil
    }
}
