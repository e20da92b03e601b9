/// A line that cannot be read as a quote, and why.
package struct BadLine: Equatable {
    /// The line where the record begins, counted from 1 as an editor counts.
    package let number: Int
    package let reason: Reason

    package init(number: Int, reason: Reason) {
        self.number = number
        self.reason = reason
    }

    package enum Reason: Equatable {
        case tooFewFields(found: Int, needed: Int)
        /// Also where the price has a shape that nobody writes, as `1.2.3`.
        case notANumber(String)
        case infinite(String)
        /// More than 15 integer digits or 18 decimals.
        case outOfRange(String)
        case emptySymbol
        /// The symbol is new, and there are so many already, or their names take too much memory.
        case tooManySymbols(limit: Int)
        case notUTF8
        /// A byte of zero, which text files hold only where something went wrong.
        case zeroByte
        case tooLong(limit: Int)
        case unterminatedQuote
        case textAfterQuote
        /// The source was lost in the middle of the line.
        case cutOff
        /// A header after others, as where files were joined; the lines after it are read by what it says.
        case headerAgain(hasOtherColumns: Bool)
        /// Where the first line is a JSON object.
        case notAnObject
        /// A JSON object without the member that has the price, or the symbol.
        case noMember(String)
    }
}

extension BadLine.Reason: CustomStringConvertible {
    /// The reason as it stands in the log and in the file of rejects, without a final full stop.
    package var description: String {
        switch self {
        case .tooFewFields(let found, let needed):
            "too few fields: \(found) where at least \(needed) \(needed == 1 ? "is" : "are") needed"
        case .notANumber(let text): "price '\(text.readable(limit: 40))' is not a number"
        case .infinite(let text): "price '\(text.readable(limit: 40))' is infinite"
        case .outOfRange(let text):
            "price '\(text.readable(limit: 40))' is out of range: at most \(Price.maximumIntegerDigits) integer digits "
                + "and \(Price.maximumDecimals) decimals"
        case .emptySymbol: "the symbol is empty"
        case .tooManySymbols(let limit):
            "its symbol is new, and there is no room for more than \(limit) (--max-symbols)"
        case .notUTF8: "not UTF-8"
        case .zeroByte: "holds a zero byte"
        case .tooLong(let limit): "longer than \(limit) bytes"
        case .unterminatedQuote: "a quoted field never ends"
        case .textAfterQuote: "text after the closing quote of a field"
        case .cutOff: "cut off in the middle"
        case .headerAgain(false): "a header again, as where files were joined"
        case .headerAgain(true): "another header, as where files were joined: the lines after it are read as it says"
        case .notAnObject: "not a JSON object"
        case .noMember(let name): "the object has no member '\(name.readable(limit: 40))'"
        }
    }
}

extension String {
    /// The text as one line of a log: control characters and line breaks replaced by `?`, cut after `limit` scalars.
    func readable(limit: Int) -> String {
        let shown = unicodeScalars.prefix(limit).map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: "?"
            default: scalar
            }
        }
        let isCut = unicodeScalars.dropFirst(limit).first != nil
        return String(String.UnicodeScalarView(shown)) + (isCut ? "…" : "")
    }
}
