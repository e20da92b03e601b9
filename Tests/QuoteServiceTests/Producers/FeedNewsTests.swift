import Testing

@testable import QuoteService

@Suite struct FeedNewsTests {
    typealias Instant = ContinuousClock.Instant
    static let start = ContinuousClock.now

    func at(_ seconds: Double) -> Instant { Self.start.advanced(by: .seconds(seconds)) }

    @Test func `twenty messages may come at once, and then six a minute`() {
        var pace = LogPace<Instant>()
        #expect((0..<100).compactMap { _ in pace.admit(now: at(0)) } == Array(repeating: 0, count: 20))
        #expect(pace.admit(now: at(9.9)) == nil)
        #expect(pace.admit(now: at(10)) == 81)
        #expect(pace.admit(now: at(10)) == nil)
        #expect((0..<3600).count { pace.admit(now: at(Double($0) + 11)) != nil } == 360)
    }

    @Test func `after a quiet time there may be a burst again, and no more than that`() {
        var pace = LogPace<Instant>()
        for _ in 0..<50 { _ = pace.admit(now: at(0)) }
        #expect((0..<50).count { _ in pace.admit(now: at(100_000)) != nil } == 20)
    }

    @Test func `the first failure is told, and each for another reason`() {
        var news = FeedNews<Instant>(feed: "h:1")
        let refused = "cannot connect to the feed h:1: Connection refused; trying again until it can be reached"
        #expect(news.failed(because: "Connection refused", now: at(0)) == refused)
        #expect(news.failed(because: "Connection refused", now: at(1)) == nil)
        #expect(news.failed(because: "No route to host", now: at(2))?.contains("No route to host") == true)
        #expect(news.failed(because: "Connection refused", now: at(3)) == refused)
    }

    @Test func `that a feed goes on failing is told every five minutes`() {
        var news = FeedNews<Instant>(feed: "h:1")
        let told = (0..<7200).compactMap { news.failed(because: "x", now: at(Double($0))) }
        #expect(told.count == 24)
        #expect(told[1] == "still cannot connect to the feed h:1: x; 301 attempts so far")
    }

    @Test(arguments: [
        (0, "h:1", "connected to h:1"), (1, "h:1", "connected to h:1 after 1 failed attempt"),
        (9, "127.0.0.1:1", "connected to h:1 (127.0.0.1:1) after 9 failed attempts"),
    ])
    func `a connection is told, and how many attempts it took`(_ test: (failures: Int, address: String, text: String)) {
        var news = FeedNews<Instant>(feed: "h:1")
        for _ in 0..<test.failures { _ = news.failed(because: "x", now: at(0)) }
        #expect(news.connected(to: test.address, now: at(1)) == test.text)
        #expect(news.connected(to: "h:1", now: at(2)) == "connected to h:1")
        #expect(news.failed(because: "x", now: at(3)) != nil)
    }

    @Test func `a feed that comes and goes all the time does not fill the log`() {
        var news = FeedNews<Instant>(feed: "h:1")
        var told = 0
        for attempt in 0..<36_000 {
            let now = at(Double(attempt) / 10)
            if news.connected(to: "h:1", now: now) != nil { told += 1 }
            if news.lost(because: "x", now: now) != nil { told += 1 }
        }
        #expect(told <= 380)
    }
}
