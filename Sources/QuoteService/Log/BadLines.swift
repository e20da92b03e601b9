/// Decides which bad lines of one source are worth a line in the log: the first ten each, then one summary a minute for as
/// long as there are new ones, and what is left at the end.
///
/// It only counts and decides; whoever reads the source tells it what happened and when, and does what it answers.
/// Everything takes constant time.
package struct BadLines<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// What to do after an event.
    package enum Action: Equatable, Sendable {
        /// Log this text as a warning.
        case log(String)
        /// Nothing.
        case nothing
    }

    /// How many bad lines of a source are logged one by one: enough to see a pattern, few enough to read.
    package static var loggedEach: Int { 10 }
    /// The time between two summaries.
    package static var interval: Duration { .seconds(60) }

    /// The name of the source as the log shows it.
    package let source: String
    /// How many bad lines the source has had.
    package private(set) var count = 0
    /// When the next summary is due; `nil` while there is nothing to sum up.
    package private(set) var summaryDue: Instant?
    private var unlogged = 0

    package init(source: String) {
        self.source = source
    }

    /// A line could not be read.
    ///
    /// - Parameters:
    ///   - line: its number in the source, from 1.
    ///   - reason: what is wrong with it, as in `price 'abc' is not a number`; made only if it is to be logged.
    ///   - now: the time.
    package mutating func badLine(at line: Int, reason: @autoclosure () -> String, now: Instant) -> Action {
        count += 1
        if count <= Self.loggedEach { return .log("\(source):\(line): \(reason())") }
        // A summary that is due covers what came before this line, which may be long after.
        let action = timePassed(now: now)
        unlogged += 1
        if summaryDue == nil { summaryDue = now.advanced(by: Self.interval) }
        return action
    }

    /// Time has passed; a summary is due when `summaryDue` has come.
    package mutating func timePassed(now: Instant) -> Action {
        guard let due = summaryDue, due <= now else { return .nothing }
        return sumUp(" in the last minute")
    }

    /// The source has ended; the lines that no summary has counted yet are summed up.
    package mutating func sourceEnded() -> Action {
        summaryDue == nil ? .nothing : sumUp("")
    }

    private mutating func sumUp(_ period: String) -> Action {
        defer {
            unlogged = 0
            summaryDue = nil
        }
        let lines = unlogged == 1 ? "line" : "lines"
        return .log("\(source): \(unlogged) more bad \(lines)\(period), \(count) in all")
    }
}
