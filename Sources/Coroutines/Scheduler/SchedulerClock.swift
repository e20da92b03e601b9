import Glibc

/// Tells a scheduler the time, and how to get through the time until something is due.
public protocol SchedulerClock: AnyObject {
    /// The time now.
    var now: Instant { get }

    /// How long the scheduler may block while it has nothing to do before `deadline`; not negative.
    func blockingTime(until deadline: Instant) -> Duration

    /// Takes note that everything is done that was to be done before `deadline`.
    func nothingHappens(before deadline: Instant)
}

/// The machine's monotonic clock (`CLOCK_MONOTONIC`): unmoved by anybody who sets the time of day.
public final class MonotonicClock: SchedulerClock {
    /// Makes a clock; all of them show the same time.
    public init() {}

    /// The time since some moment in the past, usually the start of the machine.
    public var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// The time that is left.
    public func blockingTime(until deadline: Instant) -> Duration {
        max(deadline - now, .zero)
    }

    /// Nothing: time passes by itself.
    public func nothingHappens(before deadline: Instant) {}
}

/// A clock for tests: it stands still until it is moved, or until its scheduler has nothing left to do but wait.
public final class ManualClock: SchedulerClock {
    /// The time now.
    public private(set) var now: Instant
    /// Whether the clock steps to the next deadline by itself when its scheduler is idle.
    public var stepsWhenIdle: Bool

    /// Makes a clock that shows zero.
    ///
    /// - Parameter stepsWhenIdle: whether waiting takes no time. If not, somebody else must `advance` the clock, and the
    ///   scheduler asks for outside events over and over until then.
    public init(stepsWhenIdle: Bool = true) {
        now = Instant(nanoseconds: 0)
        self.stepsWhenIdle = stepsWhenIdle
    }

    /// Moves the clock on.
    ///
    /// - Precondition: `duration` is not negative.
    public func advance(by duration: Duration) {
        precondition(duration >= .zero, "time does not run backwards")
        now = now + duration
    }

    /// None: the time does not come by waiting.
    public func blockingTime(until deadline: Instant) -> Duration { .zero }

    /// Steps to the deadline.
    public func nothingHappens(before deadline: Instant) {
        if stepsWhenIdle { now = max(now, deadline) }
    }
}
