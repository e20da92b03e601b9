/// Runs tasks by turns on the thread that calls `run()`.
///
/// A task is a coroutine that suspends for a reason it names, a `Trap`. The scheduler resumes the tasks that are ready, one
/// after the other in the order in which they became so; a task that waits costs nothing until it is woken.
///
/// ```swift
/// let scheduler = Scheduler()
/// scheduler.spawn("producer") { task in
///     for item in 1...100 {
///         while deque.isFull { try await task.wait(for: hasRoom) }
///         deque.append(item)
///         hasItems.notifyAll()
///     }
/// }
/// try scheduler.run()
/// ```
///
/// An error in one task ends that task alone and is thrown at every task that waits for its end. If there is none it goes
/// to `onFailure`, or else `run()` throws it after all tasks have ended.
///
/// Nothing here is sendable: a scheduler, its tasks, and what their bodies capture belong to one thread at a time.
public final class Scheduler {
    /// What a task runs.
    public typealias Body = (TaskContext) async throws -> Void

    /// After so many switches the scheduler looks for timers and outside events, however many tasks are ready. A look costs a
    /// system call if any task waits for an event.
    static let switchesBetweenPolls = 64
    /// Turns may be long: it also looks after the turn in which this time is over.
    static let longestWithoutPoll = Duration.milliseconds(1)

    /// Tells the time.
    public let clock: any SchedulerClock
    /// Called with every task that failed while no task waited for its end, instead of `run()` throwing that in the end.
    public var onFailure: ((ScheduledTask) -> Void)?

    let poller: any Poller
    // SAFETY: a queue's functions call nobody. Checking for overlaps shows in a profile of a small deque.
    @exclusivity(unchecked) var readyTasks = ReadyQueue()
    /// The tasks that wait for a moment without ready ones.
    var idleTasks = TaskQueue()
    /// Whether those had their moment since the last look outside.
    var hasServedIdle = false
    var timers = TimerHeap()
    /// The tasks that have not ended, by number. Not touched by switches.
    var living: [UInt64: ScheduledTask] = [:]
    /// How many of these are in the background.
    var backgroundCount = 0
    /// The tasks that failed, and nobody has heard of it yet.
    var unreported: [ScheduledTask] = []
    private var lastID: UInt64 = 0
    private var isRunning = false

    /// Makes a scheduler without tasks.
    ///
    /// - Parameters:
    ///   - clock: tells the time.
    ///   - poller: watches for outside events; without one, tasks cannot wait for any.
    public init(clock: any SchedulerClock = MonotonicClock(), poller: (any Poller)? = nil) {
        self.clock = clock
        self.poller = poller ?? SleepingPoller()
    }

    deinit {
        // More may be spawned as these clean up.
        while !living.isEmpty {
            for task in tasks { try? kill(task) }
        }
    }

    /// The tasks that have not ended, oldest first.
    public var tasks: [ScheduledTask] { living.values.sorted { $0.id < $1.id } }

    /// The living task with this number.
    public func task(withID id: UInt64) -> ScheduledTask? { living[id] }

    /// Makes a task, which runs when its turn comes. May be called by tasks and from outside.
    ///
    /// A task in the background serves the others, as one that waits for signals or writes down figures every few seconds
    /// does. It does not keep the scheduler running: `run()` kills it when the others have ended. Nor does its waiting for a
    /// time or a signal hide a deadlock of the others; its waiting for a descriptor does, since whoever is at the other end
    /// may bring them what they wait for.
    ///
    /// - Parameters:
    ///   - isBackground: whether the scheduler does without it as soon as the others have ended.
    ///   - isUrgent: whether it goes before those that are not, see `TaskContext.isUrgent`.
    @discardableResult
    public func spawn(
        _ name: String = "task", inBackground isBackground: Bool = false, urgently isUrgent: Bool = false,
        _ body: @escaping Body
    ) -> ScheduledTask {
        lastID += 1
        let task = ScheduledTask(id: lastID, name: name, isBackground: isBackground, scheduler: self)
        task.isUrgent = isUrgent
        task.coroutine = Coroutine { [unowned task] yielder in
            try await body(TaskContext(task: task, yielder: yielder))
        }
        living[task.id] = task
        if isBackground { backgroundCount += 1 }
        unsafe readyTasks.append(task)
        return task
    }

    /// Closes a task, so that its `defer`s run, and ends it. A running one is closed at its next trap.
    ///
    /// - Throws: what the task throws as it is closed.
    /// - Precondition: the task is one of this scheduler's, or has ended.
    public func kill(_ task: ScheduledTask) throws {
        precondition(unsafe task.hasEnded || task.scheduler === self, "\(task) belongs to another scheduler")
        switch task.status {
        case .ended: return
        case .running:
            task.isKilled = true
            return
        case .ready: unsafe readyTasks.remove(task)
        case .waiting: stopWaiting(task)
        }
        task.status = .running
        do {
            try task.coroutine?.close()
            end(task, .killed)
        } catch {
            end(task, .failed(error), isKnown: true)
            throw error
        }
    }

    /// Runs the tasks, in turns, until none is left but those in the background, and kills these.
    ///
    /// - Throws: `SchedulerError.deadlock` when all of them wait and nothing can wake them; they stay as they are.
    ///   `SchedulerError.failed` in the end, if tasks have failed unnoticed. What the poller throws.
    /// - Precondition: it does not run already.
    public func run() throws {
        precondition(!isRunning, "the scheduler runs already")
        isRunning = true
        defer { isRunning = false }
        repeat {
            while living.count > backgroundCount {
                runReadyTasks()
                // What is left may be in the background: it is not to be waited for.
                if living.count > backgroundCount { try poll() }
            }
            endBackground()
            // Which may have begun something that is not.
        } while !living.isEmpty
        guard unreported.isEmpty else {
            defer { unreported.removeAll() }
            throw SchedulerError.failed(
                unreported.compactMap { task in
                    guard case .failed(let error) = task.outcome else { return nil }
                    return SchedulerError.Failure(task: task.description, error: error)
                })
        }
    }

    private func endBackground() {
        for task in tasks {
            do {
                try kill(task)
            } catch {
                report(task)
            }
        }
    }

    /// Runs ready tasks until there is none, or until it is time for a look outside.
    private func runReadyTasks() {
        var deadline = nextLook
        for _ in 0..<Scheduler.switchesBetweenPolls {
            guard let task = unsafe readyTasks.popFirst() else { return }
            resume(task)
            if let deadline {
                if clock.now >= deadline { return }
            } else if task.status == .waiting {
                deadline = nextLook
            }
        }
    }

    /// When it is time for a look outside, if any task waits for what that may find.
    private var nextLook: Instant? {
        poller.hasWaiters || !timers.isEmpty ? clock.now + Scheduler.longestWithoutPoll : nil
    }

    /// Makes a task ready that waits in no queue any more.
    func ready(_ task: ScheduledTask) {
        task.status = .ready
        task.waits &+= 1
        if task.hasTimer {
            task.hasTimer = false
            timers.noteStale()
        }
        unsafe readyTasks.append(task)
    }
}
