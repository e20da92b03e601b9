/// How long to wait before the next attempt: a random time that doubles from attempt to attempt.
///
/// The times are drawn from the upper half of what they may be, so that many clients that lost one server do not come
/// back at once, and none of them too soon ("equal jitter").
package struct Backoff: Equatable, Sendable {
    /// The shortest and the longest time to wait.
    package static let limits: ClosedRange<Duration> = .milliseconds(100)...(.seconds(30))

    private var longest = Self.limits.lowerBound

    package init() {}

    /// The time to wait after one more attempt that has failed: 0.1 to 0.2 s after the first, 15 to 30 s in the end.
    package mutating func delay(using generator: inout some RandomNumberGenerator) -> Duration {
        longest = min(longest * 2, Self.limits.upperBound)
        let nanoseconds = Int64(longest / .nanoseconds(1))
        return .nanoseconds(Int64.random(in: nanoseconds / 2...nanoseconds, using: &generator))
    }

    /// An attempt was worth it; the next failure is the first one again.
    package mutating func reset() {
        longest = Self.limits.lowerBound
    }
}
