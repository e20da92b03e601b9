/// Decides what the log says of a feed that is connected to: each loss and each connection, as long as they are few, the
/// first failure and each for another reason, and now and then that it goes on failing.
package struct FeedNews<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// The time between two messages that an attempt has failed for the same reason.
    package static var interval: Duration { .seconds(300) }

    private let feed: String
    private var pace = LogPace<Instant>()
    private var failures = 0
    private var reason: String?
    private var told: Instant?

    package init(feed: String) {
        self.feed = feed
    }

    /// The feed was connected to.
    ///
    /// - Returns: what to log, if anything.
    package mutating func connected(to address: String, now: Instant) -> String? {
        let attempts = failures > 0 ? " after \(failures) failed \(failures == 1 ? "attempt" : "attempts")" : ""
        failures = 0
        reason = nil
        return paced("connected to \(feed == address ? feed : "\(feed) (\(address))")\(attempts)", now: now)
    }

    /// The feed has ended or was lost after it had been connected.
    package mutating func lost(because reason: String, now: Instant) -> String? {
        paced("lost the feed \(feed): \(reason); connecting again", now: now)
    }

    /// The feed could not be connected to.
    package mutating func failed(because reason: String, now: Instant) -> String? {
        failures += 1
        let isNew = reason != self.reason
        guard isNew || told.map({ $0.duration(to: now) >= Self.interval }) ?? true else { return nil }
        self.reason = reason
        told = now
        return isNew
            ? "cannot connect to the feed \(feed): \(reason); trying again until it can be reached"
            : "still cannot connect to the feed \(feed): \(reason); \(failures) attempts so far"
    }

    private mutating func paced(_ text: String, now: Instant) -> String? {
        guard let heldBack = pace.admit(now: now) else { return nil }
        return heldBack > 0 ? "\(text) (\(heldBack) messages like this left out)" : text
    }
}
