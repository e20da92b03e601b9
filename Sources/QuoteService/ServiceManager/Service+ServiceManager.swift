import Coroutines

/// What the service manager is told.
extension Service {
    /// Says that everything is open, and spawns what speaks with the service manager until the service ends.
    func spawnServiceManager() {
        serviceManager.ready()
        guard serviceManager.isPresent else { return }
        scheduler.spawn("service manager", inBackground: true, urgently: true) { [unowned self] task in
            try await serviceManager.run(task) { counters.headline }
        }
    }
}
