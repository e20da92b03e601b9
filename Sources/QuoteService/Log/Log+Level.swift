extension Log {
    /// How urgent a message is; the names are the words of `--log-level`.
    package enum Level: String, CaseIterable, Sendable {
        case error, warning, info, debug

        /// The priority that syslog and the journal give it, 3 to 7; the lower the more urgent.
        package var priority: Int32 {
            switch self {
            case .error: 3
            case .warning: 4
            case .info: 6
            case .debug: 7
            }
        }

        /// The least urgent level that is at least as urgent as a priority.
        init(priority: Int32) {
            self = Self.allCases.last { $0.priority <= priority } ?? .error
        }
    }
}

extension Log.Level: Comparable {
    /// The less urgent one is the smaller one.
    package static func < (one: Self, other: Self) -> Bool { one.priority > other.priority }
}
