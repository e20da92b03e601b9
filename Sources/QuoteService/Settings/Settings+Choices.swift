extension Settings {
    /// Where quotes come from.
    package enum Source: Hashable, Sendable {
        /// The standard input, `-`.
        case standardInput
        /// A CSV file.
        case file(path: String)
        /// A TCP feed that is connected to.
        case connect(Endpoint)
        /// An address at which TCP feeds are accepted.
        case listen(Endpoint)
    }

    /// Where results go.
    package enum Output: Hashable, Sendable {
        /// The standard output, `-`.
        case standardOutput
        /// A listening Unix stream socket.
        case unixSocket(path: String)
    }

    /// What is printed before a symbol has a whole window of quotes.
    package enum Warmup: String, CaseIterable, Sendable {
        /// Nothing.
        case skip
        /// The average of what there is.
        case partial
    }

    /// How results are written.
    package enum Format: String, CaseIterable, Sendable {
        case csv, json
    }

    /// What becomes of a line that cannot be read.
    package enum OnBadLine: String, CaseIterable, Sendable {
        /// It is counted and logged.
        case skip
        /// It ends `quoted` with ``ExitStatus/badData``.
        case stop
    }

    /// What becomes of a quote that a full deque has no room for.
    package enum Overflow: String, CaseIterable, Sendable {
        /// Its source is held back.
        case block
        /// The oldest quote in the deque is discarded and counted.
        case dropOldest = "drop-oldest"
    }

    /// What becomes of a subscriber that is further behind than the history.
    package enum Lag: String, CaseIterable, Sendable {
        /// It skips ahead, and is told how many results it has lost.
        case drop
        /// It is closed, with a line that says why.
        case disconnect
        /// It holds back the producer; nothing is lost.
        case block
    }
}

extension Settings.Source: CustomStringConvertible {
    package var description: String {
        switch self {
        case .standardInput: "-"
        case .file(let path): path
        case .connect(let endpoint), .listen(let endpoint): endpoint.description
        }
    }
}

extension Settings.Output: CustomStringConvertible {
    package var description: String {
        switch self {
        case .standardOutput: "-"
        case .unixSocket(let path): "unix:\(path)"
        }
    }
}
