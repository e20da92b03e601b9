/// Tasks in line, linked through themselves: nothing is allocated or searched to enter, leave or be removed.
@safe struct TaskQueue {
    // SAFETY: the scheduler keeps a task alive until it has ended, and takes it out of its queue before that. A task is in one
    // queue at most. The links are unmanaged, because counting references was most of what a short turn cost.
    private var head: Unmanaged<ScheduledTask>?
    private var tail: Unmanaged<ScheduledTask>?

    var isEmpty: Bool { unsafe head == nil }

    mutating func append(_ task: ScheduledTask) {
        let link = unsafe Unmanaged.passUnretained(task)
        unsafe task.previous = tail
        unsafe task.following = nil
        if let tail = unsafe tail {
            unsafe tail._withUnsafeGuaranteedRef { unsafe $0.following = link }
        } else {
            unsafe head = link
        }
        unsafe tail = link
    }

    mutating func popFirst() -> ScheduledTask? {
        guard let first = unsafe head?.takeUnretainedValue() else { return nil }
        remove(first)
        return first
    }

    /// Takes out the first task and makes it ready. Returns whether there was one.
    mutating func wakeFirst() -> Bool {
        guard let first = unsafe head else { return false }
        unsafe first._withUnsafeGuaranteedRef { task in
            remove(task)
            task.wake()
        }
        return true
    }

    /// Takes out a task that is in this queue.
    mutating func remove(_ task: ScheduledTask) {
        let (previous, following) = unsafe (task.previous, task.following)
        if let previous = unsafe previous {
            unsafe previous._withUnsafeGuaranteedRef { unsafe $0.following = following }
        } else {
            unsafe head = following
        }
        if let following = unsafe following {
            unsafe following._withUnsafeGuaranteedRef { unsafe $0.previous = previous }
        } else {
            unsafe tail = previous
        }
        unsafe task.previous = nil
        unsafe task.following = nil
    }
}

/// The tasks that are ready: those that are urgent go first, but every second turn is for one that is not.
struct ReadyQueue {
    private var urgent = TaskQueue()
    private var others = TaskQueue()
    private var isUrgentsTurn = true

    var isEmpty: Bool { urgent.isEmpty && others.isEmpty }

    mutating func append(_ task: ScheduledTask) {
        if task.isUrgent { urgent.append(task) } else { others.append(task) }
    }

    mutating func popFirst() -> ScheduledTask? {
        if isUrgentsTurn || others.isEmpty, let task = urgent.popFirst() {
            isUrgentsTurn = false
            return task
        }
        isUrgentsTurn = true
        return others.popFirst()
    }

    /// Takes out a task that is in this queue.
    mutating func remove(_ task: ScheduledTask) {
        if task.isUrgent { urgent.remove(task) } else { others.remove(task) }
    }
}
