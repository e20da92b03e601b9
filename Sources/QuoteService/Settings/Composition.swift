/// Settings in the making: what was read from each origin, put on top of one another, the weakest first.
struct Composition: Sendable {
    private(set) var settings = Settings()
    private(set) var mistakes: [Mistake] = []
    /// Whether there is nothing to read quotes from.
    private(set) var lacksSource = false
    /// Where the value in force of each option was given, by the option's name.
    private(set) var origins: [String: Mistake.Origin] = [:]
    /// Whether every option was understood, though its value may have been refused.
    private var isUnderstood = true

    /// Puts what a stronger origin says on top.
    mutating func add(_ reading: Reading) {
        var found = reading.mistakes
        isUnderstood = isUnderstood && reading.mistakes.isEmpty
        var cleared: Set<String> = []
        for assignment in reading.assignments {
            let option = assignment.option
            do throws(Refusal) {
                if cleared.insert(option.name).inserted { option.value.clear(&settings) }
                try option.value.store(assignment.value, &settings)
            } catch {
                found.append(Mistake(assignment.origin, error, accepted: option.value.accepted))
            }
            // A refused value counts as given: a source that is misspelt is not also missing.
            origins[option.name] = assignment.origin
        }
        mistakes += found.sorted { $0.origin.line < $1.origin.line }
    }

    /// Fills in what follows from other settings and from the service manager, and looks for what contradicts itself.
    mutating func complete(environment: [String: String], offering offer: Settings.Offer) {
        let offers = { (availability: Option.Availability) in offer == .everything || availability == .now }
        if settings.stateDir == nil, offers(Option.all.first { $0.name == "state-dir" }?.availability ?? .now) {
            // systemd parts several directories by colons.
            settings.stateDir = environment["STATE_DIRECTORY"]?.split(separator: ":").first.map(String.init)
        }
        if origins["replay"] == nil { settings.replay = min(settings.replay, settings.history) }

        let handedSockets =
            offers(Option.socketActivation) ? environment["LISTEN_FDNAMES"]?.split(separator: ":") ?? [] : []
        // Whoever hands over a socket for the results does not expect them on standard output as well.
        if handedSockets.contains("output"), origins["output"] == nil { settings.outputs = [] }
        let isHandedSocket = handedSockets.contains("feed")
        let isGivenSource = ["file", "connect", "listen"].contains { origins[$0] != nil }
        // What was not understood may well have been the source.
        lacksSource = isUnderstood && !isGivenSource && !isHandedSocket
        if lacksSource {
            mistakes.append(Mistake(.commandLine, "there is no source of quotes"))
        }
        for contradiction in settings.contradictions {
            guard let origin = origins[contradiction.option] else { continue }
            mistakes.append(Mistake(origin, contradiction.problem))
        }
    }
}

extension Mistake.Origin {
    /// The line in the configuration file, so that its mistakes come in its order; 0 where there is none.
    fileprivate var line: Int {
        if case .configuration(_, let line?, _) = self { line } else { 0 }
    }
}
