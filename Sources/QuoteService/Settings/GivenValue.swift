/// A value of an option as the user gave it, before it is checked.
enum GivenValue: Equatable, Sendable {
    /// From a flag or the environment, where everything is text.
    case text(String)
    /// From the configuration file, where types are told apart.
    case json(JSONValue)
}

/// Why a value is not accepted, as in `'0' is less than 1`.
struct Refusal: Error, Equatable, Sendable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// A value of a JSON5 document.
enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// What the value is, for a message: `a list`.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer, .number: "a number"
        case .string: "a string"
        case .list: "a list"
        case .object: "an object"
        }
    }

    /// The value as a message quotes it: itself where it is short, what it is where it is not.
    var shown: String {
        switch self {
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): "\(value.inQuotes) (a string)"
        default: kind
        }
    }
}

extension GivenValue {
    /// The value where text is wanted.
    func string() throws(Refusal) -> String {
        switch self {
        case .text(let text), .json(.string(let text)):
            guard !text.isEmpty else { throw Refusal("the value is empty") }
            return text
        case .json(let value): throw Refusal("\(value.shown) is not a string")
        }
    }

    /// The value where a whole number is wanted.
    func integer(in range: ClosedRange<Int>) throws(Refusal) -> Int {
        let value: Int
        let shown: String
        switch self {
        case .text(let text):
            shown = text.inQuotes
            let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
            guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw Refusal("\(shown) is not a whole number")
            }
            value = Int(text) ?? (digits.count < text.utf8.count ? .min : .max)
        case .json(.integer(let number)): (value, shown) = (number, "\(number)")
        case .json(let other): throw Refusal("\(other.shown) is not a whole number")
        }
        guard value >= range.lowerBound else { throw Refusal("\(shown) is less than \(range.lowerBound)") }
        guard value <= range.upperBound else { throw Refusal("\(shown) is more than \(range.upperBound)") }
        return value
    }

    /// The value where any number above zero is wanted.
    func positiveNumber() throws(Refusal) -> Double {
        let value: Double?
        let shown: String
        switch self {
        case .text(let text): (value, shown) = (Double(text), text.inQuotes)
        case .json(.integer(let number)): (value, shown) = (Double(number), "\(number)")
        case .json(.number(let number)): (value, shown) = (number, "\(number)")
        case .json(let other): (value, shown) = (nil, other.shown)
        }
        guard let value, value.isFinite else { throw Refusal("\(shown) is not a number") }
        guard value > 0 else { throw Refusal("\(shown) is not above 0") }
        return value
    }

    /// The value where yes or no is wanted.
    func boolean() throws(Refusal) -> Bool {
        switch self {
        case .json(.boolean(let value)): return value
        case .json(let other): throw Refusal("\(other.shown) is not true or false")
        case .text(let text):
            switch text.lowercased() {
            case "true", "yes", "on", "1": return true
            case "false", "no", "off", "0": return false
            default: throw Refusal("\(text.inQuotes) is not yes or no")
            }
        }
    }
}

extension String {
    /// The text in single quotes, as a message shows what the user wrote; what is very long is cut.
    var inQuotes: String {
        count <= 80 ? "'\(self)'" : "'\(prefix(80))…'"
    }
}

extension Substring {
    /// The text without spaces at either end.
    var trimmed: String {
        String(drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
    }
}
