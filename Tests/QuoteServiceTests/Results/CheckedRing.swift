import Testing

@testable import QuoteService

/// A result log beside what it should hold: every byte written, and every byte that each reader got.
struct CheckedRing {
    private let log: ResultLog
    private var readers: [(reader: ResultLog.Reader, expected: [UInt8], got: [UInt8])] = []
    private var written = 0

    /// What is written, over and over; its period is no divisor of any capacity.
    private static let pattern = (0..<4096).map { UInt8($0 % 227) }

    init(capacity: Int, readers: Int) {
        log = ResultLog(capacity: capacity)
        for _ in 0..<readers { addReader() }
    }

    /// Bytes written, without any that were skipped.
    var head: Int { written }

    mutating func addReader() {
        readers.append((log.addReader(), [], []))
    }

    /// Writes a line if there is room for `minimum` bytes; returns whether there was.
    ///
    /// All the room that was given is spoilt first, so that a reader who still needs some of it gets to notice.
    mutating func write(length: Int, minimum: Int) -> Bool {
        guard let room = unsafe log.reserve(minimum)?.bytes else { return false }
        if room.count < minimum { Issue.record("\(room.count) bytes instead of \(minimum)") }
        unsafe room.initialize(repeating: 0xEE)
        let line = Self.pattern[written % 227..<written % 227 + length]
        unsafe _ = room.update(fromContentsOf: line)
        for index in readers.indices { readers[index].expected += line }
        written += length
        log.commit(length, lines: 0)
        return true
    }

    /// Lets a reader read, at most so many bytes.
    mutating func read(_ index: Int, upTo limit: Int) {
        var left = limit
        while left > 0 {
            let unread = unsafe log.unread(readers[index].reader)
            if unsafe unread.isEmpty { return }
            let count = min(left, unread.count)
            unsafe readers[index].got.append(contentsOf: unread.prefix(count))
            log.advance(readers[index].reader, by: count)
            left -= count
        }
    }

    mutating func readAll() {
        for index in readers.indices { read(index, upTo: .max) }
    }

    /// Expects that every reader got what was written since it joined, and is behind by nothing.
    func expectAllRead() {
        for reader in readers {
            #expect(reader.got == reader.expected)
            #expect(unsafe log.unread(reader.reader).isEmpty)
        }
    }
}

/// Repeatable random numbers (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
