/// A field as it stands in a CSV line: quoted where it holds a comma, a quote or a line break (RFC 4180), else as it is.
func csvField(_ field: Span<UInt8>) -> [UInt8] {
    let needsQuotes = field.indices.contains {
        switch field[$0] {
        case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        default: false
        }
    }
    guard needsQuotes else { return field.indices.map { field[$0] } }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for position in field.indices {
        if field[position] == UInt8(ascii: "\"") { quoted.append(UInt8(ascii: "\"")) }
        quoted.append(field[position])
    }
    quoted.append(UInt8(ascii: "\""))
    return quoted
}

/// Whether CSV quotes the field or JSON escapes something in it.
func fieldNeedsCare(_ field: Span<UInt8>) -> Bool {
    field.indices.contains {
        field[$0] < 0x20 || field[$0] == UInt8(ascii: ",") || field[$0] == UInt8(ascii: "\"")
            || field[$0] == UInt8(ascii: "\\")
    }
}
