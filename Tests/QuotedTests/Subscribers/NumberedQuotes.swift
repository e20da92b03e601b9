import Testing

/// Quotes that are numbered, so that a stream of results shows what is missing, and where.
struct NumberedQuotes {
    /// Options under which each quote has one result.
    static let options = ["--window", "1", "--decimals", "0"]
    static let header = "symbol,timestamp,price,sma\n"

    /// How many symbols take turns.
    var symbols = 3
    /// Bytes of a quote's line, as far as its number allows.
    var length = 0

    private func start(_ number: Int) -> String {
        let start = "S\(number % symbols),t"
        return start + String(repeating: "-", count: max(0, length - start.utf8.count - 2 - "\(number)".utf8.count))
    }

    func quote(_ number: Int) -> String { "\(start(number)),\(number)\n" }
    func result(_ number: Int) -> String { "\(start(number)),\(number),\(number)\n" }

    func quotes(_ numbers: Range<Int>) -> String { numbers.lazy.map(quote).joined() }
    func results(_ numbers: Range<Int>) -> String { numbers.lazy.map(result).joined() }

    /// What a subscriber made of a stream got.
    struct Received: Equatable {
        var results = 0
        var lost = 0
        /// The line that said why it was closed.
        var closing: String?
    }

    /// Expects whole lines, results in order, and each gap announced right before the result after it; counts them.
    ///
    /// - Parameter first: the number of the first result that is due.
    func check(
        _ bytes: [UInt8], from first: Int = 0, hasHeader: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Received {
        var received = Received()
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.isEmpty || text.utf8.last == UInt8(ascii: "\n"), "a half line", sourceLocation: sourceLocation)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        if hasHeader { #expect(lines.first.map { $0 + "\n" } == Self.header[...], sourceLocation: sourceLocation) }
        for line in lines.dropFirst(hasHeader ? 1 : 0) {
            if line.hasPrefix("# lost "), let count = Int(line.dropFirst(7)) {
                received.lost += count
            } else if line.hasPrefix("# closing: ") {
                received.closing = String(line.dropFirst(11))
            } else if !line.hasPrefix("# ") {
                let number = first + received.results + received.lost
                guard line + "\n" == result(number) else {
                    Issue.record("\(line) is not result \(number)", sourceLocation: sourceLocation)
                    return received
                }
                received.results += 1
            }
        }
        return received
    }
}
