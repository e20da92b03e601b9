import Glibc

/// One of many subscribers, and how far it has come.
struct AudienceMember {
    let connection: Connection
    /// How many of the expected bytes it has received, or was told that they are lost.
    private(set) var position = 0
    /// Lines it was told that they are lost.
    private(set) var lost = 0
    /// Bytes from the start of a line that is not the expected one, or of which the end has not come.
    private var irregular: [UInt8] = []

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Takes in bytes as they come; any cut will do.
    ///
    /// - Throws: `BenchmarkError.wrongOutput` where they are not the next of the expected ones, nor a notice of loss.
    mutating func take(_ bytes: ArraySlice<UInt8>, _ expected: [UInt8]) throws(BenchmarkError) {
        guard irregular.isEmpty else {
            irregular += bytes
            return try takeLines(expected)
        }
        let isRegular = unsafe bytes.withUnsafeBytes { bytes in
            unsafe expected.withUnsafeBytes { expected in
                guard bytes.count <= expected.count - position else { return false }
                return unsafe memcmp(bytes.baseAddress!, expected.baseAddress! + position, bytes.count) == 0
            }
        }
        if isRegular {
            position += bytes.count
        } else {
            let equal = zip(bytes, expected[position...]).prefix { $0 == $1 }.count
            position += equal
            irregular = Array(bytes.dropFirst(equal))
            let isAtStart = position == 0 || expected[position - 1] == UInt8(ascii: "\n")
            guard isAtStart, irregular.first == UInt8(ascii: "#") else { throw wrong }
            try takeLines(expected)
        }
    }

    /// Takes in whole lines one by one, for as long as there are irregular ones.
    private mutating func takeLines(_ expected: [UInt8]) throws(BenchmarkError) {
        while let newline = irregular.firstIndex(of: UInt8(ascii: "\n")) {
            let line = irregular[..<newline]
            let notice = String(decoding: line, as: UTF8.self)
            guard notice.hasPrefix("# lost "), let count = Int(notice.dropFirst(7)) else { throw wrong }
            lost += count
            for _ in 0..<count {
                guard let end = expected[position...].firstIndex(of: UInt8(ascii: "\n")) else { throw wrong }
                position = end + 1
            }
            let rest = irregular[(newline + 1)...]
            irregular = []
            guard !rest.isEmpty else { return }
            return try take(rest, expected)
        }
    }

    private var wrong: BenchmarkError {
        let text = String(decoding: irregular.prefix(80), as: UTF8.self)
        return .wrongOutput("A subscriber received, where byte \(position) was due: \(text)")
    }
}
