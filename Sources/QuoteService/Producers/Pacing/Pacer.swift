package import Coroutines
package import Quotes

/// Says when the quotes of a replayed file are due: as long after the first as their timestamps say, divided by the speed.
///
/// Due times count from the first quote, so that what delays one of them does not delay all that follow.
package struct Pacer {
    private let speed: Double
    private var start: (timestamp: Timestamp, instant: Instant)?
    private var warn: ((String) -> Void)?

    /// - Parameters:
    ///   - speed: how many times faster than real time, above 0.
    ///   - warn: is told once of a timestamp that cannot be read.
    package init(speed: Double, warn: @escaping (String) -> Void) {
        self.speed = speed
        self.warn = warn
    }

    /// When a quote with this timestamp is due; before now where it goes back in time, `nil` is at once.
    package mutating func due(_ timestamp: Timestamp, now: Instant) -> Instant? {
        guard let start else {
            start = (timestamp, now)
            return nil
        }
        // Whoever waits for longer than half the age of the timestamps' range waits for ever.
        let (difference, overflow) = timestamp.nanoseconds.subtractingReportingOverflow(start.timestamp.nanoseconds)
        guard !overflow, difference > 0 else { return nil }
        let wait = Double(difference) / speed
        return start.instant + .nanoseconds(wait < 9e18 ? Int64(wait) : .max)
    }

    /// When a quote is due; `nil` is at once, also where its timestamp cannot be read.
    package mutating func due(_ quote: Quote, now: Instant) -> Instant? {
        let text = quote.timestampText
        if let timestamp = Timestamp(text) { return due(timestamp, now: now) }
        warn?(
            "the timestamp '\(String(decoding: text.prefix(64), as: UTF8.self))' cannot be read; such quotes are not paced"
        )
        warn = nil
        return nil
    }
}
