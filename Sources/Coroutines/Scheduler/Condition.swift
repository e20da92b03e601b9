/// Something that tasks wait for and other tasks bring about, such as *the deque has room*.
///
/// A condition has no memory: a notification that finds no task waiting is lost, so a task looks before it waits, and again
/// after.
///
/// ```swift
/// while deque.isFull { try await task.wait(for: hasRoom) }
/// ```
public final class Condition: CustomStringConvertible {
    /// What it is called where a deadlock is described.
    public let name: String
    // SAFETY: a queue's functions call nobody. Checking for overlaps shows in a profile of a small deque.
    @exclusivity(unchecked) var waiters = TaskQueue()

    /// Makes a condition.
    public init(_ name: String = "a condition") {
        self.name = name
    }

    /// Whether any task waits for it.
    public var hasWaiters: Bool { unsafe !waiters.isEmpty }

    /// Readies every task that waits for it, in the order in which they began to wait.
    ///
    /// - Complexity: O(*n*) for *n* waiting tasks; a comparison if there is none.
    public func notifyAll() {
        while unsafe waiters.wakeFirst() {}
    }

    /// Readies one task, if it waits for this.
    public func notify(_ task: ScheduledTask) {
        guard task.status == .waiting, case .condition(let condition, _) = task.trap, condition === self else { return }
        unsafe waiters.remove(task)
        task.wake()
    }

    /// Readies the task that has waited longest.
    public func notifyOne() {
        _ = unsafe waiters.wakeFirst()
    }

    /// The name.
    public var description: String { name }
}
