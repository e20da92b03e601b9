import Glibc

/// The beginning of a file of quotes, for programs that would take too long for the whole.
struct Excerpt {
    let path: String
    /// Lines without the header.
    let quotes: Int
    let bytes: Int

    /// Takes one of so many quotes, from the first on.
    init(of file: String, oneOf share: Int, in directory: String) throws(BenchmarkError) {
        let all = try Self.copy(file, to: nil, lines: .max)
        guard share > 1 else {
            (path, quotes, bytes) = (file, all.lines - 1, all.bytes)
            return
        }
        path = "\(directory)/quotes-\(share).csv"
        let output = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(output) }
        let copied = try Self.copy(file, to: output, lines: 1 + max(1, (all.lines - 1) / share))
        (quotes, bytes) = (copied.lines - 1, copied.bytes)
    }

    /// Copies lines, and returns how much they were.
    private static func copy(
        _ path: String, to output: Int32?, lines limit: Int
    ) throws(BenchmarkError) -> (lines: Int, bytes: Int) {
        let file = try openFile(path, O_RDONLY)
        defer { close(file) }
        var (lines, bytes) = (0, 0)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while lines < limit {
            let count = unsafe read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system(call: "read \(path)", code: errno) }
            if count == 0 { break }
            var end = count
            for index in 0..<count where buffer[index] == UInt8(ascii: "\n") {
                lines += 1
                if lines == limit {
                    end = index + 1
                    break
                }
            }
            bytes += end
            if let output { try writeAll(Array(buffer[..<end]), to: output) }
        }
        return (lines, bytes)
    }
}
