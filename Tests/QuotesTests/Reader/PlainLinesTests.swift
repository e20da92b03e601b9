import CLinux
import Testing

@testable import Quotes

/// With every kind of vectors, `read_plain_lines` gives what it gives without, byte by byte.
@Suite(.timeLimit(.minutes(10)))
struct PlainLinesTests {
    static let shapes: [plain_shape] = [
        plain_shape(delimiter: 0x2C, symbol: 0, timestamp: 1, price: 2, longest: 65_536),
        plain_shape(delimiter: 0x2C, symbol: 0, timestamp: 1, price: 2, longest: 30),
        plain_shape(delimiter: 0x3B, symbol: 0, timestamp: 1, price: 2, longest: 65_536),
        plain_shape(delimiter: 0x09, symbol: 3, timestamp: 0, price: 2, longest: 90),
        plain_shape(delimiter: 0x2C, symbol: 255, timestamp: 0, price: 1, longest: 65_536),
        plain_shape(delimiter: 0x2C, symbol: 2, timestamp: 0, price: 1, longest: 63),
        plain_shape(delimiter: 0x7C, symbol: 255, timestamp: 1, price: 0, longest: 65_536),
        plain_shape(delimiter: 0x2C, symbol: 1, timestamp: 255, price: 0, longest: 65_536),
        plain_shape(delimiter: 0x20, symbol: 255, timestamp: 255, price: 0, longest: 65_536),
        plain_shape(delimiter: 0x2E, symbol: 2, timestamp: 2, price: 1, longest: 65_536),
    ]

    @Test(arguments: shapes.indices, 0..<15)
    func `random lines are read with vectors as they are without`(_ which: Int, _ seed: Int) {
        var random = SeededRandom(seed: 100 * which + seed)
        let shape = Self.shapes[which]
        let rate = [3, 10, 1000].randomElement(using: &random)!
        let lines = (0..<200).map { _ in Self.line(shape, oddIn: rate, using: &random) }
        for room in [1, 7, 300] {
            compare(Array(lines.joined()), shape, room: room)
            compare(Array(lines.joined()), shape, isQuoted: true, room: room)
        }
    }

    @Test(arguments: shapes.indices)
    func `every way to put quotes around and into fields is taken for what it is`(_ which: Int) {
        let shape = Self.shapes[which]
        for pattern in 0..<(1 << 12) {
            // Four fields of two bytes: a bit before each byte and after each field says whether there is a quote.
            let fields = (0..<4).map { field in
                (0..<3).flatMap { place -> [UInt8] in
                    (pattern >> (3 * field + place) & 1 == 1 ? [0x22] : []) + (place < 2 ? [0x37] : [])
                }
            }
            let line = Array(fields.joined(separator: [shape.delimiter]))
            compare(line + [0x0A] + line + [0x0D, 0x0A], shape, isQuoted: true, room: 3)
        }
    }

    @Test(arguments: shapes.indices)
    func `every byte in every place of a line is taken for what it is`(_ which: Int) {
        let shape = Self.shapes[which]
        let price = Array("189.98".utf8)
        for length in [63, 128] {
            var line = Array([price, price, price, price].joined(separator: [shape.delimiter])) + [shape.delimiter]
            line += [UInt8](repeating: 0x78, count: length - line.count)
            for place in line.indices {
                var text: [UInt8] = []
                for byte in UInt8.min ... .max {
                    var line = line
                    line[place] = byte
                    text += line + [0x0A]
                }
                compare(text, shape, room: 300)
                compare(text, shape, isQuoted: true, room: 300)
            }
        }
    }

    @Test(arguments: shapes.indices, [-256, -1, 0, 1, 400].map { Int(plain_composed_room) + $0 })
    func `texts are composed as far as there is room for them`(_ which: Int, _ room: Int) {
        var random = SeededRandom(seed: 100 * which + room)
        let shape = Self.shapes[which]
        let lines = (0..<40).map { _ in Self.line(shape, oddIn: 1000, using: &random) }
        compare(Array(lines.joined()), shape, room: 300, composedRoom: room)
        compare(Array(lines.joined()), shape, isQuoted: true, room: 300, composedRoom: room)
    }

