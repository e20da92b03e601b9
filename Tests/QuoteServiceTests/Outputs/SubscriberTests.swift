import Quotes
import Testing

@testable import QuoteService

/// What a subscriber is sent, whatever is accepted at a time.
@Suite(.timeLimit(.minutes(10))) struct SubscriberTests {
    struct Replay: CustomTestStringConvertible {
        let published: Int
        let history: Int
        let asked: Int
        let given: Int
        var testDescription: String { "\(asked) of \(published), history \(history)" }

        init(_ asked: Int, of published: Int, history: Int, gives given: Int) {
            (self.asked, self.published, self.history, self.given) = (asked, published, history, given)
        }
    }

    static let replays = [
        Replay(0, of: 5, history: 8, gives: 0), Replay(1, of: 5, history: 8, gives: 1),
        Replay(5, of: 5, history: 8, gives: 5), Replay(8, of: 5, history: 8, gives: 5),
        Replay(8, of: 0, history: 8, gives: 0), Replay(8, of: 8, history: 8, gives: 8),
        Replay(8, of: 9, history: 8, gives: 8), Replay(3, of: 100, history: 8, gives: 3),
        Replay(1000, of: 100, history: 8, gives: 8), Replay(0, of: 3, history: 1, gives: 0),
        Replay(1, of: 3, history: 1, gives: 1), Replay(2, of: 3, history: 1, gives: 1),
    ]

    @Test(arguments: replays) func `a new one gets the last results, and then the live ones`(_ test: Replay) throws {
        let publisher = Publisher(history: test.history)
        try publisher.publish(count: test.published)
        let subscriber = publisher.subscriber(replay: test.asked, header: "header\n")
        #expect(subscriber.take() == (["header\n"] + publisher.lines.suffix(test.given)).joined())
        #expect(subscriber.take().isEmpty)
        try publisher.publish()
        #expect(subscriber.take() == publisher.lines.last)
        #expect(subscriber.lost == 0)
    }

    @Test(arguments: [1, 2, 3, 7, 100, 4096], [1, 2, 16, 1024])
    func `whatever is accepted at a time, what comes out is what went in`(_ piece: Int, _ history: Int) throws {
        let publisher = Publisher(history: history)
        let subscriber = publisher.subscriber(header: "header\n")
        var got = ""
        for index in 0..<2000 {
            try publisher.publish("S\(index % 3)", length: index % 50)
            // One that accepts a little is left in the middle of a line, and is behind by less than a line for that.
            got += index.isMultiple(of: 3) ? subscriber.take(atMost: piece) : subscriber.take(pieces: piece)
            if history == 1 { got += subscriber.take() }
        }
        got += subscriber.take()
        #expect(subscriber.lost == 0)
        #expect(got == "header\n" + publisher.lines.joined())
    }

    @Test func `the rest of a line is sent although the line itself is overrun`() throws {
        let publisher = Publisher(history: 4)
        try publisher.publish(length: 100)
        let subscriber = publisher.subscriber(replay: 1)
        let start = subscriber.take(atMost: 30)
        #expect(subscriber.firstOwed == 0)
        try publisher.publish(count: 50, length: 1000)
        let rest = subscriber.take()
        #expect((start + rest).hasPrefix(publisher.lines[0] + "# lost "))
        #expect(rest.hasSuffix(publisher.lines[50]))
    }

    @Test func `lines that lie apart in the ring come one after the other`() throws {
        let publisher = Publisher(history: 64, capacity: 4096)
        let subscriber = publisher.subscriber(replay: 64)
        var got = ""
        // 700 bytes do not divide the ring: lines end up on both sides of its end, with a gap before it.
        for _ in 0..<40 {
            try publisher.publish(count: 3, length: 700)
            got += subscriber.take(pieces: 333)
        }
        #expect(got == publisher.lines.joined())
    }

    @Test func `one that has closed its sending side still gets results`() throws {
        let publisher = Publisher(history: 8)
        let subscriber = publisher.subscriber()
        try publisher.publish()
        #expect(subscriber.take() == publisher.lines[0])
        #expect(subscriber.next() == .wait)
    }

    @Test func `results without a newline at their end are not sent, since there are none`() throws {
        let publisher = Publisher(history: 8)
        let subscriber = publisher.subscriber(replay: 8)
        try publisher.publish(count: 20)
        #expect(subscriber.take(pieces: 1).split(separator: "\n").count == publisher.lines.suffix(8).count + 0)
    }
}
