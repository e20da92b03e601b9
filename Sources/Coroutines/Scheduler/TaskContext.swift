/// What a task's body says to its scheduler.
///
/// It may be handed to functions the body calls, however deep.
public struct TaskContext {
    /// The task itself.
    public let task: ScheduledTask
    let yielder: Yielder<Never, Trap>

    /// The scheduler the task runs under.
    ///
    /// - Precondition: the task has not ended.
    public var scheduler: Scheduler {
        precondition(!task.hasEnded, "\(task) has ended")
        return unsafe task.scheduler
    }

    /// The time now, on the scheduler's clock.
    public var now: Instant { scheduler.clock.now }

    /// Whether the task goes before all ready tasks that are not urgent, from its next wait on.
    ///
    /// What has to be prompt however much there is to do, such as accepting connections or answering signals, waits for
    /// one turn of another task instead of a turn of each. Urgent tasks cannot keep the others from running: while there
    /// are both, every second turn is for one that is not.
    ///
    /// - Precondition: to be set, the task runs.
    public var isUrgent: Bool {
        get { task.isUrgent }
        nonmutating set {
            precondition(task.status == .running, "\(task) does not run")
            task.isUrgent = newValue
        }
    }

    /// Lets every other ready task run before this one goes on; of those that are not urgent, one at least.
    ///
    /// - Throws: `CloseRequest` if the task is killed, as every function that waits.
    public func yieldTurn() async throws {
        try await yielder.yield(.turn)
    }

    /// Waits until no other task is ready.
    ///
    /// What is put off for better company, such as writing a few results, is done here before the scheduler would wait.
    /// While others are always ready, that moment does not come.
    public func waitUntilIdle() async throws {
        try await yielder.yield(.idle(until: nil))
    }

    /// Waits until no other task is ready, or until a time.
    ///
    /// - Returns: whether no other was ready in time.
    public func waitUntilIdle(until time: Instant) async throws -> Bool {
        try await yielder.yield(.idle(until: time))
        return !task.isTimedOut
    }

    /// Waits until a time.
    public func sleep(until time: Instant) async throws {
        try await yielder.yield(.time(time))
    }

    /// Waits for a while.
    public func sleep(for duration: Duration) async throws {
        try await sleep(until: now + duration)
    }

    /// Waits until another task has ended.
    ///
    /// - Throws: the error the other task ended with, if it failed; `SchedulerError.deadlock` if that one waits for the end of
    ///   this task itself, directly or by way of others; `SchedulerError.foreign` if it belongs to another scheduler.
    /// - Complexity: O(1); where other tasks wait for this one, linear in the tasks of which one waits for the next.
    public func join(_ other: ScheduledTask) async throws {
        try await yielder.yield(.end(other))
    }

    /// Waits until a condition is notified.
    public func wait(for condition: Condition) async throws {
        try await yielder.yield(.condition(condition, until: nil))
    }

    /// Waits until `turn` returns `true`, which is called at the task's turn whenever a condition is notified.
    ///
    /// It comes to the same as `repeat { try await wait(for: condition) } while !turn()`, at a fraction of the cost: a turn
    /// for which nothing of the body's own is needed is a call by the scheduler, and the body is resumed after the last one
    /// alone.
    ///
    /// - Parameter turn: does what there is to do, and returns whether the body is to go on. It must not wait.
    public func wait(for condition: Condition, until turn: @escaping () -> Bool) async throws {
        task.turn = turn
        defer { task.turn = nil }
        try await yielder.yield(.condition(condition, until: nil))
    }

    /// Waits until a condition is notified, or until a time.
    ///
    /// - Returns: whether it was notified in time.
    public func wait(for condition: Condition, until time: Instant) async throws -> Bool {
        try await yielder.yield(.condition(condition, until: time))
        return !task.isTimedOut
    }

    /// Waits until something has happened outside.
    ///
    /// - Throws: what makes it impossible for the scheduler's poller to watch for it; `AlreadyAwaited` where another task
    ///   waits for the same.
    public func wait(for event: OutsideEvent) async throws {
        try await yielder.yield(.event(event, until: nil))
    }

    /// Waits until something has happened outside, or until a time.
    ///
    /// - Returns: whether it happened in time.
    /// - Throws: what makes it impossible for the scheduler's poller to watch for it; `AlreadyAwaited` where another task
    ///   waits for the same.
    public func wait(for event: OutsideEvent, until time: Instant) async throws -> Bool {
        try await yielder.yield(.event(event, until: time))
        return !task.isTimedOut
    }

    /// Closes a descriptor, and ends every wait for it with an error; see `Scheduler.close(_:)`.
    public func close(_ descriptor: CInt) {
        scheduler.close(descriptor)
    }

    /// Makes a task, which runs when its turn comes; see `Scheduler.spawn(_:inBackground:urgently:_:)`.
    @discardableResult
    public func spawn(
        _ name: String = "task", inBackground isBackground: Bool = false, urgently isUrgent: Bool = false,
        _ body: @escaping Scheduler.Body
    ) -> ScheduledTask {
        scheduler.spawn(name, inBackground: isBackground, urgently: isUrgent, body)
    }

    /// Closes another task, or this one at its next trap.
    ///
    /// - Throws: what the task throws as it is closed.
    public func kill(_ other: ScheduledTask) throws {
        try scheduler.kill(other)
    }
}
