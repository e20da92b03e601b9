import Oracles
import Testing

@testable import Quotes

/// Which of two timestamps is the later, and in which order a source has them.
@Suite struct TimeOrderTests {
    @Test(arguments: [
        ["2025-12-31", "2026-01-02T00:00:00Z", "2026-01-02T00:00:01Z"], ["1767312000", "1767312001"],
        ["31.12.2025", "02.01.2026", "03.02.2026"], ["12/31/2025", "01/02/2026", "02/01/2026"],
        ["Dec 31, 2025", "Jan 02, 2026", "Feb 1 2026"], ["31-Dec-25", "2-Jan-26", "1 Feb 26"],
        ["20251231 235900", "20260102 093000", "20260102 093100"], ["2026.01.02 09:30", "2026.01.02 10:00"],
        ["2026/01/02", "2026/01/10"], ["09:30", "09:31:05", "10:00"], ["01/02/2026 9:30 AM", "01/02/2026 1:00 PM"],
        ["1/2/2026 12:10 AM", "1/2/2026 12:00 PM"], ["2025-12-31 23:59:59.5", "2026-01-01 00:00"],
    ])
    func `timestamps of many kinds can be ordered`(_ times: [String]) throws {
        #expect(order(times) == (times.count > 2 ? .oldestFirst : .unknown))
        #expect(order(times + times.suffix(1) + times.suffix(1)) == (times.count > 2 ? .oldestFirst : .unknown))
        #expect(order(times.reversed()) == (times.count > 2 ? .newestFirst : .unknown))
        #expect(order(times + times) == .mixed)
    }

    @Test(arguments: [
        ([], TimeOrder.Verdict.unknown), (["", "", ""], .unknown), (["a", "b", "c"], .unknown),
        (["Q1", "Q2"], .unknown), (["2026-01-02", "2026-01-02", "2026-01-02"], .unknown),
        // In days it is an order, in months none.
        (["01/02/2026", "05/02/2026", "01/03/2026"], .oldestFirst),
    ])
    func `where nothing tells, nothing is told`(_ times: [String], _ verdict: TimeOrder.Verdict) {
        #expect(order(times) == verdict)
    }

    @Test func `each symbol has an order of its own`() {
        #expect(order(of: "A,3,1\nA,2,1\nA,1,1\nB,3,1\nB,2,1\nB,1,1\n") == .newestFirst)
        #expect(order(of: "A,1,1\nB,1,1\nA,2,1\nB,2,1\nA,3,1\nB,3,1\n") == .oldestFirst)
    }

    private func order(_ times: [String]) -> TimeOrder.Verdict {
        order(of: times.map { "A,\"\($0)\",1\n" }.joined())
    }

    private func order(of text: String) -> TimeOrder.Verdict {
        let options = QuoteReader.Options(dialect: .init(delimiter: 0x2C, hasHeader: false))
        let reader = QuoteReader(options: options, symbol: "S", symbols: SymbolTable())
        var order = TimeOrder()
        for quote in reader.quotes(of: text) { order.add(quote) }
        return order.verdict
    }
}
