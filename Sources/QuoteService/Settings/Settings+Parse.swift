extension Settings {
    /// The options to accept.
    package enum Offer: Sendable {
        /// Those that this version serves.
        case available
        /// Those that it does not serve yet as well.
        case everything
    }

    /// Reads the content of the configuration file at a path.
    package typealias FileReader = (_ path: String) throws(ServiceError) -> [UInt8]

    /// Makes settings of flags, `QUOTED_*` environment variables, the configuration file and defaults, the stronger before the
    /// weaker; a list from a stronger one replaces that of a weaker one.
    ///
    /// Every mistake is found, not only the first. The result depends on nothing but the parameters, so a reload is the
    /// same call again, and its result can be compared with the settings in force.
    ///
    /// - Parameters:
    ///   - arguments: what follows the program's name on the command line.
    ///   - environment: all variables, also those of the service manager.
    ///   - offer: the options to accept.
    ///   - read: reads the configuration file.
    package static func parse(
        arguments: some Sequence<String>, environment: [String: String], offering offer: Offer = .available,
        reading read: FileReader = ConfigurationFile.content
    ) -> Outcome {
        let flags = Reading(arguments: arguments, offering: offer)
        if flags.commands.contains(.help) { return .help(HelpText.text(offering: offer)) }
        if flags.commands.contains(.version) { return .version("quoted \(version)\n") }
        let variables = Reading(environment: environment, offering: offer)

        let config = (variables.assignments + flags.assignments).last { $0.option.name == "config" }
        let configuration = config.map { Reading(configurationOf: $0, offering: offer, reading: read) } ?? Reading()

        var composition = Composition()
        for reading in [configuration, variables, flags] { composition.add(reading) }
        composition.complete(environment: environment, offering: offer)

        let warnings = variables.warnings
        if flags.commands.contains(.check) { return .checked(composition.mistakes, warnings: warnings) }
        guard composition.mistakes.isEmpty else {
            return .refused(
                composition.mistakes, warnings: warnings,
                advice: composition.lacksSource ? HelpText.firstSteps : "Try 'quoted --help' for all options.\n")
        }
        return flags.commands.contains(.explain)
            ? .explain(composition.settings, warnings: warnings) : .run(composition.settings, warnings: warnings)
    }

    /// The names of the options whose values differ from those of other settings, in the order of the help text.
    package func differences(from other: Settings) -> [String] {
        Option.all.filter { $0.texts(in: self) != $0.texts(in: other) }.map(\.name)
    }
}

extension Reading {
    /// Reads the configuration file that an option names.
    fileprivate init(
        configurationOf config: Assignment, offering offer: Settings.Offer, reading read: Settings.FileReader
    ) {
        self.init()
        guard case .text(let path) = config.value, !path.isEmpty, path != "-" else { return }
        do throws(ServiceError) {
            self.init(configuration: try read(path), path: path, offering: offer)
        } catch {
            mistakes = [Mistake(config.origin, error.description)]
        }
    }
}
