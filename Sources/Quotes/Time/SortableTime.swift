/// A timestamp in any of the ways people write one, good for nothing but to tell which of two is the later.
///
/// Where `01/02/2026` stands it may be in January or in February: both readings are kept.
struct SortableTime {
    /// `nil` where the timestamp cannot be read in this way.
    var dayFirst: Int64?
    var monthFirst: Int64?

    /// `nil` where there is no reading at all.
    init?(_ text: [UInt8]) {
        if let time = Timestamp(text) {
            (dayFirst, monthFirst) = (time.nanoseconds / 1_000_000, time.nanoseconds / 1_000_000)
            return
        }
        var words = Self.words(of: text)
        if text.contains(UInt8(ascii: ":")), !text.contains(where: { "-/. ".utf8.contains($0) }) {
            (dayFirst, monthFirst) = (Self.timeOfDay(words[...]), Self.timeOfDay(words[...]))
        } else if let compact = words.first, compact.utf8.count == 8, let number = Int64(compact) {
            words[0] = String(number % 100)
            words.insert(contentsOf: [String(number / 10_000), String(number / 100 % 100)], at: 0)
            read(words)
        } else {
            read(words)
        }
        if dayFirst == nil, monthFirst == nil { return nil }
    }

    private mutating func read(_ words: [String]) {
        guard words.count >= 3, let timeOfDay = Self.timeOfDay(words[3...]) else { return }
        let date = words[..<3].map { Self.month($0) ?? Int64($0) ?? -1 }
        let named = words[..<3].firstIndex { Self.month($0) != nil }
        let day = { (year: Int64, month: Int64, day: Int64) -> Int64? in
            guard (1...12).contains(month), (1...31).contains(day), year >= 0 else { return nil }
            return ((year * 12 + month) * 31 + day) * 86_400_000 + timeOfDay
        }
        if words[0].utf8.count == 4, named != 0 {
            (dayFirst, monthFirst) = (day(date[0], date[1], date[2]), day(date[0], date[1], date[2]))
        } else {
            dayFirst = named == 0 ? nil : day(date[2], date[1], date[0])
            monthFirst = named == 1 ? nil : day(date[2], date[0], date[1])
        }
    }

    /// Digits and letters, each in a run of its own.
    private static func words(of text: [UInt8]) -> [String] {
        var words: [String] = []
        var kind: UInt8 = 0
        for byte in text {
            let isDigit = (0x30...0x39).contains(byte)
            let isLetter = byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20)
            let next: UInt8 = isDigit ? 1 : isLetter ? 2 : 0
            if next != 0 {
                if next == kind, let last = words.indices.last {
                    words[last].unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    words.append(String(Unicode.Scalar(byte)))
                }
            }
            kind = next
        }
        // What parts the date from the time of day tells nothing.
        return words.filter { $0 != "T" }
    }

    /// A month in English, by its first three letters.
    private static func month(_ word: String) -> Int64? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard word.utf8.count >= 3 else { return nil }
        return names.firstIndex(of: String(word.lowercased().prefix(3))).map { Int64($0 + 1) }
    }

    /// Milliseconds since midnight, 0 where nothing says so.
    private static func timeOfDay(_ words: ArraySlice<String>) -> Int64? {
        var numbers = words.prefix(4).compactMap { Int64($0) }
        if let compact = words.first, compact.utf8.count == 6, let number = Int64(compact) {
            numbers = [number / 10_000, number / 100 % 100, number % 100]
        }
        guard numbers.count <= 4, numbers.prefix(3).allSatisfy({ $0 < 100 }) else { return nil }
        if words.contains(where: { $0.lowercased() == "pm" }), let hour = numbers.first { numbers[0] = hour % 12 + 12 }
        if words.contains(where: { $0.lowercased() == "am" }), numbers.first == 12 { numbers[0] = 0 }
        let parts = numbers + [0, 0, 0]
        return (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000
    }
}
