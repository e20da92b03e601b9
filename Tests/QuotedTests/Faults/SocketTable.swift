import Glibc

/// The system's table of sockets of a kind: `tcp`, `unix` and so on.
enum SocketTable {
    /// Its lines but for the first, in fields.
    ///
    /// A line at a time: Foundation takes a file that has no size to be at its end after 4 KiB.
    static func rows(of kind: String) -> [[Substring]] {
        guard let file = unsafe fopen("/proc/net/\(kind)", "r") else { return [] }
        defer { unsafe fclose(file) }
        var rows: [[Substring]] = []
        var line = [CChar](repeating: 0, count: 1024)
        while unsafe fgets(&line, CInt(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            rows.append(text.split { $0 == " " || $0 == "\n" })
        }
        return Array(rows.dropFirst())
    }
}
