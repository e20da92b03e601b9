/// A coroutine under a scheduler: its identity, and how it ended.
@safe public final class ScheduledTask: CustomStringConvertible {
    /// How a task ended.
    public enum Outcome {
        /// Its body returned.
        case returned
        /// Its body threw this.
        case failed(any Error)
        /// It was killed, and closed quietly.
        case killed
    }

    /// Where a task is in its life, for the scheduler.
    enum Status {
        /// In the ready queue.
        case ready
        /// Its body runs.
        case running
        /// Waits for what `trap` says.
        case waiting
        case ended
    }

    /// A number no other task of the scheduler has or had; the first is 1.
    public let id: UInt64
    /// What it is called in messages.
    public let name: String
    /// Whether the scheduler does without it as soon as the others have ended; see `Scheduler.spawn(_:inBackground:_:)`.
    public let isBackground: Bool
    /// How it ended; `nil` while it lives.
    public internal(set) var outcome: Outcome?

    // SAFETY: a scheduler ends all its tasks when it goes, and an ended task does not ask for it.
    unowned(unsafe) let scheduler: Scheduler
    var coroutine: Coroutine<Never, Trap, Void>?
    var status = Status.ready
    /// What it waits for, while waiting.
    var trap = Trap.turn
    /// Counts its waits, so that timers know theirs.
    var waits: UInt64 = 0
    /// What the scheduler does in its place whenever its condition is notified, until that returns `true`.
    var turn: (() -> Bool)?
    /// What its pending trap throws when it goes on.
    var failure: (any Error)?
    /// The task whose failure that is, if it waited for one.
    var failed: ScheduledTask?
    /// How many tasks are about to hear of its own failure.
    var hearers: Int32 = 0
    /// Whether anybody has heard of its failure.
    var isFailureKnown = false
    /// Whether it goes before those that are not; changes only while it runs.
    var isUrgent = false
    /// Whether a timer belongs to its present wait.
    var hasTimer = false
    /// Whether a wait that could end otherwise was ended by its time.
    var isTimedOut = false
    /// Whether it is to be closed as soon as it does not run.
    var isKilled = false
    /// The tasks that wait for its end.
    var waiters = TaskQueue()

    // SAFETY: see `TaskQueue`.
    @exclusivity(unchecked) var previous: Unmanaged<ScheduledTask>?
    @exclusivity(unchecked) var following: Unmanaged<ScheduledTask>?

    init(id: UInt64, name: String, isBackground: Bool, scheduler: Scheduler) {
        self.id = id
        self.name = name
        self.isBackground = isBackground
        unsafe self.scheduler = scheduler
    }

    /// Makes it ready. It waits, in no queue any more.
    func wake() {
        unsafe Unmanaged.passUnretained(scheduler)._withUnsafeGuaranteedRef { $0.ready(self) }
    }

    /// Whether it has ended.
    public var hasEnded: Bool { status == .ended }

    /// Name and number.
    public var description: String { "\(name) (task \(id))" }
}
