import Coroutines
import Testing

/// Points of time, at the ends of time too.
struct InstantTests {
    /// A sum of a point of time and a duration.
    struct Sum: Sendable {
        let start: Int64
        let duration: Duration
        let result: Int64
    }

    static let sums = [
        Sum(start: 0, duration: .seconds(1), result: 1_000_000_000),
        Sum(start: 5, duration: .nanoseconds(-7), result: -2),
        Sum(start: 5, duration: .milliseconds(-1500), result: -1_499_999_995),
        Sum(start: .max, duration: .nanoseconds(1), result: .max),
        Sum(start: .min, duration: .nanoseconds(-1), result: .min),
        Sum(start: 0, duration: .seconds(9_223_372_036) + .nanoseconds(999_999_999), result: .max),
        Sum(start: -1_000_000_000, duration: .seconds(9_223_372_037), result: 9_223_372_036_000_000_000),
        Sum(start: 0, duration: .seconds(Int64.max), result: .max),
        Sum(start: 0, duration: .seconds(Int64.min), result: .min),
        Sum(start: .min, duration: .seconds(Int64.max), result: .max),
    ]

    @Test(arguments: sums) func `a sum that time cannot hold is its end or its beginning`(_ sum: Sum) {
        #expect((Instant(nanoseconds: sum.start) + sum.duration).nanoseconds == sum.result)
    }

    @Test func `differences are those of the nanoseconds, over all of time`() {
        let (first, last) = (Instant(nanoseconds: .min), Instant(nanoseconds: .max))
        #expect(last - first == .nanoseconds(Int64.max) - .nanoseconds(Int64.min))
        #expect(first.duration(to: last) == last - first)
        #expect(first < last)
    }

    @Test func `to sleep for less than no time is to sleep for none`() throws {
        let scheduler = Scheduler(clock: ManualClock())
        scheduler.spawn { task in
            try await task.sleep(for: .seconds(-100))
            try await task.sleep(for: .seconds(Int64.min))
        }
        try scheduler.run()
        #expect(scheduler.clock.now.nanoseconds == 0)
    }
}
