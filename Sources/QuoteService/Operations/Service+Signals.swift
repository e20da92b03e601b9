import Coroutines
import Glibc

/// The signal watchers: a task for each signal.
extension Service {
    func spawnSignalWatchers() {
        for signal in Signals.watched {
            scheduler.spawn("\(signal.name) watcher", inBackground: true, urgently: true) { [unowned self] task in
                while true {
                    try await task.wait(for: .signal(signal.number))
                    act(on: signal)
                }
            }
        }
    }

    private func act(on signal: Signals.Watched) {
        switch signal {
        case .terminate, .interrupt:
            // Both may have come at once, before the second could be left to its handler.
            if isStopping { _exit(128 + signal.number) }
            isStopping = true
            log.info("\(signal.name): no more quotes are read; a second one ends it at once")
            stop()
            Signals.leaveWhenStoppedAgain()
        case .hangUp:
            if !isStopping { reload() }
        case .user1:
            log.info("\(counters)")
        }
    }
}
