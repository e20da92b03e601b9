/// One figure of the service: a row of the table that every text about counters is made from.
struct Metric: Sendable {
    /// What may become of the value.
    enum Kind: String, Sendable {
        /// It only grows while the service runs.
        case counter
        /// It goes up and down.
        case gauge
    }

    /// When a text for people has the figure.
    enum Showing: Sendable {
        /// Always, so that a line without it is not mistaken for one from before it was counted.
        case always
        /// Unless it is zero, as it is where feeds or subscribers play no part.
        case unlessZero
        case never

        func applies(to value: UInt64) -> Bool {
            switch self {
            case .always: true
            case .unlessZero: value > 0
            case .never: false
            }
        }
    }

    /// What a subscriber's `status` calls it.
    let key: String
    let kind: Kind
    /// What it counts, for messages. Always in the plural, so that one pattern finds it.
    let noun: String
    /// Whether the log has it when it is asked for the counters.
    let logging: Showing
    /// Whether the service manager shows it beside the service.
    let headline: Showing
    /// What it counts and in what unit, for whoever reads the metrics.
    let help: String
    /// The middle of its name for Prometheus; `nil` keeps it from there.
    let stem: String?
    let value: @Sendable (Counters) -> UInt64

    init(
        _ key: String, _ kind: Kind, _ noun: String, _ logging: Showing, headline: Showing = .never, _ help: String,
        _ stem: String?, value: @escaping @Sendable (Counters) -> UInt64
    ) {
        self.key = key
        self.kind = kind
        self.noun = noun
        self.logging = logging
        self.headline = headline
        self.help = help
        self.stem = stem
        self.value = value
    }

    /// Its name for Prometheus.
    var name: String? { stem.map { "quoted_\($0)" + (kind == .counter ? "_total" : "") } }

    /// How a message says it.
    func phrase(_ counters: Counters) -> String { "\(value(counters)) \(noun)" }
}
