import Testing

@testable import QuoteService

@Suite struct BackoffTests {
    /// Draws the same numbers every time.
    struct Drawn: RandomNumberGenerator {
        var number: UInt64
        mutating func next() -> UInt64 {
            number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return number
        }
    }

    /// The least and the most that each delay may be, in milliseconds.
    static let bounds = [
        (100, 200), (200, 400), (400, 800), (800, 1600), (1600, 3200), (3200, 6400), (6400, 12_800), (12_800, 25_600),
        (15_000, 30_000), (15_000, 30_000),
    ]

    @Test(arguments: [UInt64.min, .max, .max / 2, 12_345_678_901_234]) func `delays double up to half a minute`(
        _ number: UInt64
    ) {
        var generator = Drawn(number: number)
        var backoff = Backoff()
        for (least, most) in Self.bounds {
            let delay = backoff.delay(using: &generator)
            #expect(delay >= .milliseconds(least) && delay <= .milliseconds(most))
            #expect(Backoff.limits.contains(delay))
        }
    }

    @Test func `a thousand clients do not come back at once`() {
        var generator = SystemRandomNumberGenerator()
        let delays = (0..<1000).map { _ in
            var backoff = Backoff()
            return backoff.delay(using: &generator)
        }
        #expect(Set(delays).count > 900)
    }

    @Test func `after a success the first delay is short again`() {
        var generator = Drawn(number: .min)
        var backoff = Backoff()
        for _ in 0..<20 { _ = backoff.delay(using: &generator) }
        backoff.reset()
        #expect(backoff == Backoff())
        #expect(backoff.delay(using: &generator) <= .milliseconds(200))
    }
}
