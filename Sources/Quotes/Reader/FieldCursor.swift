/// Cuts one record into fields, left to right, as RFC 4180 says: a field may be quoted, a quote inside is doubled, and
/// a quoted field may hold delimiters and newlines. Spaces around a field, outside its quotes, do not belong to it.
struct FieldCursor {
    /// A field, without the spaces and quotes around it.
    struct Field: Equatable {
        var range: Range<Int>
        /// The field holds doubled quotes, which stand for one.
        var hasDoubledQuotes = false
        var isQuoted = false
    }

    enum Step: Equatable {
        case field(Field)
        /// There are no more fields; `position` is after the newline.
        case end
        /// The bytes ran out within the record.
        case incomplete
        /// After a closing quote comes neither a delimiter nor the end.
        case textAfterQuote
    }

    let delimiter: UInt8
    private(set) var position: Int
    private var isAtEnd = false

    init(delimiter: UInt8, at position: Int) {
        self.delimiter = delimiter
        self.position = position
    }

    /// The next field of the record that began where the cursor was made. Linear in the field's length.
    mutating func next(in bytes: Span<UInt8>) -> Step {
        if isAtEnd { return .end }
        var start = position
        while start < bytes.count, isPadding(bytes[start]) { start += 1 }
        guard start < bytes.count else { return .incomplete }
        return bytes[start] == UInt8(ascii: "\"")
            ? quotedField(in: bytes, from: start + 1) : plainField(in: bytes, from: start)
    }

    private mutating func plainField(in bytes: Span<UInt8>, from start: Int) -> Step {
        var end = start
        while end < bytes.count, bytes[end] != delimiter, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        guard end < bytes.count else { return .incomplete }
        finishField(in: bytes, at: end)
        if isAtEnd, end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        while end > start, isPadding(bytes[end - 1]) { end -= 1 }
        return .field(Field(range: start..<end))
    }

    private mutating func quotedField(in bytes: Span<UInt8>, from start: Int) -> Step {
        var field = Field(range: start..<start, isQuoted: true)
        var end = start
        while true {
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += 1 }
            guard end + 1 < bytes.count else { return .incomplete }
            guard bytes[end + 1] == UInt8(ascii: "\"") else { break }
            field.hasDoubledQuotes = true
            end += 2
        }
        field.range = start..<end
        var after = end + 1
        while after < bytes.count, isPadding(bytes[after]) { after += 1 }
        if after + 1 < bytes.count, bytes[after] == UInt8(ascii: "\r"), bytes[after + 1] == UInt8(ascii: "\n") {
            after += 1
        }
        guard after < bytes.count, bytes[after] != UInt8(ascii: "\r") || after + 1 < bytes.count else {
            return .incomplete
        }
        guard bytes[after] == delimiter || bytes[after] == UInt8(ascii: "\n") else { return .textAfterQuote }
        finishField(in: bytes, at: after)
        return .field(field)
    }

    private mutating func finishField(in bytes: Span<UInt8>, at end: Int) {
        isAtEnd = bytes[end] == UInt8(ascii: "\n")
        position = end + 1
    }

    private func isPadding(_ byte: UInt8) -> Bool {
        (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")) && byte != delimiter
    }
}

extension Span<UInt8> {
    /// The text of a field, with doubled quotes made single. Bytes that are no UTF-8 are replaced.
    func text(of field: FieldCursor.Field) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(field.range.count)
        var position = field.range.lowerBound
        while position < field.range.upperBound {
            text.append(self[position])
            // Bytes, not characters: an accent after the second quote would join it.
            position += field.hasDoubledQuotes && self[position] == UInt8(ascii: "\"") ? 2 : 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}
