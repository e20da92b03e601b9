/// A point of time on the clock of a scheduler: nanoseconds since a moment that is the clock's own.
public struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's own beginning.
    public var nanoseconds: Int64

    /// The point of time this many nanoseconds after the clock's own beginning.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The earlier of two points of time is less.
    public static func < (one: Instant, other: Instant) -> Bool {
        one.nanoseconds < other.nanoseconds
    }

    /// The point of time a while later; the beginning or the end of time if it cannot say that one.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        let sum = Int128(instant.nanoseconds) + Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000)
        return Instant(nanoseconds: Int64(clamping: sum))
    }

    /// How long it is from `earlier` to `later`.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        .nanoseconds(later.nanoseconds) - .nanoseconds(earlier.nanoseconds)
    }
}

extension Instant: InstantProtocol {
    /// The point of time a while later.
    public func advanced(by duration: Duration) -> Instant { self + duration }

    /// How long it is from here to `other`.
    public func duration(to other: Instant) -> Duration { other - self }
}
