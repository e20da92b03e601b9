/// Compares JSON results with those that should be, by their numbers.
struct ResultAudit {
    private(set) var results = 0
    private(set) var repeated = 0
    /// Lines without an end, as a run leaves that is killed while it writes.
    private(set) var cut = 0
    private(set) var missing = 0
    private(set) var wrong = 0

    private static let key = Array("{\"seq\":".utf8)

    /// - Parameters:
    ///   - expected: a line for each number from 1 up.
    ///   - found: any of them, in any order and number.
    init(expected: [UInt8], found: [UInt8]) throws(BenchmarkError) {
        let newline = UInt8(ascii: "\n")
        let lines = expected.split(separator: newline)
        var seen = [Bool](repeating: false, count: lines.count)
        for line in found.split(separator: newline) {
            guard line.last == UInt8(ascii: "}") else {
                cut += 1
                continue
            }
            let digits = line.dropFirst(Self.key.count).prefix { (0x30...0x39).contains($0) }
            guard let number = Int(String(decoding: digits, as: UTF8.self)), lines.indices.contains(number - 1),
                lines[number - 1] == line
            else {
                wrong += 1
                continue
            }
            if seen[number - 1] { repeated += 1 }
            seen[number - 1] = true
        }
        results = lines.count
        missing = seen.count { !$0 }
        guard results > 0 else { throw .wrongOutput("There are no results to look at.") }
    }
}
