import Coroutines

/// What HUP does.
extension Service {
    /// Reads the configuration again. A bad one is reported, and the one in force stays.
    ///
    /// The file of rejects is opened anew even where nothing has changed, so that it can be rotated by renaming it first.
    func reload() {
        serviceManager.reloading(since: scheduler.clock.now)
        defer { serviceManager.ready() }
        let outcome = readSettingsAgain()
        guard case .run(let new, let warnings) = outcome else {
            outcome.report(to: log)
            log.error("the configuration in force stays; mend it and send HUP again")
            return
        }
        for warning in warnings { log.warning(warning) }
        let reload = Reload(of: new, over: settings)
        let old = settings
        settings = reload.settings
        log.level = settings.logLevel
        keeping(old, \.rejects) { () throws(ServiceError) in try badLinePolicy.apply(settings, log: log) }
        keeping(old, \.metricsFile) { () throws(ServiceError) in try changeMetricsFile(to: settings.metricsFile) }
        // Not what was asked for, but what came of it.
        log.info(Reload.report(settings.differences(from: old)))
        if let warning = reload.warning { log.warning(warning) }
    }

    /// Does what follows from a changed setting, and takes the change back where that fails.
    private func keeping<Value>(
        _ old: Settings, _ property: WritableKeyPath<Settings, Value>, _ body: () throws(ServiceError) -> Void
    ) {
        do throws(ServiceError) {
            try body()
        } catch {
            log.error(error.description)
            settings[keyPath: property] = old[keyPath: property]
        }
    }
}
