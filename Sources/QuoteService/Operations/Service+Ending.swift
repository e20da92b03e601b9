import Coroutines

/// How the service ends: sources first, then the consumer, then the outputs. What only serves them is in the background, and
/// ends with the last of them.
extension Service {
    /// How long outputs may take for what they are still owed.
    static let flushTime = Duration.seconds(5)

    /// Stops reading. What was read goes its way: the consumer empties the deque, the outputs deliver, all in a limited time.
    func stop() {
        serviceManager.stopping()
        stopSources()
        limitTime()
    }

    /// Kills what is left after the time to flush.
    private func limitTime() {
        scheduler.spawn("flush limit", inBackground: true) { [unowned self] task in
            try await task.sleep(for: Self.flushTime)
            let late = self.scheduler.tasks.filter { !$0.isBackground }
            guard !late.isEmpty else { return }
            let names = late.map(\.name).joined(separator: ", ")
            log.warning("not done after \(Self.flushTime.components.seconds) s, and given up: \(names)")
            for one in late { try? task.kill(one) }
        }
    }
}
