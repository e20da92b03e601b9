import Glibc

/// A writer of a file of quotes, and what the file is turned over by: renamed by numbers while the writer still has it open.
struct QuoteWriter {
    private let path: String
    private var file: Int32
    /// All quotes in the order in which they were written, in one file.
    private let record: Int32
    private var random: SplitMix64
    /// Quotes written; the timestamp of the last is `t` and this number.
    private(set) var count = 0
    private(set) var rotations = 0

    private static let flags = O_WRONLY | O_CREAT | O_APPEND

    init(path: String, record: String, seed: UInt64) throws(BenchmarkError) {
        self.path = path
        random = SplitMix64(seed: seed)
        file = try openFile(path, Self.flags)
        self.record = try openFile(record, Self.flags)
    }

    /// Appends up to so many quotes.
    mutating func write(upTo maximum: Int) throws(BenchmarkError) {
        var bytes: [UInt8] = []
        for _ in 0...random.below(maximum) {
            count += 1
            bytes += "S\(random.below(100)),t\(count),\(random.below(100_000)).\(10 + random.below(90))\n".utf8
        }
        try writeAll(bytes, to: file)
        try writeAll(bytes, to: record)
    }

    /// Renames `path` to `path.1`, that to `path.2` and so on, and goes on in a new `path`, after a last word in the old one.
    mutating func rotate() throws(BenchmarkError) {
        for number in stride(from: rotations, through: 0, by: -1) {
            let name = number == 0 ? path : "\(path).\(number)"
            guard unsafe rename(name, "\(path).\(number + 1)") == 0 else { throw .system(call: "rename", code: errno) }
        }
        rotations += 1
        try write(upTo: 20)
        close(file)
        file = try openFile(path, Self.flags)
    }

    func finish() {
        close(file)
        close(record)
    }
}
