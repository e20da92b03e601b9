package import Coroutines
package import Quotes

/// Tells of the bad lines of one source: in the log, in the file of rejects, or by stopping at the first.
package final class BadLineReport {
    private var badLines: BadLines<Instant>
    private let log: Log
    private let policy: BadLinePolicy
    private let warnings: PacedWarnings?

    /// - Parameter warnings: what the log says of bad lines, where that is limited for several sources together.
    package init(source: String, policy: BadLinePolicy, log: Log, warnings: PacedWarnings? = nil) {
        badLines = BadLines(source: source)
        self.policy = policy
        self.log = log
        self.warnings = warnings
    }

    /// When a summary is due; `nil` while there is nothing to sum up.
    package var summaryDue: Instant? { badLines.summaryDue }

    /// - Throws: `ServiceError` where bad lines are to stop the source.
    package func report(_ line: BadLine, of reader: QuoteReader, now: Instant) throws(ServiceError) {
        unsafe reader.withRejectedLine { text in
            unsafe policy.keep(line, of: badLines.source, text: text, log: log)
        }
        if policy.onBadLine == .stop {
            throw ServiceError(
                .badData, "cannot go on after \(badLines.source):\(line.number)", because: line.reason.description,
                advice: "mend the line, or let bad lines be skipped with --on-bad-line skip")
        }
        act(badLines.badLine(at: line.number, reason: line.reason.description, now: now))
    }

    /// Logs the summary if it is due.
    package func timePassed(now: @autoclosure () -> Instant) {
        if badLines.summaryDue != nil { act(badLines.timePassed(now: now())) }
    }

    package func sourceEnded() {
        act(badLines.sourceEnded())
    }

    private func act(_ action: BadLines<Instant>.Action) {
        guard case .log(let text) = action else { return }
        if let warnings { warnings.warn(text) } else { log.warning(text) }
    }
}
