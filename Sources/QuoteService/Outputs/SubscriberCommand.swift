import Quotes

/// What a subscriber asks for, one command a line.
package enum SubscriberCommand: Equatable {
    /// Only these symbols from now on; `nil` is all of them.
    case symbols([String]?)
    /// The last result of every symbol.
    case last
    case status
    case quit
    /// The line is no command; the text says why.
    case unknown(String)

    /// The longest command, in bytes.
    package static let longest = 65_536

    /// Reads a line without its newline; `nil` where it is blank.
    package init?(_ line: String) {
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let verb = words.first else { return nil }
        let operands = words.dropFirst()
        switch verb.lowercased() {
        case "symbols" where operands.isEmpty:
            self = .unknown("symbols: name some, or * for all")
        case "symbols":
            self = .symbols(operands.contains("*") ? nil : Array(operands))
        case "last" where operands.isEmpty: self = .last
        case "status" where operands.isEmpty: self = .status
        case "quit" where operands.isEmpty: self = .quit
        case "last", "status", "quit": self = .unknown("\(verb) stands alone")
        default: self = .unknown("no such command: \(verb.prefix(40)); there are symbols, last, status and quit")
        }
    }
}
