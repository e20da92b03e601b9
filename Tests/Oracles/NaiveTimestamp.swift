import Glibc

/// Reads a timestamp by splitting strings and with the C library's calendar: the oracle of `Timestamp`.
package struct NaiveTimestamp {
    /// Nanoseconds since the beginning of 1970 in UTC.
    package let nanoseconds: Int64

    package init?(_ text: String) {
        guard let value = Self.unixTime(text.trimming(" ")) ?? Self.calendarTime(text.trimming(" ")),
            let nanoseconds = Int64(exactly: value)
        else { return nil }
        self.nanoseconds = nanoseconds
    }

    private static func unixTime(_ text: String) -> Int128? {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        let digits = String(parts[0])
        guard (1...19).contains(digits.utf8.count), digits.isDigits, let value = Int64(digits) else { return nil }
        guard let fraction = fraction(parts.count == 2 ? parts[1] : nil) else { return nil }
        if digits.utf8.count == 8,
            let day = midnight(year: digits.prefix(4), month: digits.dropFirst(4).prefix(2), day: digits.suffix(2))
        {
            return day
        }
        let unit: Int128 =
            switch digits.utf8.count {
            case 1...11: 1_000_000_000
            case 12...14: 1_000_000
            case 15...17: 1000
            default: 1
            }
        return Int128(value) * unit + fraction * unit / 1_000_000_000
    }

    /// The nanoseconds of a fraction's digits, 0 where there is none.
    private static func fraction(_ digits: Substring?) -> Int128? {
        guard let digits else { return 0 }
        guard !digits.isEmpty, String(digits).isDigits else { return nil }
        return Int128((digits + "000000000").prefix(9))
    }

    private static func calendarTime(_ text: String) -> Int128? {
        let date = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard date.map(\.utf8.count) == [4, 2, 2], let midnight = midnight(year: date[0], month: date[1], day: date[2])
        else { return nil }
        var rest = text.dropFirst(10)
        if rest.isEmpty { return midnight }
        guard let between = rest.popFirst(), "Tt ".contains(between) else { return nil }
        // An offset begins with a sign, the one time of day there is has none.
        rest = rest.drop { $0 == " " }
        let time = rest.prefix { !"+-Zz ".contains($0) }
        rest = rest.dropFirst(time.count).drop { $0 == " " }
        guard let clock = timeOfDay(time), let offset = offset(rest) else { return nil }
        return midnight + clock - offset
    }

    private static func midnight(
        year: some StringProtocol, month: some StringProtocol, day: some StringProtocol
    ) -> Int128? {
        guard let y = number(year, below: 10_000), let m = number(month, below: 13), let d = number(day, below: 32)
        else { return nil }
        var calendar = unsafe tm()
        unsafe (calendar.tm_year, calendar.tm_mon, calendar.tm_mday) = (CInt(y - 1900), CInt(m - 1), CInt(d))
        let seconds = unsafe timegm(&calendar)
        // A day that does not exist has become another.
        guard unsafe calendar.tm_mon == CInt(m - 1), unsafe calendar.tm_mday == CInt(d) else { return nil }
        return Int128(seconds) * 1_000_000_000
    }

    private static func timeOfDay(_ text: Substring) -> Int128? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hour = two(parts[0], below: 24), let minute = two(parts[1], below: 60)
        else { return nil }
        let minutes = Int128(60 * hour + minute) * 60_000_000_000
        guard parts.count == 3 else { return minutes }
        let second = parts[2].split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard let whole = two(second[0], below: 61), let fraction = fraction(second.count == 2 ? second[1] : nil)
        else { return nil }
        return minutes + Int128(whole) * 1_000_000_000 + fraction
    }

    private static func offset(_ text: Substring) -> Int128? {
        if ["", "Z", "z"].contains(text) { return 0 }
        guard let sign = text.first, "+-".contains(sign) else { return nil }
        var digits = String(text.dropFirst())
        if digits.dropFirst(2).first == ":" { digits.remove(at: digits.index(digits.startIndex, offsetBy: 2)) }
        guard let hour = two(digits.prefix(2), below: 25) else { return nil }
        var minute = 0
        if digits.count > 2 || text.last == ":" {
            guard let told = two(digits.dropFirst(2), below: 60) else { return nil }
            minute = told
        }
        guard 60 * hour + minute <= 24 * 60 else { return nil }
        return Int128(60 * hour + minute) * (sign == "+" ? 60_000_000_000 : -60_000_000_000)
    }

    private static func two(_ text: Substring, below limit: Int) -> Int? {
        text.utf8.count == 2 ? number(text, below: limit) : nil
    }

    private static func number(_ text: some StringProtocol, below limit: Int) -> Int? {
        guard !text.isEmpty, String(text).isDigits, let value = Int(text), value < limit else { return nil }
        return value
    }
}
