import Glibc

/// How far two outputs say the same: results line by line, `symbol,timestamp,price,sma`.
struct Agreement {
    /// The lines of the output that is right.
    private(set) var lines = 0
    /// How many averages are others, and by how much at most.
    private(set) var different = 0
    private(set) var largest = 0.0
    /// What makes it useless to compare averages.
    private(set) var objection: String?

    /// Whether every line says the same; numbers may have further zeros.
    var isFull: Bool { different == 0 && objection == nil }

    /// Compares two files.
    init(expected: String, actual: String) throws(BenchmarkError) {
        let (right, other) = (try LineFile(expected), try LineFile(actual))
        while try right.advance() {
            lines += 1
            guard try other.advance() else {
                objection = "the last line is \(grouped(lines - 1))"
                return
            }
            if right.isSame(as: other) { continue }
            guard let distance = right.distance(to: other) else {
                objection = "line \(grouped(lines)) is another"
                return
            }
            if distance > 0 { different += 1 }
            largest = max(largest, distance)
        }
        if try other.advance() { objection = "there are more than \(grouped(lines)) lines" }
    }
}

extension Agreement: CustomStringConvertible {
    var description: String {
        if let objection { return objection }
        guard different > 0 else { return "same" }
        let share = 100 * Double(different) / Double(lines)
        // Both have six decimals: any other difference is a matter of how binary fractions are subtracted.
        return "\(decimal(share, places: share < 0.1 ? 4 : 1)) % off, by \(decimal(largest, places: 6)) at most"
    }
}

/// A file read line by line, in place.
@safe
private final class LineFile {
    private let name: String
    private let stream: UnsafeMutablePointer<FILE>
    // SAFETY: the C library allocates the line and keeps its capacity; it is freed with this object.
    private var line: UnsafeMutablePointer<CChar>?
    private var capacity = 0
    /// Without the newline.
    private var length = 0

    init(_ path: String) throws(BenchmarkError) {
        name = path
        guard let stream = unsafe fopen(path, "re") else { throw .system(call: "open \(path)", code: errno) }
        unsafe self.stream = stream
    }

    deinit {
        unsafe free(line)
        unsafe fclose(stream)
    }

    /// Goes to the next line; `false` where there is none.
    func advance() throws(BenchmarkError) -> Bool {
        let count = unsafe getline(&line, &capacity, stream)
        guard count > 0 else {
            guard unsafe ferror(stream) == 0 else { throw .system(call: "read \(name)", code: errno) }
            return false
        }
        unsafe length = line![count - 1] == CChar(UInt8(ascii: "\n")) ? count - 1 : count
        return true
    }

    func isSame(as other: LineFile) -> Bool {
        unsafe length == other.length && memcmp(line!, other.line!, length) == 0
    }

    /// How far the averages of two lines are apart; `nil` where the lines differ in something else.
    func distance(to other: LineFile) -> Double? {
        guard let (key, price, average) = fields, let (otherKey, otherPrice, otherAverage) = other.fields,
            unsafe key == otherKey && memcmp(line!, other.line!, key) == 0, price == otherPrice
        else { return nil }
        return abs(average - otherAverage)
    }

    /// The length of symbol and timestamp, and the two numbers behind them.
    private var fields: (key: Int, price: Double, average: Double)? {
        guard let line = unsafe line, let last = lastComma(before: length), let middle = lastComma(before: last) else {
            return nil
        }
        return unsafe (middle, strtod(line + middle + 1, nil), strtod(line + last + 1, nil))
    }

    private func lastComma(before end: Int) -> Int? {
        (0..<end).last { unsafe line![$0] == CChar(UInt8(ascii: ",")) }
    }
}
