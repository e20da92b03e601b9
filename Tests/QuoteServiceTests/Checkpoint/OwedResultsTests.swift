import Testing

@testable import QuoteService

@Suite struct OwedResultsTests {
    static let header = Array("symbol\n".utf8)
    static let owed = Array("A,1\nB,2\n".utf8)
    static let results = Array("C,3\nD,4\n".utf8)

    /// All that standard output gets in the end, accepted up to a byte, is owed from the line on of which that byte is.
    @Test func `whatever was accepted, whole lines are owed, from the first that is not accepted as a whole`() {
        let all = Self.owed + Self.results
        for size in 1...5 {
            for accepted in 0...Self.header.count + all.count {
                let owed = OwedResults(header: Self.header, owed: Self.owed, isKept: true)
                var left = accepted
                while !owed.first.isEmpty, left > 0 {
                    let count = min(size, left, owed.first.count)
                    owed.wroteFirst(count)
                    left -= count
                }
                var rest = Self.results[...]
                while left > 0 {
                    let count = min(size, left)
                    unsafe Array(rest.prefix(count)).withUnsafeBytes { unsafe owed.wrote($0) }
                    rest = rest.dropFirst(count)
                    left -= count
                }
                let lines = owed.lines(andUnwritten: Array(rest))
                let written = max(0, accepted - Self.header.count)
                let whole = all[..<written].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
                #expect(lines == Array(all[whole...]), "\(accepted) bytes accepted, \(size) at a time")
                #expect(owed.hasHeader == (accepted >= Self.header.count))
            }
        }
    }

    @Test func `lines that come late are owed last`() {
        let owed = OwedResults(header: [], owed: Self.owed, isKept: true)
        owed.add(Array("E,5\n".utf8))
        #expect(owed.lines(andUnwritten: Self.results) == Self.owed + Self.results + Array("E,5\n".utf8))
    }
}
