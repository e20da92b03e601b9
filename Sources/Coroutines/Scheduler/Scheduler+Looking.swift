import Glibc

/// What becomes due, and what happens outside.
extension Scheduler {
    /// Looks for what has become due or has happened outside, and waits for that if no task is ready.
    func poll() throws {
        if unsafe readyTasks.isEmpty, !idleTasks.isEmpty, !hasServedIdle {
            hasServedIdle = true
            while let task = idleTasks.popFirst() { ready(task) }
            return
        }
        hasServedIdle = false
        let hasWork = unsafe !readyTasks.isEmpty || !idleTasks.isEmpty
        if !hasWork, isDeadlocked { throw deadlock }
        let next = timers.nextTime()
        if hasWork {
            if poller.hasWaiters { try pollEvents(timeout: .zero) }
        } else if let next {
            try pollEvents(timeout: clock.blockingTime(until: next))
            if unsafe readyTasks.isEmpty { clock.nothingHappens(before: next) }
        } else if poller.hasWaiters {
            try pollEvents(timeout: nil)
        } else {
            throw deadlock
        }
        guard next != nil else { return }
        let now = clock.now
        while let task = timers.popFirst(dueAt: now) {
            task.hasTimer = false
            stopWaiting(task)
            task.isTimedOut = true
            ready(task)
        }
    }

    /// Whether there are tasks in the background, and nothing that they or others wait for could help the others.
    ///
    /// - Complexity: constant without tasks in the background; else linear in the tasks that wait for one another before
    ///   one is found that waits for something else.
    private var isDeadlocked: Bool {
        guard backgroundCount > 0, living.count > backgroundCount else { return false }
        return !living.values.contains { task in
            switch task.trap {
            case .event(.readable, _), .event(.writable, _), .event(.hungUp, _): true
            case .event(.signal, _), .time, .condition(_, until: _?): !task.isBackground
            case .turn, .idle, .end, .condition: false
            }
        }
    }

    private var deadlock: SchedulerError {
        .deadlock(
            tasks.filter { !$0.isBackground }.map {
                SchedulerError.Waiting(task: $0.description, reason: $0.trap.description)
            })
    }

    /// Closes a descriptor, and ends every wait for it with the error `PollerError` of the code `EBADF`.
    ///
    /// A task that waits for a descriptor which is closed otherwise goes on waiting: until it is killed, until its time is up,
    /// or until another wait for the same number shows that the descriptor is gone.
    public func close(_ descriptor: CInt) {
        for task in poller.waiters(for: descriptor) where task.status == .waiting {
            stopWaiting(task)
            task.failure = PollerError.closed
            ready(task)
        }
        Glibc.close(descriptor)
    }

    private func pollEvents(timeout: Duration?) throws {
        try poller.poll(timeout: timeout) { task in
            guard task.status == .waiting else { return }
            ready(task)
        }
    }
}
