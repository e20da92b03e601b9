/// Values as bytes, one after the other: numbers in 64 bits, little-endian, texts and lists after their lengths.
struct CheckpointBytes {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ number: UInt64) {
        unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func add(_ number: Int) { add(UInt64(number)) }

    mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func add(byte: UInt8) { bytes.append(byte) }

    mutating func add(_ text: String) { add(Array(text.utf8)) }

    mutating func add(_ content: [UInt8]) {
        add(content.count)
        bytes += content
    }

    /// A value that may be missing, after a byte that says whether it is there.
    mutating func add<Value>(_ value: Value?, _ addValue: (inout Self, Value) -> Void) {
        add(value != nil)
        if let value { addValue(&self, value) }
    }

    mutating func add<Element>(_ list: [Element], _ addElement: (inout Self, Element) -> Void) {
        add(list.count)
        for element in list { addElement(&self, element) }
    }
}

/// Takes values from the front of bytes that `CheckpointBytes` made, and refuses all others.
struct CheckpointBytesReader {
    /// These are not the bytes that were written.
    struct Damage: Error, Equatable {}

    private let bytes: [UInt8]
    private var next: Int
    private let end: Int
    /// Of the checkpoint that they are of.
    let version: UInt64

    init(_ bytes: [UInt8], in range: Range<Int>? = nil, version: UInt64 = Checkpoint.version) {
        self.bytes = bytes
        self.version = version
        next = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    var isAtEnd: Bool { next == end }

    mutating func byte() throws(Damage) -> UInt8 {
        guard next < end else { throw Damage() }
        defer { next += 1 }
        return bytes[next]
    }

    mutating func flag() throws(Damage) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw Damage()
        }
    }

    mutating func number() throws(Damage) -> UInt64 {
        guard end - next >= 8 else { throw Damage() }
        defer { next += 8 }
        return (0..<8).reduce(0) { $0 | UInt64(bytes[next + $1]) << UInt64(8 * $1) }
    }

    /// A number of which there may be more, such as bytes of a file or lines.
    mutating func count() throws(Damage) -> Int {
        let count = try number()
        guard count < 1 << 62 else { throw Damage() }
        return Int(count)
    }

    mutating func content() throws(Damage) -> [UInt8] {
        let count = try count()
        guard count <= end - next else { throw Damage() }
        defer { next += count }
        return Array(bytes[next..<next + count])
    }

    mutating func text() throws(Damage) -> String {
        guard let text = String(validating: try content(), as: UTF8.self) else { throw Damage() }
        return text
    }

    mutating func optional<Value>(_ value: (inout Self) throws(Damage) -> Value) throws(Damage) -> Value? {
        try flag() ? try value(&self) : nil
    }

    mutating func list<Element>(_ element: (inout Self) throws(Damage) -> Element) throws(Damage) -> [Element] {
        var list: [Element] = []
        // Every element takes a byte at least, so a count that was made up comes to the end soon.
        for _ in 0..<(try count()) { list.append(try element(&self)) }
        return list
    }
}
