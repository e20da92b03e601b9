import Glibc

/// A subscriber that reads whatever comes, and looks at it no further than for whole lines and losses.
struct SoakReader {
    private let connection: Connection
    private(set) var lines = 0
    /// Results that it was told it has lost.
    private(set) var lost = 0

    init(path: String) throws(BenchmarkError) {
        connection = try Connection(path: path)
    }

    /// Takes in what there is.
    mutating func read(_ buffer: inout [UInt8]) throws(BenchmarkError) {
        while true {
            let count = unsafe recv(connection.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
            guard count > 0 else { throw .wrongOutput("A subscriber was cut off.") }
            lines += buffer[..<count].count { $0 == UInt8(ascii: "\n") }
            if buffer[..<count].contains(UInt8(ascii: "#")) { noteLosses(buffer[..<count]) }
            if count < buffer.count { return }
        }
    }

    private mutating func noteLosses(_ bytes: ArraySlice<UInt8>) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: Array("# lost ".utf8)) {
            lost += Int(String(decoding: line.dropFirst(7), as: UTF8.self)) ?? 1
        }
    }
}
