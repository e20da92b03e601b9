/// Lets a few messages of a kind through at once, and then so many a minute, so that what goes on and on does not fill
/// the log.
package struct LogPace<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// Messages that may come one after the other.
    package let burst: Int
    /// The time after which one more may come.
    package let interval: Duration

    /// When the pace would allow a whole burst again; each message puts it off by an interval.
    private var settled: Instant?
    /// Messages held back since the last that was let through.
    private var heldBack = 0

    package init(burst: Int = 20, interval: Duration = .seconds(10)) {
        self.burst = burst
        self.interval = interval
    }

    /// Whether a message may be written.
    ///
    /// - Returns: `nil` if not, else how many were held back since the last one.
    package mutating func admit(now: Instant) -> Int? {
        let start = settled.map { max($0, now) } ?? now
        let next = start.advanced(by: interval)
        guard now.duration(to: next) <= interval * burst else {
            heldBack += 1
            return nil
        }
        settled = next
        defer { heldBack = 0 }
        return heldBack
    }
}
