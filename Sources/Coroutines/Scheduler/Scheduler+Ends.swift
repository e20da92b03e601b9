/// The ends of tasks, and those who wait for them.
extension Scheduler {
    /// Lets `task` wait for the end of `other`.
    func join(_ task: ScheduledTask, _ other: ScheduledTask) {
        if let outcome = other.outcome {
            if case .failed(let error) = outcome { tell(task, error, of: other) }
            return ready(task)
        }
        guard unsafe other.scheduler === self else {
            task.failure = SchedulerError.foreign(task: other.description)
            return ready(task)
        }
        guard !isRing(task, other) else {
            task.failure = SchedulerError.deadlock(ring(task, other))
            return ready(task)
        }
        other.waiters.append(task)
        wait(task, .end(other), until: nil)
    }

    /// Whether `other` waits for `task` already, directly or by way of others.
    private func isRing(_ task: ScheduledTask, _ other: ScheduledTask) -> Bool {
        // Nobody waits for most tasks.
        guard other !== task, !task.waiters.isEmpty else { return other === task }
        var next = other
        while case .end(let after) = next.trap, next.status == .waiting {
            if after === task { return true }
            next = after
        }
        return false
    }

    private func ring(_ task: ScheduledTask, _ other: ScheduledTask) -> [SchedulerError.Waiting] {
        var ring = [SchedulerError.Waiting(task: task.description, reason: Trap.end(other).description)]
        var next = other
        while next !== task, case .end(let after) = next.trap {
            ring.append(SchedulerError.Waiting(task: next.description, reason: next.trap.description))
            next = after
        }
        return ring
    }

    /// Takes note of the end of a task and wakes those that wait for it.
    func end(_ task: ScheduledTask, _ outcome: ScheduledTask.Outcome, isKnown: Bool = false) {
        task.status = .ended
        task.outcome = outcome
        task.coroutine = nil
        task.trap = .turn
        task.waits &+= 1
        if task.hasTimer { timers.noteStale() }
        living[task.id] = nil
        if task.isBackground { backgroundCount -= 1 }
        task.isFailureKnown = isKnown
        while let waiter = task.waiters.popFirst() {
            if case .failed(let error) = outcome { tell(waiter, error, of: task) }
            ready(waiter)
        }
        if case .failed = outcome, !isKnown, task.hearers == 0 { report(task) }
        // Killed before it heard of that one.
        if let failed = task.failed.take() { noteUnheard(failed) }
    }

    // MARK: Failures

    /// Lets `error`, with which `other` has failed, be thrown in `task` when it goes on.
    private func tell(_ task: ScheduledTask, _ error: any Error, of other: ScheduledTask) {
        task.failure = error
        task.failed = other
        other.hearers += 1
    }

    /// A task goes on with the error of one that has failed.
    func noteHeard(_ failed: ScheduledTask) {
        failed.hearers -= 1
        guard !failed.isFailureKnown else { return }
        failed.isFailureKnown = true
        unreported.removeAll { $0 === failed }
    }

    private func noteUnheard(_ failed: ScheduledTask) {
        failed.hearers -= 1
        guard failed.hearers == 0, !failed.isFailureKnown, !unreported.contains(where: { $0 === failed }) else {
            return
        }
        report(failed)
    }

    /// Tells of a task that failed while nobody waited for its end.
    func report(_ task: ScheduledTask) {
        guard let onFailure else { return unreported.append(task) }
        task.isFailureKnown = true
        onFailure(task)
    }
}
