import Testing

@testable import QuoteService

@Suite struct BadLinesTests {
    typealias Instant = ContinuousClock.Instant
    static let start = ContinuousClock.now

    /// A source that has had this many bad lines at the start.
    func badLines(_ count: Int) -> BadLines<Instant> {
        var lines = BadLines<Instant>(source: "q.csv")
        for line in 0..<count { _ = lines.badLine(at: line + 2, reason: "bad", now: Self.start) }
        return lines
    }

    func at(_ seconds: Double) -> Instant { Self.start.advanced(by: .seconds(seconds)) }

    @Test func `the first ten are logged each, with source, line and reason`() {
        var lines = badLines(0)
        for line in 1...10 {
            let action = lines.badLine(at: line * 7, reason: "price 'abc' is not a number", now: at(0))
            #expect(action == .log("q.csv:\(line * 7): price 'abc' is not a number"))
        }
        #expect(lines.summaryDue == nil)
        #expect(lines.badLine(at: 99, reason: "bad", now: at(0)) == .nothing)
        #expect(lines.count == 11)
        #expect(lines.summaryDue == at(60))
    }

    @Test func `the reason of a line that is not logged is not made`() {
        var made = 0
        func reason() -> String {
            made += 1
            return "bad"
        }
        var lines = badLines(0)
        for line in 1...1000 { _ = lines.badLine(at: line, reason: reason(), now: at(0)) }
        #expect(made == 10)
    }

    @Test func `then there is one summary a minute, for as long as there are new ones`() {
        var lines = badLines(11)
        #expect(lines.timePassed(now: at(59.9)) == .nothing)
        _ = lines.badLine(at: 50, reason: "bad", now: at(59.9))
        #expect(lines.timePassed(now: at(60)) == .log("q.csv: 2 more bad lines in the last minute, 12 in all"))
        #expect(lines.timePassed(now: at(120)) == .nothing)
        #expect(lines.timePassed(now: at(500)) == .nothing)
        _ = lines.badLine(at: 51, reason: "bad", now: at(600))
        #expect(lines.summaryDue == at(660))
        #expect(lines.timePassed(now: at(659)) == .nothing)
        #expect(lines.timePassed(now: at(661)) == .log("q.csv: 1 more bad line in the last minute, 13 in all"))
    }

    @Test func `a bad line brings out a summary that is due, and belongs to the next one`() {
        var lines = badLines(12)
        let action = lines.badLine(at: 50, reason: "bad", now: at(75))
        #expect(action == .log("q.csv: 2 more bad lines in the last minute, 13 in all"))
        #expect(lines.summaryDue == at(135))
        #expect(lines.timePassed(now: at(135)) == .log("q.csv: 1 more bad line in the last minute, 13 in all"))
    }

    @Test func `a million bad lines in an hour make seventy lines in the log`() {
        var lines = BadLines<Instant>(source: "q.csv")
        var logged = 0
        for line in 0..<1_000_000
        where lines.badLine(at: line, reason: "bad", now: at(Double(line) * 0.0036)) != .nothing {
            logged += 1
        }
        if lines.sourceEnded() != .nothing { logged += 1 }
        #expect(logged == 70)
        #expect(lines.count == 1_000_000)
    }

    @Test(arguments: [(0, nil), (10, nil), (11, "1 more bad line, 11 in all"), (47, "37 more bad lines, 47 in all")])
    func `what no summary has counted is summed up at the end, once`(_ test: (count: Int, summary: String?)) {
        var lines = badLines(test.count)
        #expect(lines.sourceEnded() == (test.summary.map { .log("q.csv: \($0)") } ?? .nothing))
        #expect(lines.sourceEnded() == .nothing)
        #expect(lines.timePassed(now: at(1000)) == .nothing)
    }
}
