/// What a field looks like where no name says what it is.
enum FieldLook: Equatable {
    /// A date without a time of day, such as `2026-01-02`, `2026.01.02`, `20260102`, `01/02/2026` or `2-Jan-2026`.
    case date
    /// `14:30`, `14:30:00.123`.
    case timeOfDay
    /// A date with a time of day, or Unix time in seconds, milliseconds, microseconds or nanoseconds.
    case time
    case number
    case text

    init(_ field: String) {
        let text = Array(field.utf8)
        if let length = Self.dateLength(text) {
            self = length == text.count ? .date : Self.isSeparator(text[length]) ? .time : .text
        } else if Self.isUnixTime(text) {
            self = .time
        } else if Self.isTimeOfDay(text) {
            self = .timeOfDay
        } else if Self.isNumber(text.span) {
            self = .number
        } else {
            self = .text
        }
    }

    static func isNumber(_ field: Span<UInt8>) -> Bool {
        [DecimalSign.point, .comma].contains { sign in
            if case .price = PriceReading(field, decimalSign: sign) { true } else { false }
        }
    }

    /// Whether a column beside the date may hold the time of day: `14:30`, or `143000` without signs between.
    static func canBeTimeOfDay(_ field: String) -> Bool {
        let text = field.utf8
        return field.isEmpty || Self(field) == .timeOfDay
            || ((1...6).contains(text.count) || text.count == 9) && text.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "T") || byte == UInt8(ascii: "t")
    }

    /// Ten digits reach from 2001 to 2286; more of them are fractions of a second.
    private static func isUnixTime(_ text: [UInt8]) -> Bool {
        let seconds = text.prefix(while: isDigit)
        guard seconds.count < text.count else { return [10, 13, 16, 19].contains(text.count) }
        return seconds.count == 10 && text[10] == UInt8(ascii: ".") && text[11...].allSatisfy(isDigit)
    }

    private static func isTimeOfDay(_ text: [UInt8]) -> Bool {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), (1...2).contains(parts[0].count) else { return false }
        return parts.dropLast().allSatisfy { $0.count <= 2 && !$0.isEmpty && $0.allSatisfy(isDigit) }
            && parts[parts.count - 1].count >= 2 && isDigit(parts[parts.count - 1].first!)
    }

    /// How many bytes a date at the start takes.
    private static func dateLength(_ text: [UInt8]) -> Int? {
        var rest = text[...]
        let first = rest.prefix(while: isDigit)
        rest = rest.dropFirst(first.count)
        if first.count == 8, first.starts(with: "19".utf8) || first.starts(with: "20".utf8) {
            return rest.first.map(isSeparator) ?? true ? 8 : nil
        }
        guard first.count == 4 || (1...2).contains(first.count), let separator = rest.popFirst(),
            "-/. ".utf8.contains(separator)
        else { return nil }
        let second = rest.prefix { isDigit($0) || isLetter($0) }
        rest = rest.dropFirst(second.count)
        guard second.allSatisfy(isDigit) ? (1...2).contains(second.count) : second.allSatisfy(isLetter),
            !second.isEmpty, rest.popFirst() == separator
        else { return nil }
        let third = rest.prefix(while: isDigit)
        guard first.count == 4 ? (1...2).contains(third.count) : [2, 4].contains(third.count) else { return nil }
        return third.endIndex
    }
}
