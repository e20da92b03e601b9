/// The form of a result line.
package enum ResultFormat: String, CaseIterable, Sendable {
    case csv
    case json

    /// The line that leads the results, newline included; empty in JSON.
    package var header: String { self == .csv ? "symbol,timestamp,price,sma\n" : "" }

    /// A whole line for any quote. `seq` counts results from 1.
    func line(seq: UInt64, quote: Quote, mean: String) -> [UInt8] {
        let text = unsafe Array(UnsafeBufferPointer(start: quote.text, count: Int(quote.textLength)))
        var line: [UInt8] = []
        switch self {
        case .csv:
            line += text
            line.append(UInt8(ascii: ","))
            line += mean.utf8
        case .json:
            let fields = csvFields(text)
            line += "{\"seq\":\(seq),\"symbol\":\"".utf8
            appendJSON(fields[0], to: &line)
            line += "\",\"timestamp\":\"".utf8
            appendJSON(fields[1], to: &line)
            line += "\",\"price\":\"".utf8
            line += fields[2]
            line += "\",\"sma\":\"\(mean)\"}".utf8
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// No line for a quote whose text has this length is longer.
    static func longestLine(textLength: Int) -> Int {
        // In JSON a byte becomes six at the most, as \u0001; around them stand the keys, the count and the mean.
        6 * textLength + 160
    }
}

/// The three fields of a quote's text, which is CSV that `csvField` wrote.
private func csvFields(_ text: [UInt8]) -> [[UInt8]] {
    let quote = UInt8(ascii: "\"")
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    for (place, byte) in text.enumerated() {
        if byte == quote {
            // The second of two quotes inside a field stands for one.
            if !isQuoted, place > 0, text[place - 1] == quote { fields[fields.count - 1].append(quote) }
            isQuoted.toggle()
        } else if byte == UInt8(ascii: ","), !isQuoted {
            fields.append([])
        } else {
            fields[fields.count - 1].append(byte)
        }
    }
    return fields
}

/// Appends a JSON string's inside (RFC 8259): quotes, backslashes and control characters escaped, all else as it is.
package func appendJSON(_ text: [UInt8], to line: inout [UInt8]) {
    for byte in text {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): line += "\\n".utf8
        case UInt8(ascii: "\r"): line += "\\r".utf8
        case UInt8(ascii: "\t"): line += "\\t".utf8
        case 0..<0x20: line += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
        default: line.append(byte)
        }
    }
}
