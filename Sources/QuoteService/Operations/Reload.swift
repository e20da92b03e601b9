/// What a reload does to the settings.
///
/// | takes effect | options |
/// |---|---|
/// | at once | `--log-level`, `--metrics-file` |
/// | with the next bad line | `--on-bad-line`, `--rejects` |
/// | with the next feed | `--max-feeders` |
/// | with the next subscriber | `--max-subscribers`, `--replay` |
/// | at the next start | all others: they shape what is open already, be it sources, averages, the deque or the history |
struct Reload: Equatable {
    /// The settings in force from now on.
    private(set) var settings: Settings
    /// The options that have changed.
    let changed: [String]
    /// The options whose new values take effect at the next start.
    let deferred: [String]

    private struct Option: Sendable {
        let name: String
        let apply: @Sendable (_ new: Settings, _ settings: inout Settings) -> Void
    }

    private static let options = [
        option("log-level", \.logLevel),
        option("metrics-file", \.metricsFile),
        option("on-bad-line", \.onBadLine),
        option("rejects", \.rejects),
        option("max-feeders", \.maxFeeders),
        option("max-subscribers", \.maxSubscribers),
        Option(name: "replay") { new, settings in settings.replay = min(new.replay, settings.history) },
    ]

    private static func option<Value>(_ name: String, _ property: any WritableKeyPath<Settings, Value> & Sendable)
        -> Option
    {
        Option(name: name) { new, settings in settings[keyPath: property] = new[keyPath: property] }
    }

    /// Puts what may change in place of what was in force.
    init(of new: Settings, over old: Settings) {
        settings = old
        for option in Self.options { option.apply(new, &settings) }
        changed = settings.differences(from: old)
        deferred = new.differences(from: settings)
    }

    /// What the log says of options that have changed.
    static func report(_ changed: [String]) -> String {
        changed.isEmpty
            ? "configuration read again: nothing has changed"
            : "configuration read again: \(Self.flags(changed)) changed"
    }

    /// What the log warns of; `nil` where everything is in force.
    var warning: String? {
        guard !deferred.isEmpty else { return nil }
        return "\(Self.flags(deferred)): \(deferred.count == 1 ? "takes" : "take") effect at the next start"
    }

    private static func flags(_ names: [String]) -> String { names.map { "--\($0)" }.joined(separator: ", ") }
}
