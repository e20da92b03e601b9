/// One option: a row of the table that everything about options is made from, which is the flags, the environment, the
/// configuration file, the help text and the messages.
struct Option: Sendable {
    /// The heading of the help text that an option stands under, in the order of the headings.
    enum Group: String, CaseIterable, Sendable {
        case sources = "Sources"
        case reading = "Reading"
        case average = "Average"
        case output = "Output"
        case subscribers = "Subscribers"
        case deque = "Deque"
        case state = "State and metrics"
        case general = "General"
    }

    /// Where an option may be given.
    enum Reach: Sendable {
        /// By flag, environment and configuration file.
        case everywhere
        /// By flag and environment; the configuration file cannot name itself.
        case flagOrEnvironment
        /// By flag alone.
        case flag
    }

    /// What an option asks for instead of a run.
    enum Command: Sendable {
        case help, version, check, explain
    }

    /// Whether this version does what the option says.
    enum Availability: Sendable {
        case now
        /// Parsed and checked, but refused, and left out of the help text.
        case later
    }

    /// The long name, without dashes.
    let name: String
    /// The one-letter name.
    let short: Character?
    /// What stands for the value in the help text; `nil` for a switch, which needs none.
    let placeholder: String?
    let group: Group
    /// What the option does, for the help text.
    let help: String
    /// What happens without the option, for the help text, where the default is no value of its own.
    let otherwise: String?
    let reach: Reach
    let command: Command?
    let availability: Availability
    let value: OptionValue

    init(
        _ name: String, _ short: Character? = nil, _ placeholder: String? = nil, in group: Group, _ value: OptionValue,
        _ help: String, otherwise: String? = nil, reach: Reach = .everywhere, command: Command? = nil,
        _ availability: Availability = .now
    ) {
        self.name = name
        self.short = short
        self.placeholder = placeholder
        self.group = group
        self.help = help
        self.otherwise = otherwise
        self.reach = reach
        self.command = command
        self.availability = availability
        self.value = value
    }

    /// The name of the environment variable, such as `QUOTED_ON_BAD_LINE`.
    var environmentName: String {
        Self.environmentPrefix + String(name.uppercased().map { $0 == "-" ? "_" : $0 })
    }

    /// What the names of the environment variables begin with.
    static let environmentPrefix = "QUOTED_"

    /// The key in the configuration file, such as `onBadLine`.
    var key: String {
        let words = name.split(separator: "-")
        return words.dropFirst().reduce(into: String(words[0])) { $0 += $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    /// The value that settings have, as the user would write it; empty where there is none.
    func texts(in settings: Settings) -> [String] { value.texts(settings) }
}
