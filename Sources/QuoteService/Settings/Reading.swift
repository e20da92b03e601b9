/// An option with a value that was given for it somewhere.
struct Assignment: Sendable {
    let option: Option
    let value: GivenValue
    let origin: Mistake.Origin
}

/// What one origin, be it the command line, the environment or the configuration file, was found to say.
struct Reading: Sendable {
    /// The values, in the order given.
    var assignments: [Assignment] = []
    /// What could not be understood.
    var mistakes: [Mistake] = []
    /// What was understood, but is probably not meant.
    var warnings: [String] = []
    /// What the user asks for instead of a run.
    var commands: Set<Option.Command> = []

    /// Adds the value of an option, unless this version does not have it.
    mutating func assign(
        _ option: Option, _ value: GivenValue, at origin: Mistake.Origin, offering offer: Settings.Offer
    ) {
        if offer == .available, option.availability == .later {
            mistakes.append(Mistake(origin, predicate: "is not available in this version"))
        } else if offer == .available, option.name == "output", Option.unixOutputs == .later, value.isUnixSocket {
            mistakes.append(Mistake(origin, "unix:PATH is not available in this version"))
        } else {
            assignments.append(Assignment(option: option, value: value, origin: origin))
        }
    }
}

extension GivenValue {
    fileprivate var isUnixSocket: Bool {
        switch self {
        case .text(let text), .json(.string(let text)): text.hasPrefix("unix:")
        case .json: false
        }
    }
}
