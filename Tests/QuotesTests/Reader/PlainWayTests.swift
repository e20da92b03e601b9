import Oracles
import Testing

@testable import Quotes

/// The plain way gives what the general way gives and what a naive reader gives, on files of which most lines are plain.
@Suite(.timeLimit(.minutes(10)))
struct PlainWayTests {
    @Test(arguments: 0..<300)
    func `mutated files read as a naive reader reads them`(_ seed: Int) {
        var random = SeededRandom(seed: seed)
        let file = MutatedFile(using: &random)
        let size = [13, 64, 250, 1_000, Int.max].randomElement(using: &random)!
        let room = [3, 64, 1_000].randomElement(using: &random)!
        let difference = file.text.feed.read(chunks: size, room: room).difference(from: file.text.expected)
        if let difference { Issue.record("\(difference)") }
    }

    /// A space before a line makes it go the general way and belongs to no field.
    @Test(arguments: 300..<500)
    func `plain lines read as they do with a space before them`(_ seed: Int) {
        var random = SeededRandom(seed: seed)
        let file = MutatedFile(using: &random, isMutated: false)
        let plain = file.text.feed.read()
        let general = file.withSpaces.feed.read()
        #expect(plain.counts == general.counts)
        if plain.quotes != general.quotes {
            Issue.record("\(plain.difference(from: general) ?? "")")
        }
    }

    /// A default symbol in need of quotes bars the composed plain way, whether it is used or not.
    @Test(arguments: 500..<700)
    func `composed lines read as they do the general way`(_ seed: Int) {
        var random = SeededRandom(seed: seed)
        var text = MutatedFile(using: &random).text
        if text.columns.symbol == nil || text.columns == .init(symbol: 0, timestamp: 1, price: 2) {
            text.columns = .init(symbol: 1, timestamp: 0, price: 2)
        }
        let plain = text.feed.read()
        let general = text.with { $0.symbol = "\"" }.feed.read()
        if let difference = plain.difference(from: general) { Issue.record("\(difference)") }
    }
}

/// A random file: most lines plain, or with quotes around every field, some mutated, some long.
private struct MutatedFile {
    private(set) var text = ReaderText("", "")
    private var lines: [[UInt8]] = []

    init(using random: inout SeededRandom, isMutated: Bool = true) {
        text.delimiter = Array(",,;\t|:".utf8).randomElement(using: &random)!
        text.columns = [
            Dialect.Columns(symbol: 0, timestamp: 1, price: 2), .init(symbol: 0, timestamp: 1, price: 2),
            .init(symbol: 1, timestamp: 2, price: 0), .init(symbol: 2, timestamp: nil, price: 1),
            .init(symbol: nil, timestamp: 0, price: 1), .init(symbol: nil, timestamp: nil, price: 2),
        ].randomElement(using: &random)!
        text.maximumLine = [80, 200, 1_000].randomElement(using: &random)!
        text.chunk = [16, 1_000, 20_000].randomElement(using: &random)!
        let endings: [[UInt8]] = [[0x0A], [0x0D, 0x0A]]
        var ending = endings.randomElement(using: &random)!
        let count = Int.random(in: 5...300, using: &random)
        let rate = Int.random(in: 2...40, using: &random)
        let isQuoted = random.oneIn(3)
        for number in 0..<count {
            if random.oneIn(50) { ending = endings.randomElement(using: &random)! }
            var line = plainLine(using: &random)
            // The first line decides the dialect and stays as it is.
            if number == 0 { line = Array("1,2,3,4".utf8.map { $0 == 0x2C ? text.delimiter : $0 }) }
            if isQuoted, number > 0 { line = quoted(line) }
            if isMutated, number > 0, random.oneIn(rate) { line = mutated(line, using: &random) }
            lines.append(line + ending)
        }
        text.text = Array(lines.joined())
        if random.oneIn(2) { text.text.removeLast(ending.count) }
    }

    /// The same with a space before each line.
    var withSpaces: ReaderText {
        text.with {
            $0.text = Array(lines.map { [0x20] + $0 }.joined())
            $0.maximumLine += 1
        }
    }

    private func plainLine(using random: inout SeededRandom) -> [UInt8] {
        var fields = (0..<3).map { _ in
            Self.word(upTo: random.oneIn(8) ? 70 : 12, from: "ABCDEFGHIJKLMNOP0123456789.:- ", using: &random)
        }
        let count = random.oneIn(4) ? Int.random(in: 0...3, using: &random) : 0
        fields += (0..<count).map { _ in
            Self.word(upTo: random.oneIn(6) ? 300 : 5, from: "xyz 0123456789.", using: &random)
        }
        if let column = text.columns.symbol {
            fields[column] = Self.word(upTo: random.oneIn(4) ? 30 : 5, from: "ABCD", using: &random)
        }
        let integer = Self.word(upTo: random.oneIn(6) ? 12 : 5, from: "0123456789", using: &random)
        let decimals = Self.word(upTo: random.oneIn(6) ? 12 : 5, from: "0123456789", using: &random)
        fields[text.columns.price] = random.oneIn(5) ? integer : integer + [0x2E] + decimals
        return Array(fields.joined(separator: [text.delimiter]))
    }

    /// The line with quotes around every field.
    private func quoted(_ line: [UInt8]) -> [UInt8] {
        let fields = line.split(separator: text.delimiter, omittingEmptySubsequences: false)
        return Array(fields.map { [0x22] + $0 + [0x22] }.joined(separator: [text.delimiter]))
    }

    private func mutated(_ line: [UInt8], using random: inout SeededRandom) -> [UInt8] {
        var line = line
        let bytes: [UInt8] =
            Array("\"\"\"\r\n\t  .,-+$eE019xNa;|:\\".utf8) + [0, 1, 0x7F, 0x80, 0xC3, 0xA9, 0xE2, 0xFF, text.delimiter]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...line.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where place < line.count: line[place] = bytes.randomElement(using: &random)!
            case 1 where place < line.count: line.remove(at: place)
            case 2:
                // A quoted field, whole.
                var fields = line.split(separator: text.delimiter, omittingEmptySubsequences: false).map(Array.init)
                let field = fields.indices.randomElement(using: &random)!
                fields[field] = [0x22] + fields[field].flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
                line = Array(fields.joined(separator: [text.delimiter]))
            default: line.insert(bytes.randomElement(using: &random)!, at: place)
            }
        }
        return line
    }

    private static func word(upTo length: Int, from letters: String, using random: inout SeededRandom) -> [UInt8] {
        let letters = Array(letters.utf8)
        return (0..<Int.random(in: 0...length, using: &random)).map { _ in letters.randomElement(using: &random)! }
    }
}
