import Glibc

/// Watches for outside events on behalf of a scheduler.
///
/// The scheduler tells it which task waits for what; whenever it is polled it hands back the tasks whose event is there.
/// Each task waits for one event at most, and an event that was handed back is no longer watched for.
public protocol Poller: AnyObject {
    /// Whether any task waits for an event.
    var hasWaiters: Bool { get }

    /// Watches for `event` for the sake of `task`.
    ///
    /// - Throws: what makes the event impossible to watch for; the task gets the error.
    func watch(for event: OutsideEvent, for task: ScheduledTask) throws

    /// Watches no longer: the task was killed, or its time is up.
    func forget(_ event: OutsideEvent, for task: ScheduledTask)

    /// The tasks that wait for this descriptor, in whatever way; a poller that does not tell has none.
    func waiters(for descriptor: CInt) -> [ScheduledTask]

    /// Blocks until an event is there or `timeout` is over, and calls `wake` for each task whose event is there.
    ///
    /// - Parameter timeout: `zero` not to block, `nil` for ever.
    /// - Throws: what makes polling impossible; it ends the scheduler's run.
    func poll(timeout: Duration?, wake: (ScheduledTask) -> Void) throws
}

extension Poller {
    /// None.
    public func waiters(for descriptor: CInt) -> [ScheduledTask] { [] }
}

/// Thrown into a task that waits for something another task waits for already.
public struct AlreadyAwaited: Error, Hashable, Sendable, CustomStringConvertible {
    /// What both of them would wait for.
    public let event: OutsideEvent
    /// Name and number of the task that was first.
    public let task: String

    /// Says that an event is awaited already, as pollers of one's own may.
    public init(_ event: OutsideEvent, by task: ScheduledTask) {
        self.event = event
        self.task = task.description
    }

    /// One line for a log.
    public var description: String { "\(task) waits for \(event) already" }
}

/// The poller of a scheduler without outside events: all it can do is let time pass.
final class SleepingPoller: Poller {
    /// Thrown into a task that waits for an outside event where nobody watches for any.
    struct NotWatched: Error, CustomStringConvertible {
        let event: OutsideEvent
        var description: String { "this scheduler has no poller to wait for \(event)" }
    }

    var hasWaiters: Bool { false }

    func watch(for event: OutsideEvent, for task: ScheduledTask) throws {
        throw NotWatched(event: event)
    }

    func forget(_ event: OutsideEvent, for task: ScheduledTask) {}

    func poll(timeout: Duration?, wake: (ScheduledTask) -> Void) {
        guard let timeout, timeout > .zero else { return }
        let (seconds, attoseconds) = timeout.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        unsafe nanosleep(&time, nil)
    }
}
