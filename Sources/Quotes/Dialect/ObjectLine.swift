/// Reads a JSON object that stands in one line, without giving up the text of its numbers.
struct ObjectLine {
    struct Member: Equatable {
        var name: String
        var value: Value
    }

    enum Value: Equatable {
        case string(String)
        /// As it is written.
        case number(String)
        case null
        /// A truth value, an array or an object, as it is written.
        case other(String)

        /// The text that stands in a field; empty for null, `nil` for what no field holds.
        var text: String? {
            switch self {
            case .string(let text), .number(let text): text
            case .null: ""
            case .other: nil
            }
        }
    }

    private let bytes: [UInt8]
    private var position = 0

    /// The members of the object that `bytes`, which are UTF-8, consist of but for spaces; `nil` where they are something
    /// else. Linear in the bytes.
    static func members(of bytes: [UInt8]) -> [Member]? {
        var line = ObjectLine(bytes: bytes)
        return line.object()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func object() -> [Member]? {
        guard take("{") else { return nil }
        var members: [Member] = []
        if !take("}") {
            repeat {
                skipSpaces()
                guard let name = string(), take(":"), let value = value() else { return nil }
                members.append(Member(name: name, value: value))
            } while take(",")
            guard take("}") else { return nil }
        }
        skipSpaces()
        return position == bytes.count ? members : nil
    }

    private mutating func value() -> Value? {
        skipSpaces()
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string().map(Value.string)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return nested().map(Value.other)
        default:
            let word = run { !",]} \t\r".utf8.contains($0) }
            if word == "null" { return .null }
            if word == "true" || word == "false" { return .other(word) }
            return Self.isNumber(word) ? .number(word) : nil
        }
    }

    /// An array or object as it is written, up to the bracket that closes it. What is in it is nobody's concern.
    private mutating func nested() -> String? {
        let start = position
        var depth = 0
        repeat {
            guard position < bytes.count else { return nil }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
        } while depth > 0
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isNumber(_ word: String) -> Bool {
        let digits = word.utf8.first == UInt8(ascii: "-") ? word.utf8.dropFirst() : word.utf8[...]
        guard let first = digits.first, (0x30...0x39).contains(first) else { return false }
        return digits.allSatisfy { (0x30...0x39).contains($0) || ".eE+-".utf8.contains($0) }
    }

    // MARK: Strings

    /// A string with its escapes resolved.
    private mutating func string() -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else { return nil }
                text += String(Character(scalar)).utf8
            case ..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    /// What stands for the characters after a backslash.
    private mutating func escape() -> Unicode.Scalar? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let high = fourDigits() else { return nil }
            guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
            guard bytes[position...].starts(with: "\\u".utf8) else { return nil }
            position += 2
            guard let low = fourDigits(), (0xDC00..<0xE000).contains(low) else { return nil }
            return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        default: return nil
        }
    }

    private mutating func fourDigits() -> UInt32? {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")) else {
            return nil
        }
        position += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    // MARK: Bytes

    private mutating func skipSpaces() {
        while position < bytes.count, " \t\r".utf8.contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard position < bytes.count, bytes[position] == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func run(while isPart: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, isPart(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
