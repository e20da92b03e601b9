/// Tasks to wake at their times: a binary heap by time, and among equal times by the order of their coming.
struct TimerHeap {
    private struct Timer {
        let time: Instant
        let order: UInt64
        let task: ScheduledTask
        /// The wait it belongs to. A task that has been woken otherwise has begun another one since.
        let wait: UInt64

        static func isBefore(_ one: Timer, _ other: Timer) -> Bool {
            (one.time, one.order) < (other.time, other.order)
        }
    }

    private var timers: [Timer] = []
    private var lastOrder: UInt64 = 0
    private var staleCount = 0

    /// Whether there is none, not even one that is stale.
    var isEmpty: Bool { timers.isEmpty }

    /// Wakes `task` at `time`, if its present wait still lasts then.
    ///
    /// - Complexity: O(log *n*).
    mutating func insert(_ task: ScheduledTask, at time: Instant) {
        lastOrder += 1
        timers.append(Timer(time: time, order: lastOrder, task: task, wait: task.waits))
        siftUp()
    }

    /// Takes note that the wait of some timer ended otherwise. Such timers are dropped as they come up, or all together
    /// before they outnumber the others, so that waits that end long before their time do not fill the memory.
    mutating func noteStale() {
        staleCount += 1
        guard staleCount > 64, staleCount > timers.count / 2 else { return }
        // A sorted array is a heap.
        timers = timers.filter { $0.task.waits == $0.wait }.sorted(by: Timer.isBefore)
        staleCount = 0
    }

    /// The time of the next task to wake, after those are forgotten that no longer wait.
    mutating func nextTime() -> Instant? {
        while let first = timers.first, first.task.waits != first.wait {
            removeFirst()
            staleCount = max(0, staleCount - 1)
        }
        return timers.first?.time
    }

    /// Takes out the next task to wake, if it is due.
    ///
    /// - Complexity: O(log *n*).
    mutating func popFirst(dueAt now: Instant) -> ScheduledTask? {
        guard let time = nextTime(), time <= now else { return nil }
        return removeFirst()
    }

    private mutating func siftUp() {
        var child = timers.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Timer.isBefore(timers[child], timers[parent]) else { break }
            timers.swapAt(child, parent)
            child = parent
        }
    }

    @discardableResult
    private mutating func removeFirst() -> ScheduledTask {
        timers.swapAt(0, timers.count - 1)
        let first = timers.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < timers.count {
                if Timer.isBefore(timers[child], timers[least]) { least = child }
            }
            guard least != parent else { return first.task }
            timers.swapAt(least, parent)
            parent = least
        }
    }
}
