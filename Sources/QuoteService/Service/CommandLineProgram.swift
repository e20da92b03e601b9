/// The program: arguments in, exit status out.
package enum CommandLineProgram {
    /// Reads the settings, and runs the service or prints what was asked for instead.
    ///
    /// - Parameter arguments: without the program's name.
    /// - Returns: the status to end with.
    package static func run(arguments: [String], environment: [String: String]) -> ExitStatus {
        Descriptor.occupyStandardNumbers()
        let log = Log.standardError(environment: environment)
        let outcome = Settings.parse(arguments: arguments[...], environment: environment)
        if case .run(let settings, _) = outcome { log.level = settings.logLevel }
        outcome.report(to: log)
        if case .explain(let settings, _) = outcome { return explain(settings, log) }
        guard case .run(let settings, _) = outcome else { return conclude(outcome, log) }
        do {
            return try Service(settings: settings, environment: environment, log: log) {
                Settings.parse(arguments: arguments[...], environment: environment)
            }.run()
        } catch let error as ServiceError {
            log.error(error.description)
            return error.status
        } catch {
            log.error("cannot start: \(error)")
            return .defect
        }
    }

    private static func conclude(_ outcome: Outcome, _ log: Log) -> ExitStatus {
        do throws(ServiceError) {
            try unsafe Descriptor.standardError.writeAll(Array(outcome.advice.utf8).span.bytes, to: "standard error")
            try unsafe Descriptor.standardOutput.writeAll(Array(outcome.output.utf8).span.bytes, to: "-")
        } catch {
            log.error(error.description)
            return error.status
        }
        return outcome.status ?? .success
    }
}
