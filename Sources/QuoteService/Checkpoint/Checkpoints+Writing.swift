package import Coroutines
import Glibc

/// When checkpoints are written, and what becomes of it.
extension Checkpoints {
    /// What writing a checkpoint came to.
    struct Written: Sendable {
        let size: Int
        /// Of the thread that wrote it.
        let cost: Duration
        let failure: ServiceError?
    }

    /// The coroutine in the background: waits until something has changed and a checkpoint is due, has the state copied when the
    /// deque is empty, and has the copy written. Without a change it does nothing.
    package func run(_ task: TaskContext) async throws {
        var cost = Duration.zero
        var last = task.now
        while true {
            try await waitForChange(task)
            try await task.sleep(until: last + pace.interval(afterCost: cost))
            let copy = try await copy(task)
            last = task.now
            guard let writing = start(copy.checkpoint) else { continue }
            let written = try await writing.outcome(task)
            self.writing = nil
            note(written)
            cost = copy.cost + written.cost
            log.debug(
                "checkpoint: \(written.size) bytes, copied in \(copy.cost), written in \(written.cost) of a processor")
        }
    }

    /// Waits until a checkpoint would be another than the last one. Where results are owed they may go out by themselves, and
    /// nobody tells; else nothing changes without a quote.
    private func waitForChange(_ task: TaskContext) async throws {
        while let copied, copied.quotes == progress.quotes, !(copied.owes && copied != progress) {
            if copied.owes {
                try await task.sleep(for: CheckpointPace.interval)
            } else {
                try await task.wait(for: state.queue.hasQuotes)
            }
        }
    }

    private func copy(
        _ task: TaskContext
    ) async throws -> (checkpoint: Result<Checkpoint, ServiceError>, cost: Duration) {
        if state.queue.deque.isEmpty {
            makeCopy()
        } else {
            isDue = true
        }
        while true {
            if let copy = copy.take() { return copy }
            try await task.wait(for: isCopied)
        }
    }

    /// Starts to write a checkpoint; returns `nil` where there is none, or no thread for it.
    private func start(_ checkpoint: Result<Checkpoint, ServiceError>) -> OffThread<Written>? {
        let store = directory.store
        do throws(ServiceError) {
            let rows = try checkpoint.get().rows
            writing = try OffThread(.output, store.path) { Self.write(rows, in: store) }
        } catch {
            note(Written(size: 0, cost: .zero, failure: error))
        }
        return writing
    }

    private static func write(_ rows: [[UInt8]], in store: CheckpointStore) -> Written {
        let start = processorTime
        var failure: ServiceError?
        do {
            try CheckpointTransaction.write(rows, in: store)
        } catch let error as ServiceError {
            failure = error
        } catch {
            failure = ServiceError(.defect, "cannot write a checkpoint", because: "\(error)")
        }
        return Written(size: rows.reduce(0) { $0 + $1.count }, cost: processorTime - start, failure: failure)
    }

    private func note(_ written: Written) {
        if let failure = written.failure {
            counters.checkpointFailures += 1
            copied = nil
            // Once, until it goes well again.
            if !isFailing { log.error("checkpoints are out of date: \(failure)") }
            isFailing = true
        } else {
            counters.checkpoints += 1
            counters.checkpointTime = UInt64(max(0, time(nil)))
            counters.checkpointBytes = UInt64(written.size)
            if isFailing { log.info("checkpoints are written to '\(directory.store.path)' again") }
            isFailing = false
        }
    }

    /// Writes a checkpoint on this thread, before there is anything else to do, or when there is nothing else any more.
    func write(isFinal: Bool) throws(ServiceError) {
        if let writing { note(writing.outcome()) }
        writing = nil
        let written = Self.write(try checkpoint(isFinal: isFinal).rows, in: directory.store)
        if let failure = written.failure {
            counters.checkpointFailures += 1
            throw failure
        }
        note(written)
    }
}
