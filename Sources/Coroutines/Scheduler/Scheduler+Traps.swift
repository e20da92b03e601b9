extension Scheduler {
    /// Gives a task its turn, and serves the trap that ends it.
    func resume(_ task: ScheduledTask) {
        task.status = .running
        // As few references as can be are counted on the way of a short turn: they are a good part of its price.
        if let turn = task.turn, task.failure == nil, !turn(), !task.isKilled { return waitAgain(task) }
        guard let coroutine = task.coroutine else { return }
        if task.isKilled { return closeKilled(task, coroutine) }
        let step: Coroutine<Never, Trap, Void>.Step
        do {
            if let failure = task.failure.take() {
                if let failed = task.failed.take() { noteHeard(failed) }
                step = try coroutine.throw(failure)
            } else {
                step = try coroutine.next()
            }
        } catch {
            end(task, error is CloseRequest ? .killed : .failed(error))
            return
        }
        switch step {
        case .returned: end(task, .returned)
        case .yielded(let trap):
            if task.isKilled {
                closeKilled(task, coroutine)
            } else {
                serve(trap, of: task)
            }
        }
    }

    /// Closes a task that was killed while it ran. Its killer is gone, so an error is like any other of the task.
    private func closeKilled(_ task: ScheduledTask, _ coroutine: Coroutine<Never, Trap, Void>) {
        do {
            try coroutine.close()
            end(task, .killed)
        } catch {
            end(task, .failed(error))
        }
    }

    private func serve(_ trap: Trap, of task: ScheduledTask) {
        task.isTimedOut = false
        switch trap {
        case .turn:
            ready(task)
        case .idle(let time):
            idleTasks.append(task)
            wait(task, trap, until: time)
        case .time(let time):
            wait(task, trap, until: time)
        case .end(let other):
            join(task, other)
        case .condition(let condition, let time):
            unsafe condition.waiters.append(task)
            wait(task, trap, until: time)
        case .event(let event, let time):
            do {
                try poller.watch(for: event, for: task)
                wait(task, trap, until: time)
            } catch {
                task.failure = error
                ready(task)
            }
        }
    }

    /// Lets a task wait, for what it is in a queue of already, or for a time.
    func wait(_ task: ScheduledTask, _ trap: Trap, until time: Instant?) {
        task.status = .waiting
        task.trap = trap
        if let time {
            timers.insert(task, at: time)
            task.hasTimer = true
        }
    }

    /// Lets a task that had its turn without its body wait on for the same condition.
    private func waitAgain(_ task: ScheduledTask) {
        guard case .condition(let condition, _) = task.trap else { return }
        unsafe condition.waiters.append(task)
        task.status = .waiting
    }

    /// Takes a waiting task out of whatever it waits in.
    func stopWaiting(_ task: ScheduledTask) {
        switch task.trap {
        case .turn, .time: break
        case .idle: idleTasks.remove(task)
        case .end(let other): other.waiters.remove(task)
        case .condition(let condition, _): unsafe condition.waiters.remove(task)
        case .event(let event, _): poller.forget(event, for: task)
        }
        task.trap = .turn
    }
}
