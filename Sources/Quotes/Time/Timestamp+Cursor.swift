extension Timestamp {
    /// A place in the text of a timestamp; what does not fit leaves it where it is.
    struct Cursor {
        private let text: [UInt8]
        private var position = 0

        /// Spaces around the text do not count.
        init(_ text: some Sequence<UInt8>) {
            let space = UInt8(ascii: " ")
            var text = Array(text.drop { $0 == space })
            while text.last == space { text.removeLast() }
            self.text = text
        }

        private var isAtEnd: Bool { position == text.count }

        private mutating func take(_ byte: Unicode.Scalar) -> Bool {
            guard position < text.count, text[position] == UInt8(ascii: byte) else { return false }
            position += 1
            return true
        }

        /// A number of so many digits.
        private mutating func number(digits: ClosedRange<Int>) -> Int? {
            let found = text[position...].prefix { (0x30...0x39).contains($0) }
            guard digits.contains(found.count), let value = Int(String(decoding: found, as: UTF8.self)) else {
                return nil
            }
            position = found.endIndex
            return value
        }

        /// The nanoseconds of a fraction, which there need not be; digits after the ninth do not count.
        private mutating func fraction() -> Int128? {
            guard take(".") || take(",") else { return 0 }
            let found = text[position...].prefix { (0x30...0x39).contains($0) }
            guard !found.isEmpty else { return nil }
            position = found.endIndex
            let digits = found.prefix(9)
            let value = digits.reduce(Int128(0)) { 10 * $0 + Int128($1 - 0x30) }
            return (digits.count..<9).reduce(value) { value, _ in 10 * value }
        }

        /// Seconds of at most 11 digits, milliseconds of 12 to 14, microseconds of 15 to 17, nanoseconds of more. Eight
        /// digits are a date, if there is such a date: as seconds they would be of 1970.
        mutating func unixTime() -> Int128? {
            let digits = text.prefix { (0x30...0x39).contains($0) }.count
            guard let value = number(digits: 1...19), let fraction = fraction(), isAtEnd else {
                position = 0
                return nil
            }
            if digits == 8, let date = nanoseconds(day: value % 100, month: value / 100 % 100, year: value / 10_000) {
                return date
            }
            let unit: Int128 =
                switch digits {
                case ...11: Timestamp.second
                case ...14: 1_000_000
                case ...17: 1000
                default: 1
                }
            return Int128(value) * unit + fraction / (Timestamp.second / unit)
        }

        /// A date, or a date with a time of day, or with an offset from UTC too.
        mutating func calendarTime() -> Int128? {
            guard let year = number(digits: 4...4), take("-"), let month = number(digits: 2...2), take("-"),
                let day = number(digits: 2...2), let midnight = nanoseconds(day: day, month: month, year: year)
            else { return nil }
            if isAtEnd { return midnight }
            guard take("T") || take("t") || take(" "), let time = timeOfDay(), let offset = offset(), isAtEnd else {
                return nil
            }
            return midnight + time - offset
        }

        private func nanoseconds(day: Int, month: Int, year: Int) -> Int128? {
            guard (1...12).contains(month), day >= 1, day <= Timestamp.daysInMonth(month, of: year) else { return nil }
            return Int128(Timestamp.days(year: year, month: month, day: day)) * 86_400 * Timestamp.second
        }

        private mutating func timeOfDay() -> Int128? {
            while take(" ") {}
            guard let hour = number(digits: 2...2), hour < 24, take(":"), let minute = number(digits: 2...2),
                minute < 60
            else { return nil }
            let minutes = Int128(60 * hour + minute) * 60 * Timestamp.second
            guard take(":") else { return minutes }
            // A leap second is the second after 59.
            guard let second = number(digits: 2...2), second <= 60, let fraction = fraction() else { return nil }
            return minutes + Int128(second) * Timestamp.second + fraction
        }

        /// The first two of several digits.
        private mutating func twoDigits() -> Int? {
            let found = text[position...].prefix { (0x30...0x39).contains($0) }.prefix(2)
            guard found.count == 2, let value = Int(String(decoding: found, as: UTF8.self)) else { return nil }
            position += 2
            return value
        }

        /// Nanoseconds east of UTC.
        private mutating func offset() -> Int128? {
            while take(" ") {}
            if isAtEnd || take("Z") || take("z") { return 0 }
            let isEast = take("+")
            guard isEast || take("-"), let hour = twoDigits() else { return nil }
            var minute = 0
            if !isAtEnd {
                _ = take(":")
                guard let found = number(digits: 2...2), found < 60 else { return nil }
                minute = found
            }
            let minutes = 60 * hour + minute
            guard minutes <= 24 * 60 else { return nil }
            return Int128(isEast ? minutes : -minutes) * 60 * Timestamp.second
        }
    }
}
