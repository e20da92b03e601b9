import Quotes
import Testing

@testable import QuoteService
@testable import Quotes

/// A result log that a test writes lines into, for those who read by line.
final class Publisher {
    let results: ResultLog
    let symbols = SymbolTable()
    let format: ResultFormat
    /// Every line that was published, with its newline.
    private(set) var lines: [String] = []
    /// The writer found no room, since somebody holds it back.
    struct HeldBack: Error {}

    init(history: Int, capacity: Int = 4096, format: ResultFormat = .csv) {
        results = ResultLog(capacity: capacity, history: history)
        self.format = format
    }

    /// Publishes one result of a symbol; a line of this length, or one that is as short as it can be.
    func publish(_ symbol: String = "A", length: Int = 0) throws {
        let start = "\(symbol),\(lines.count)"
        let line = start + String(repeating: ".", count: max(0, length - start.utf8.count - 1)) + "\n"
        guard let room = results.reserve(line.utf8.count), let marks = unsafe room.marks else { throw HeldBack() }
        // Room beyond the line is spoilt, so that whoever still needs some of it gets to notice.
        unsafe room.bytes.prefix(line.utf8.count + 4096).update(repeating: 0xEE)
        _ = unsafe room.bytes.update(fromContentsOf: line.utf8)
        unsafe marks[0] = LineMark(end: UInt32(line.utf8.count), symbol: symbols.id(of: Array(symbol.utf8).span))
        results.commit(line.utf8.count, lines: 1)
        lines.append(line)
    }

    func publish(_ symbol: String = "A", count: Int, length: Int = 0) throws {
        for _ in 0..<count { try publish(symbol, length: length) }
    }
}
