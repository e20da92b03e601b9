import Glibc

/// What was counted before, in `recorded.csv` beside this file: processor, what, instructions a quote.
enum Record {
    /// The counts of this kind of processor.
    static func read() throws(BenchmarkError) -> [String: Double] {
        var counts: [String: Double] = [:]
        for (processor, what, count) in try lines() where processor == Machine.architecture { counts[what] = count }
        return counts
    }

    /// Replaces the counts of this kind of processor.
    static func write(_ counts: [(what: String, count: Double)]) throws(BenchmarkError) {
        let others = try lines().filter { $0.processor != Machine.architecture }
        let all = others + counts.map { (Machine.architecture, $0.what, $0.count) }
        let text = all.map { "\($0),\($1),\(decimal($2, places: 1))\n" }.joined()
        let file = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        try writeAll(Array(text.utf8), to: file)
    }

    private static var path: String {
        #filePath.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 } + "/recorded.csv"
    }

    private static func lines() throws(BenchmarkError) -> [(processor: String, what: String, count: Double)] {
        guard unsafe access(path, R_OK) == 0 else { return [] }
        return try readText(path).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ",")
            guard fields.count == 3, let count = Double(fields[2]) else { return nil }
            return (String(fields[0]), String(fields[1]), count)
        }
    }
}
