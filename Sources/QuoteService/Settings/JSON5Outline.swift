/// Where things stand in a JSON5 document that consists of one object: the line of each of its keys, and of the first
/// thing that is out of place.
///
/// It does not read values, which is the decoder's part; it only knows where they end. Lines count from 1.
struct JSON5Outline: Sendable {
    /// A key of the outermost object.
    struct Entry: Equatable, Sendable {
        /// The key, without quotes, and with its escapes as they are written.
        let key: String
        /// The line that it stands on.
        let line: Int
        /// The lines of the elements, where the value is a list.
        var elementLines: [Int] = []
    }

    /// The first thing that is out of place.
    struct Fault: Error, Equatable, Sendable {
        /// The line that it stands on; `nil` where that is not known.
        let line: Int?
        let problem: String
    }

    /// How deep lists and objects may be nested; the configuration needs two levels.
    static let deepest = 100

    private(set) var entries: [Entry] = []
    private(set) var fault: Fault?
    private var rest: ArraySlice<UInt8>
    private var line = 1

    /// Goes through a document once.
    init(_ document: [UInt8]) {
        rest = document[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        do throws(Fault) {
            try passSpace()
            try pass("{", orElse: "the file must hold one object, { … }")
            try passMembers(depth: 1)
            try passSpace()
            if !rest.isEmpty { throw wrong("nothing may follow the object") }
        } catch {
            fault = error
        }
    }

    private func wrong(_ problem: String) -> Fault { Fault(line: line, problem: problem) }

    private mutating func next() -> UInt8? {
        guard let byte = rest.popFirst() else { return nil }
        if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && rest.first != UInt8(ascii: "\n")) { line += 1 }
        return byte
    }

    private mutating func pass(_ character: Unicode.Scalar, orElse problem: String) throws(Fault) {
        guard rest.first == UInt8(ascii: character) else { throw wrong(problem) }
        _ = next()
    }

    /// Passes white space and comments.
    private mutating func passSpace() throws(Fault) {
        while let byte = rest.first {
            if [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(byte) {
                _ = next()
            } else if rest.starts(with: [0xC2, 0xA0]) {  // a no-break space
                rest = rest.dropFirst(2)
            } else if rest.starts(with: "//".utf8) {
                while let byte = rest.first, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { _ = next() }
            } else if rest.starts(with: "/*".utf8) {
                let opening = line
                rest = rest.dropFirst(2)
                while !rest.starts(with: "*/".utf8) {
                    guard next() != nil else { throw Fault(line: opening, problem: "a comment has no end") }
                }
                rest = rest.dropFirst(2)
            } else {
                return
            }
        }
    }

    /// Passes what stands between the braces of an object, and the closing one.
    private mutating func passMembers(depth: Int) throws(Fault) {
        while true {
            try passSpace()
            if rest.first == UInt8(ascii: "}") { break }
            var entry = Entry(key: try passKey(), line: line)
            try passSpace()
            try pass(":", orElse: "a colon is missing after the key \(entry.key.inQuotes)")
            try passSpace()
            entry.elementLines = try passValue(of: "the key \(entry.key.inQuotes)", depth: depth)
            if depth == 1 { entries.append(entry) }
            try passSpace()
            if rest.first == UInt8(ascii: "}") { break }
            try pass(",", orElse: "a comma or } is missing after the value of \(entry.key.inQuotes)")
        }
        _ = next()
    }

    /// Passes what stands between the brackets of a list, and the closing one; returns the lines of the elements.
    private mutating func passElements(depth: Int) throws(Fault) -> [Int] {
        var lines: [Int] = []
        while true {
            try passSpace()
            if rest.first == UInt8(ascii: "]") { break }
            lines.append(line)
            _ = try passValue(of: "the list", depth: depth)
            try passSpace()
            if rest.first == UInt8(ascii: "]") { break }
            try pass(",", orElse: "a comma or ] is missing in the list")
        }
        _ = next()
        return lines
    }

    private mutating func passKey() throws(Fault) -> String {
        if rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "'") { return try passString() }
        let key = passWord()
        guard !key.isEmpty else { throw wrong(rest.isEmpty ? "a } is missing at the end" : "a key is missing") }
        return key
    }

    private mutating func passValue(of owner: String, depth: Int) throws(Fault) -> [Int] {
        guard depth < Self.deepest else { throw wrong("lists and objects are nested too deep") }
        switch rest.first {
        case UInt8(ascii: "{"):
            _ = next()
            try passMembers(depth: depth + 1)
        case UInt8(ascii: "["):
            _ = next()
            return try passElements(depth: depth + 1)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try passString()
        default:
            let word = passWord()
            guard !word.isEmpty else { throw wrong("the value of \(owner) is missing") }
            guard Self.isNumber(word) || ["true", "false", "null"].contains(word) else {
                throw wrong("\(word.inQuotes) is not a value; text needs quotes")
            }
        }
        return []
    }

    /// Passes a string, and returns what stands between its quotes.
    private mutating func passString() throws(Fault) -> String {
        let opening = line
        let quote = next()
        var content: [UInt8] = []
        while let byte = rest.first {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            _ = next()
            if byte == quote { return String(decoding: content, as: UTF8.self) }
            content.append(byte)
            // An escape may hide a quote, or a line break that belongs to no value.
            if byte == UInt8(ascii: "\\"), let escaped = next() {
                content.append(escaped)
                if escaped == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") { _ = next() }
            }
        }
        throw Fault(line: opening, problem: "a string has no closing quote")
    }

    /// Whether a word is a number of JSON5, where a decimal one does not begin with a needless zero.
    private static func isNumber(_ word: String) -> Bool {
        var rest = word.utf8[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest.elementsEqual("Infinity".utf8) || rest.elementsEqual("NaN".utf8) { return true }
        if rest.starts(with: "0x".utf8) || rest.starts(with: "0X".utf8) {
            return rest.count > 2 && rest.dropFirst(2).allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        }
        guard let first = rest.first, ".0123456789".utf8.contains(first) else { return false }
        let isOctal = first == UInt8(ascii: "0") && rest.dropFirst().first.map { (0x30...0x39).contains($0) } == true
        return !isOctal && Double(Substring(rest)) != nil
    }

    /// Passes a bare key, a number or a word, up to white space or punctuation.
    private mutating func passWord() -> String {
        let word = rest.prefix { $0 > 0x20 && !",:{}[]\"'/".utf8.contains($0) }
        rest = rest.dropFirst(word.count)
        return String(decoding: word, as: UTF8.self)
    }
}
