/// A clock that ticks in text: `2026-01-02T14:30:00.123Z` and on, to the end of that month.
struct Timestamp {
    private var milliseconds = ((24 + 14) * 60 + 30) * 60_000 + 123
    /// ISO 8601 in UTC, with milliseconds, as ASCII.
    private(set) var text = Array("2026-01-02T14:30:00.123Z".utf8)

    /// Throws when January is over: the next month is not worth a calendar.
    mutating func advance(byMilliseconds step: Int) throws(BenchmarkError) {
        milliseconds += step
        let seconds = milliseconds / 1000
        put(milliseconds % 1000, width: 3, at: 20)
        put(seconds % 60, width: 2, at: 17)
        put(seconds / 60 % 60, width: 2, at: 14)
        put(seconds / 3600 % 24, width: 2, at: 11)
        let day = 1 + seconds / 86_400
        guard day <= 31 else { throw .usage("So many rows do not fit the month that the generator makes up.") }
        put(day, width: 2, at: 8)
    }

    private mutating func put(_ value: Int, width: Int, at start: Int) {
        var rest = value
        for index in stride(from: start + width - 1, through: start, by: -1) {
            text[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}

extension [UInt8] {
    /// Appends a number that is not negative in decimal, with leading zeros up to `width` digits.
    mutating func appendDecimal(_ value: Int, width: Int = 1) {
        let start = count
        var rest = value
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0 || count - start < width
        self[start...].reverse()
    }
}
