package import Coroutines

/// Warnings of one kind that are written as long as they are few, whoever they are about: of a thousand sources each of
/// which is logged a little, nobody wants to read all.
package final class PacedWarnings {
    private let log: Log
    private let now: () -> Instant
    private var pace: LogPace<Instant>

    /// - Parameters:
    ///   - pace: how many are few.
    ///   - now: tells the time.
    package init(log: Log, pace: LogPace<Instant>, now: @escaping () -> Instant) {
        self.log = log
        self.pace = pace
        self.now = now
    }

    /// Writes a warning, or counts it as left out.
    package func warn(_ text: String) {
        guard let heldBack = pace.admit(now: now()) else { return log.debug(text) }
        log.warning(heldBack > 0 ? "\(text) (\(heldBack) messages like this left out)" : text)
    }
}
