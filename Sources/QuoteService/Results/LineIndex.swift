import Quotes

/// Where the last lines of the result log begin and whose they are.
///
/// Lines are numbered from 0. Memory: 16 bytes a line of the history, and 8 bytes a symbol.
struct LineIndex {
    struct Entry {
        /// The line's position in the log.
        var start: UInt64
        var symbol: SymbolID
    }

    private var entries: [Entry]
    /// The oldest line that is kept.
    private(set) var first: UInt64 = 0
    /// The number of the next line.
    private(set) var next: UInt64 = 0
    /// The oldest line that a subscriber still needs and that must not be overrun; `nil` where overrunning is allowed.
    var held: UInt64?

    /// How many lines are kept, a power of two.
    var capacity: Int { entries.count }

    /// How many lines may be added without overrunning the one that is held.
    var room: Int {
        guard let held else { return .max }
        return capacity - Int(next - max(held, first))
    }

    init(capacity: Int) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "a history of lines that is no power of two")
        entries = Array(repeating: Entry(start: 0, symbol: 0), count: capacity)
    }

    /// A line that is kept.
    subscript(line: UInt64) -> Entry { entries[Int(line) & (entries.count - 1)] }

    var isFull: Bool { next - first == UInt64(entries.count) }

    /// Adds the next line; there must be room for it.
    mutating func add(_ entry: Entry) {
        entries[Int(next) & (entries.count - 1)] = entry
        next += 1
    }

    mutating func removeFirst() {
        first += 1
    }

    /// The last line that begins at or before `position`. Logarithmic in the number of lines.
    func line(at position: UInt64) -> UInt64 {
        var low = first
        var high = next
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self[middle].start <= position { low = middle } else { high = middle }
        }
        return low
    }
}

/// The last result line of each symbol, kept when the history no longer has it.
struct LatestLines {
    /// By symbol: the number of its last line, plus one; 0 for none.
    private(set) var numbers: [UInt64] = []
    private(set) var texts: [SymbolID: [UInt8]] = [:]

    mutating func note(_ line: UInt64, of symbol: SymbolID) {
        if Int(symbol) >= numbers.count {
            numbers.append(contentsOf: repeatElement(0, count: max(64, Int(symbol) + 1 - numbers.count, numbers.count)))
        }
        numbers[Int(symbol)] = line + 1
    }

    /// Whether this is the last line of its symbol.
    func isLatest(_ line: UInt64, of symbol: SymbolID) -> Bool { numbers[Int(symbol)] == line + 1 }

    mutating func keep(_ text: [UInt8], of symbol: SymbolID) {
        texts[symbol] = text
    }
}
