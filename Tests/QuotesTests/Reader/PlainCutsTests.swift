import CLinux
import Glibc
import Testing

@testable import Quotes

/// `cut_plain_lines` gives what `cut_plain_lines_plainly` gives, which goes byte by byte.
@Suite(.timeLimit(.minutes(10)))
struct PlainCutsTests {
    static let shapes: [plain_shape] = [
        plain_shape(delimiter: 0x2C, symbol: 0, timestamp: 1, price: 2, longest: 65_536),
        plain_shape(delimiter: 0x2C, symbol: 0, timestamp: 1, price: 2, longest: 30),
        plain_shape(delimiter: 0x3B, symbol: 0, timestamp: 1, price: 2, longest: 65_536),
        plain_shape(delimiter: 0x09, symbol: 3, timestamp: 0, price: 2, longest: 90),
        plain_shape(delimiter: 0x7C, symbol: 255, timestamp: 1, price: 0, longest: 65_536),
        plain_shape(delimiter: 0x2C, symbol: 1, timestamp: 255, price: 0, longest: 65_536),
        plain_shape(delimiter: 0x20, symbol: 255, timestamp: 255, price: 0, longest: 65_536),
        plain_shape(delimiter: 0x2E, symbol: 2, timestamp: 2, price: 1, longest: 65_536),
    ]

    @Test(arguments: shapes.indices, 0..<40)
    func `random lines are cut with vectors as they are without`(_ which: Int, _ seed: Int) {
        var random = SeededRandom(seed: 100 * which + seed)
        let shape = Self.shapes[which]
        let rate = [3, 10, 1000].randomElement(using: &random)!
        let lines = (0..<200).map { _ in Self.line(shape, oddIn: rate, using: &random) }
        for room in [1, 7, 300] {
            compareCuts(of: Array(lines.joined()), shape, room: room)
            compareCuts(of: Array(lines.joined()), shape, isQuoted: true, room: room)
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
            compareCuts(of: line + [0x0A] + line + [0x0D, 0x0A], shape, isQuoted: true, room: 3)
        }
    }

    @Test(arguments: shapes.indices)
    func `every byte in every place of a line is taken for what it is`(_ which: Int) {
        let shape = Self.shapes[which]
        let price = Array("189.98".utf8)
        for length in [50, 63, 64, 128] {
            var line = Array([price, price, price, price].joined(separator: [shape.delimiter])) + [shape.delimiter]
            line += [UInt8](repeating: 0x78, count: length - line.count)
            for place in line.indices {
                var text: [UInt8] = []
                for byte in UInt8.min ... .max {
                    var line = line
                    line[place] = byte
                    text += line + [0x0A]
                }
                compareCuts(of: text, shape, room: 300)
                compareCuts(of: text, shape, isQuoted: true, room: 300)
            }
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

/// Cuts a text of whole lines both ways, passing over each line that is not plain, and expects the same cuts and places.
private func compareCuts(of lines: [UInt8], _ shape: plain_shape, isQuoted: Bool = false, room: Int) {
    let text = [UInt8](repeating: 0x2E, count: 64) + lines + [UInt8](repeating: 0x0A, count: 64)
    unsafe text.withUnsafeBufferPointer { text in
        let bytes = unsafe text.baseAddress! + 64
        var place = 0
        while place < lines.count {
            var (found, expected) = (Cuts(room: room), Cuts(room: room))
            var (end, expectedEnd) = (place, place)
            found.count = unsafe cut_plain_lines(bytes, &end, lines.count, shape, isQuoted, &found.cuts, room)
            expected.count = unsafe cut_plain_lines_plainly(
                bytes, &expectedEnd, lines.count, shape, isQuoted, &expected.cuts, room)
            guard found == expected, end == expectedEnd else {
                let line = lines[expectedEnd...].prefix(100)
                Issue.record("\(String(decoding: line, as: UTF8.self)): \(found) up to \(end), not \(expected)")
                return
            }
            place = end
            if found.count < room, place < lines.count { place = lines[place...].firstIndex(of: 0x0A)! + 1 }
        }
    }
}

private struct Cuts: Equatable, CustomStringConvertible {
    var cuts: [plain_cut]
    var count = 0

    /// With room for one more, which is not to be touched.
    init(room: Int) {
        cuts = Array(repeating: plain_cut(), count: room + 1)
    }

    var description: String { "\(cuts.prefix(count).map(\.words))" }

    static func == (one: Cuts, other: Cuts) -> Bool {
        // Past the last cut may stand what is left of one that came to nothing, but not past the room.
        guard one.count == other.count, one.cuts.last!.words == plain_cut().words else { return false }
        let bytes = one.count * MemoryLayout<plain_cut>.stride
        return unsafe memcmp(one.cuts, other.cuts, bytes) == 0
    }
}

extension plain_cut {
    fileprivate var words: [Int64] {
        [
            price, Int64(line), Int64(symbol_start), Int64(symbol_end), Int64(timestamp_start), Int64(timestamp_end),
            Int64(price_start), Int64(price_end),
        ]
    }
}