    /// 2,048 bytes are looked at together, and 64 more.
    @Test(arguments: shapes.indices)
    func `an odd byte is seen wherever it is`(_ which: Int) {
        let shape = Self.shapes[which]
        let line =
            Array(["189.98", "7", "3", "5.25"].map { Array($0.utf8) }.joined(separator: [shape.delimiter])) + [0x0A]
        let text = Array(repeatElement(line, count: 4_500 / line.count).joined())
        for place in Array(1_980..<2_130) + Array(4_030..<4_130) where text[place] != 0x0A {
            var text = text
            text[place] = 0x01
            compare(text, shape, room: 300)
        }
    }

    private static func line(_ shape: plain_shape, oddIn rate: Int, using random: inout SeededRandom) -> [UInt8] {
        let odd: [UInt8] = [
            0x00, 0x09, 0x0D, 0x1F, 0x20, 0x21, 0x22, 0x2C, 0x2E, 0x30, 0x3B, 0x5C, 0x7C, 0x7F, 0x80, 0xFF,
        ]
        var fields = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            (0..<Int.random(in: 0...(random.oneIn(6) ? 70 : 9), using: &random)).map { _ in
                UInt8.random(in: 0x2D...0x7A, using: &random)
            }
        }
        for column in [Int(shape.price)] where column < fields.count && !random.oneIn(9) {
            let integer = Int.random(
                in: 0...[9, 999, 99_999_999, 999_999_999].randomElement(using: &random)!, using: &random)
            let decimals = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                UInt8.random(in: 0x30...0x39, using: &random)
            }
            fields[column] = Array("\(integer)".utf8) + (random.oneIn(6) ? [] : [0x2E] + decimals)
        }
        let isQuoted = random.oneIn(3)
        fields = fields.map { isQuoted || random.oneIn(rate) ? [0x22] + $0 + [0x22] : $0 }
        var line = Array(fields.joined(separator: [shape.delimiter]))
        if random.oneIn(rate) {
            line.insert(odd.randomElement(using: &random)!, at: .random(in: 0...line.count, using: &random))
        }
        return line + (random.oneIn(rate) ? [0x0D, 0x0A] : [0x0A])
    }
}

/// Reads a text of whole lines in every way, passing over each line that is not plain, and expects the same quotes, places
/// and symbols.
private func compare(
    _ lines: [UInt8], _ shape: plain_shape, isQuoted: Bool = false, room: Int, composedRoom: Int? = nil
) {
    // A symbol and two commas more than the line, for each.
    let composedRoom = composedRoom ?? lines.count + 67 * lines.count { $0 == 0x0A } + Int(plain_composed_room)
    let text = [UInt8](repeating: 0x2E, count: 64) + lines + [UInt8](repeating: 0x0A, count: 64)
    let name = [UInt8](repeating: 0x44, count: lines.count % 65)
    let ways = PlainLines.allVectors.map { PlainLines(shape, $0, defaultSymbol: name, room: composedRoom) }
    unsafe text.withUnsafeBufferPointer { text in
        let bytes = unsafe text.baseAddress! + 64
        var place = 0
        while place < lines.count {
            var end = place
            let expected = unsafe ways[0].read(bytes, from: &end, to: lines.count, isQuoted: isQuoted, room: room)
            for way in ways.dropFirst() {
                var foundEnd = place
                let found = unsafe way.read(bytes, from: &foundEnd, to: lines.count, isQuoted: isQuoted, room: room)
                guard found.elementsEqual(expected, by: { $0.isSame(as: $1) }), foundEnd == end,
                    way.composedLeft == ways[0].composedLeft,
                    way.symbols.count == ways[0].symbols.count
                else {
                    let line = String(decoding: lines[end...].prefix(100), as: UTF8.self)
                    let (saying, wanted) = (found.map(\.saying), expected.map(\.saying))
                    Issue.record("\(line): \(saying) up to \(foundEnd), not \(wanted) up to \(end)")
                    return
                }
            }
            place = end
            if expected.count < room, place < lines.count {
                while unsafe bytes[place] != 0x0A { place += 1 }
                place += 1
            }
        }
    }
}
