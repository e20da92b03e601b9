/// Reads timestamps, which are opaque text to everyone but a replay by them.
///
/// Understood are ISO 8601 (`2026-01-02T14:30:00.123Z`, with an offset as `+01:00`, with a space for the `T`), dates
/// (`2026-01-02`, `20260102`), dates with hours and minutes, and Unix times: seconds, with or without a fraction,
/// milliseconds, microseconds or nanoseconds, told apart by their number of digits. A time without an offset is UTC, since
/// only differences matter.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since the beginning of 1970 in UTC.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (one: Timestamp, other: Timestamp) -> Bool { one.nanoseconds < other.nanoseconds }

    /// Reads a timestamp; `nil` where it is none, or none between the years 1677 and 2262.
    ///
    /// - Complexity: linear in the text's length.
    package init?(_ text: some Sequence<UInt8>) {
        var cursor = Cursor(text)
        // The time of day or the offset may bring a date into the range whose midnight is out of it.
        guard let time = cursor.unixTime() ?? cursor.calendarTime(), let nanoseconds = Int64(exactly: time) else {
            return nil
        }
        self.nanoseconds = nanoseconds
    }

    static let second: Int128 = 1_000_000_000

    /// The days from 1970-01-01 to a date of the Gregorian calendar.
    ///
    /// Years begin in March here, so that a leap day is the last (Howard Hinnant, "chrono-compatible low-level date
    /// algorithms", `days_from_civil`).
    static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
