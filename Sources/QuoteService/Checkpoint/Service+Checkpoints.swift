import Coroutines

/// The checkpoints in the life of the service.
extension Service {
    /// Takes possession of the state directory, if there is one, and takes in its checkpoint, before anything else is opened.
    func openCheckpoints() throws(ServiceError) -> Checkpoints? {
        try settings.stateDir.map { path throws(ServiceError) in
            let state = Checkpoints.State(
                queue: queue, symbols: symbols, average: average, maker: maker, results: results)
            return try Checkpoints(path, settings: settings, state: state, counters: counters, log: log)
        }
    }

    /// Sets a source that was just opened to where reading is to begin.
    func resumed(_ source: FileSource) throws(ServiceError) -> FileSource {
        try checkpoints?.resume(source)
        return source
    }

    /// Sets a source that was just opened to where reading is to begin.
    func resumed(_ source: FollowedFile) throws(ServiceError) -> FollowedFile {
        try checkpoints?.resume(source)
        return source
    }

    /// Decides where results go on, once everything is open, and writes the first checkpoint.
    func beginCheckpoints(isRepeatable: Bool) throws(ServiceError) {
        try checkpoints?.begin(isRepeatable: isRepeatable)
    }

    func spawnCheckpoints() {
        guard let checkpoints else { return }
        scheduler.spawn("checkpoints", inBackground: true) { task in try await checkpoints.run(task) }
    }

    /// Writes the last checkpoint, when everything else has ended.
    func finishCheckpoints() {
        do throws(ServiceError) {
            try checkpoints?.finish()
        } catch {
            fail(error)
        }
    }
}

extension Service.Producers {
    /// Whether another run gets the same quotes in the same order: all of them are in files, and in one line.
    var isRepeatable: Bool {
        feeds.isEmpty && listeners.isEmpty && files.allSatisfy { $0.file != nil }
            && followed.count + (files.isEmpty ? 0 : 1) <= 1
    }
}
