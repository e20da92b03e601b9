import Quotes
import Testing

@testable import QuoteService

/// Subscribers that are further behind than the history.
@Suite(.timeLimit(.minutes(10))) struct LagTests {
    /// Splits what a subscriber got into results, and the sum of the losses it was told of.
    ///
    /// Every result must come in order, and each gap must be told of right before the result after it.
    static func check(
        _ text: String, against lines: [String], format: ResultFormat = .csv,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> (results: Int, lost: Int) {
        #expect(text.isEmpty || text.hasSuffix("\n"), sourceLocation: sourceLocation)
        var (next, results, lost) = (0, 0, 0)
        for line in text.split(separator: "\n") {
            if let count = Self.loss(line, format) {
                next += count
                lost += count
            } else {
                guard next < lines.count, line == lines[next].dropLast() else {
                    Issue.record("\(line) is not result \(next)", sourceLocation: sourceLocation)
                    break
                }
                next += 1
                results += 1
            }
        }
        #expect(next == lines.count, "results and losses make up all there is", sourceLocation: sourceLocation)
        return (results, lost)
    }

    private static func loss(_ line: Substring, _ format: ResultFormat) -> Int? {
        let match = try? format == .csv ? /# lost (\d+)/.wholeMatch(in: line) : /{"lost":(\d+)}/.wholeMatch(in: line)
        return match.flatMap { Int($0.output.1) }
    }

    @Test(arguments: [1, 2, 8, 64], ResultFormat.allCases)
    func `under drop what is received and what is told to be lost make up all results`(
        _ history: Int, _ format: ResultFormat
    ) throws {
        for seed in 0..<10 {
            var random = SplitMix64(seed: UInt64(1000 * history + seed))
            let publisher = Publisher(history: history, format: format)
            let subscriber = publisher.subscriber()
            var got = ""
            for _ in 0..<300 {
                try publisher.publish(
                    count: .random(in: 0...4, using: &random), length: .random(in: 0...90, using: &random))
                got += subscriber.take(atMost: .random(in: 0...100, using: &random))
            }
            got += subscriber.take()
            let (results, lost) = Self.check(got, against: publisher.lines, format: format)
            #expect(results > 0 && lost > 0)
            #expect(subscriber.lost == UInt64(lost))
        }
    }

    @Test func `losses are known as they happen, not when they are told`() throws {
        let publisher = Publisher(history: 8)
        let subscriber = publisher.subscriber()
        #expect(subscriber.lost == 0)
        try publisher.publish(count: 8)
        #expect(subscriber.lost == 0)
        for count in 1...100 {
            try publisher.publish()
            #expect(subscriber.lost == UInt64(count))
        }
        // It skips a little further than it must, so as not to be overrun by the next result.
        #expect(subscriber.take().hasPrefix("# lost 101\n"))
        #expect(subscriber.lost == 101)
    }

    @Test func `each loss is told once, right before the next result`() throws {
        let publisher = Publisher(history: 4)
        let subscriber = publisher.subscriber(header: "header\n")
        var expected = "header\n"
        #expect(subscriber.take() == expected)
        for _ in 0..<3 {
            try publisher.publish(count: 10)
            expected = "# lost 6\n" + publisher.lines.suffix(4).joined()
            #expect(subscriber.take() == expected)
        }
        #expect(subscriber.take().isEmpty)
    }

    @Test(arguments: ResultFormat.allCases) func `under disconnect one is closed with a line that says why`(
        _ format: ResultFormat
    ) throws {
        let publisher = Publisher(history: 8, format: format)
        let subscriber = publisher.subscriber(.disconnect)
        try publisher.publish(count: 8, length: 40)
        let start = subscriber.take(atMost: 60)
        try publisher.publish(count: 20, length: 40)
        #expect(subscriber.isLagged)
        let got = start + subscriber.take()
        let reason = "26 results behind, and the last 8 are kept (--history, --lag)"
        let last = format == .csv ? "# closing: \(reason)\n" : "{\"closing\":\"\(reason)\"}\n"
        #expect(got == publisher.lines[0] + publisher.lines[1] + last)
        #expect(subscriber.isAtEnd)
        #expect(subscriber.lost == 0, "it is told that there is more, and gets nothing after a gap")
        try publisher.publish(count: 20)
        #expect(subscriber.isAtEnd)
    }

    @Test func `under disconnect one that is as far behind as the history goes has all of it`() throws {
        let publisher = Publisher(history: 8)
        let subscriber = publisher.subscriber(.disconnect)
        try publisher.publish(count: 8)
        #expect(!subscriber.isLagged)
        #expect(subscriber.take() == publisher.lines.joined())
    }

    @Test(arguments: [1, 2, 8]) func `under block the writer waits for the slowest, and nobody loses anything`(
        _ history: Int
    ) throws {
        let publisher = Publisher(history: history)
        let holder = publisher.results.addHolder()
        let subscribers = (0..<3).map { _ in publisher.subscriber(.block) }
        let hold = { publisher.results.hold(subscribers.map(\.firstOwed).min(), for: holder) }
        hold()
        var got = ["", "", ""]
        var random = SplitMix64(seed: UInt64(history))
        for _ in 0..<2000 {
            let index = Int.random(in: 0..<3, using: &random)
            got[index] += subscribers[index].take(atMost: .random(in: 1...20, using: &random))
            hold()
            let behind = publisher.lines.count - Int(subscribers.map(\.firstOwed).min()!)
            if behind < history {
                try publisher.publish(length: .random(in: 0...20, using: &random))
            } else {
                #expect(throws: Publisher.HeldBack.self) { try publisher.publish() }
            }
        }
        for index in 0..<3 {
            got[index] += subscribers[index].take()
            #expect(got[index] == publisher.lines.joined())
            #expect(subscribers[index].lost == 0)
        }
    }

    @Test func `a subscriber that leaves no longer holds back the writer`() throws {
        let publisher = Publisher(history: 2)
        let holder = publisher.results.addHolder()
        publisher.results.hold(0, for: holder)
        try publisher.publish(count: 2)
        #expect(throws: Publisher.HeldBack.self) { try publisher.publish() }
        publisher.results.hold(nil, for: holder)
        try publisher.publish(count: 10)
    }
}
