/// What the command line, the environment and the configuration file come to.
package enum Outcome: Equatable, Sendable {
    /// Run with these settings; the warnings are worth a line in the log each.
    case run(Settings, warnings: [String])
    /// `--explain` was given: print what is understood of the files in these settings.
    case explain(Settings, warnings: [String])
    /// Print this help text on standard output.
    case help(String)
    /// Print this line on standard output.
    case version(String)
    /// `--check` was given: here is everything it found.
    case checked([Mistake], warnings: [String])
    /// There is something wrong: report all of it, then print the advice on standard error, and end.
    case refused([Mistake], warnings: [String], advice: String)

    /// The status to end with; `nil` where there is something to run.
    package var status: ExitStatus? {
        switch self {
        case .run, .explain: nil
        case .help, .version: .success
        case .checked(let mistakes, _): mistakes.isEmpty ? .success : .configuration
        case .refused(let mistakes, _, _): mistakes.contains { $0.status == .usage } ? .usage : .configuration
        }
    }

    /// The text for standard output; empty where there is none.
    package var output: String {
        switch self {
        case .help(let text), .version(let text): text
        case .run, .explain, .checked, .refused: ""
        }
    }

    /// The text for standard error that goes there as it is, after the messages; empty where there is none.
    package var advice: String {
        if case .refused(_, _, let advice) = self { advice } else { "" }
    }

    /// Logs the mistakes and warnings, one line each, in the order they were found.
    package func report(to log: Log) {
        switch self {
        case .help, .version: break
        case .run(_, let warnings), .explain(_, let warnings):
            for warning in warnings { log.warning(warning) }
        case .checked(let mistakes, let warnings):
            for mistake in mistakes { log.error(mistake.description) }
            for warning in warnings { log.warning(warning) }
            if mistakes.isEmpty { log.info("flags and configuration are correct") }
        case .refused(let mistakes, let warnings, _):
            for mistake in mistakes { log.error(mistake.description) }
            for warning in warnings { log.warning(warning) }
        }
    }
}
