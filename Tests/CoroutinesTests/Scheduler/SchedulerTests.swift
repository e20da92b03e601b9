import Coroutines
import Testing

/// Turns, waiting, and the ends of tasks.
@Suite(.timeLimit(.minutes(10)))
struct SchedulerTests {
    let scheduler = Scheduler(clock: ManualClock())
    let journal = Journal()

    @Test func `a scheduler without tasks returns at once`() throws {
        try scheduler.run()
    }

    @Test func `tasks take turns in the order in which they became ready`() throws {
        for name in ["a", "b", "c"] {
            scheduler.spawn(name) { task in
                for turn in 1...2 {
                    journal.note("\(name)\(turn)")
                    try await task.yieldTurn()
                }
            }
        }
        try scheduler.run()
        #expect(journal.entries == ["a1", "b1", "c1", "a2", "b2", "c2"])
    }

    @Test func `a task spawned from inside runs when its turn comes`() throws {
        scheduler.spawn("parent") { task in
            journal.note("parent")
            let child = task.spawn("child") { _ in journal.note("child") }
            try await task.join(child)
            journal.note("parent again")
        }
        try scheduler.run()
        #expect(journal.entries == ["parent", "child", "parent again"])
    }

    @Test func `numbers are not used twice and names need not differ`() throws {
        let tasks = (0..<3).map { _ in scheduler.spawn("same") { _ in } }
        #expect(tasks.map(\.id) == [1, 2, 3])
        #expect(scheduler.task(withID: 2) === tasks[1])
        #expect(scheduler.tasks.count == 3)
        try scheduler.run()
        #expect(scheduler.task(withID: 2) == nil)
        #expect(scheduler.spawn("same") { _ in }.id == 4)
        #expect(tasks[0].description == "same (task 1)")
    }

    @Test func `sleepers wake in the order of their times and equal ones in that of their coming`() throws {
        for (name, seconds) in [("c", 3), ("a", 1), ("d", 3), ("b", 2), ("now", 0)] {
            scheduler.spawn(name) { task in
                try await task.sleep(for: .seconds(seconds))
                journal.note("\(name) at \(task.now.nanoseconds / 1_000_000_000)")
            }
        }
        try scheduler.run()
        #expect(journal.entries == ["now at 0", "a at 1", "b at 2", "c at 3", "d at 3"])
    }

    @Test func `a sleep on the machine's clock takes its time`() throws {
        let clock = MonotonicClock()
        let scheduler = Scheduler(clock: clock)
        let begin = clock.now
        scheduler.spawn { try await $0.sleep(for: .milliseconds(20)) }
        try scheduler.run()
        #expect(clock.now - begin >= .milliseconds(20))
    }

    @Test func `a thousand random sleepers wake in order`() throws {
        var last: Int64 = 0
        for _ in 0..<1000 {
            scheduler.spawn { task in
                try await task.sleep(for: .nanoseconds(Int64.random(in: 0...500)))
                #expect(task.now.nanoseconds >= last)
                last = task.now.nanoseconds
            }
        }
        try scheduler.run()
    }

    @Test func `notifying wakes all who wait, in the order of their coming, and no later ones`() throws {
        let condition = Condition("bell")
        for name in ["a", "b"] {
            scheduler.spawn(name) { task in
                try await task.wait(for: condition)
                journal.note(name)
            }
        }
        scheduler.spawn("ringer") { task in
            #expect(condition.hasWaiters)
            condition.notifyAll()
            #expect(!condition.hasWaiters)
            condition.notifyAll()
        }
        try scheduler.run()
        #expect(journal.entries == ["a", "b"])
    }

    @Test func `notifying one wakes the one who has waited longest`() throws {
        let condition = Condition()
        for name in ["a", "b"] {
            scheduler.spawn(name) { task in
                try await task.wait(for: condition)
                journal.note(name)
            }
        }
        scheduler.spawn("ringer") { task in
            condition.notifyOne()
            try await task.yieldTurn()
            journal.note("ringer")
            condition.notifyOne()
        }
        try scheduler.run()
        #expect(journal.entries == ["a", "ringer", "b"])
    }

    @Test func `a wait with a deadline ends by either, and says by which`() throws {
        let condition = Condition()
        scheduler.spawn("patient") { task in
            let isFirstInTime = try await task.wait(for: condition, until: task.now + .seconds(5))
            #expect(isFirstInTime)
            #expect(task.now.nanoseconds == 1_000_000_000)
            let isSecondInTime = try await task.wait(for: condition, until: task.now + .seconds(5))
            #expect(!isSecondInTime)
            #expect(task.now.nanoseconds == 6_000_000_000)
            condition.notifyAll()
            try await task.sleep(for: .seconds(10))
        }
        scheduler.spawn("ringer") { task in
            try await task.sleep(for: .seconds(1))
            condition.notifyAll()
        }
        try scheduler.run()
    }

    @Test func `many waits that end before their deadlines leave nothing behind`() throws {
        let tracker = LifetimeTracker()
        let condition = Condition()
        scheduler.spawn("patient") { task in
            for _ in 0..<1000 {
                let local = tracker.make()
                let isInTime = try await task.wait(for: condition, until: task.now + .seconds(3600))
                #expect(isInTime)
                _ = local
            }
        }
        scheduler.spawn("ringer") { task in
            for _ in 0..<1000 {
                condition.notifyAll()
                try await task.yieldTurn()
            }
        }
        try scheduler.run()
        #expect(scheduler.clock.now.nanoseconds == 0, "no deadline was waited for")
        #expect(tracker.alive == 0)
    }

    @Test func `an error ends its task alone and reaches whoever waits for it`() throws {
        let failing = scheduler.spawn("failing") { task in
            try await task.sleep(for: .seconds(1))
            throw Trouble.first
        }
        scheduler.spawn("other") { task in
            try await task.sleep(for: .seconds(2))
            journal.note("other done")
        }
        scheduler.spawn("waiter") { task in
            await #expect(throws: Trouble.first) { try await task.join(failing) }
            await #expect(throws: Trouble.first) { try await task.join(failing) }
            journal.note("waiter done")
        }
        try scheduler.run()
        #expect(journal.entries == ["waiter done", "other done"])
        #expect(failing.hasEnded)
    }

    @Test func `waiting for a task that failed before is in time`() throws {
        let failing = scheduler.spawn("failing") { _ in throw Trouble.first }
        scheduler.spawn("waiter") { task in
            try await task.sleep(for: .seconds(1))
            await #expect(throws: Trouble.first) { try await task.join(failing) }
        }
        try scheduler.run()
    }

    @Test func `an error that reaches nobody is thrown in the end`() throws {
        scheduler.spawn("failing") { _ in throw Trouble.first }
        scheduler.spawn("other") { task in
            try await task.yieldTurn()
            journal.note("other done")
        }
        let error = try #require(throws: SchedulerError.self) { try scheduler.run() }
        #expect(error.description == "failing (task 1) failed: first")
        #expect(journal.entries == ["other done"])
        try scheduler.run()
    }

    @Test func `an error that reaches nobody goes to the handler if there is one`() throws {
        scheduler.onFailure = { [journal] task in
            if case .failed(let error) = task.outcome { journal.note("\(task): \(error)") }
        }
        scheduler.spawn("failing") { _ in throw Trouble.first }
        try scheduler.run()
        #expect(journal.entries == ["failing (task 1): first"])
    }

    @Test func `tasks that wait for one another are a deadlock that names them`() throws {
        let condition = Condition("room in the deque")
        let producer = scheduler.spawn("producer") { task in try await task.wait(for: condition) }
        scheduler.spawn("reporter") { task in try await task.join(producer) }
        let error = try #require(throws: SchedulerError.self) { try scheduler.run() }
        #expect(
            error.description == "deadlock: producer (task 1) waits for room in the deque, "
                + "reporter (task 2) waits for the end of producer (task 1)")
        condition.notifyAll()
        try scheduler.run()
        #expect(scheduler.tasks.isEmpty)
    }

    @Test func `waiting for an outside event without a poller is an error in the task`() throws {
        scheduler.spawn("reader") { task in try await task.wait(for: .readable(0)) }
        let error = try #require(throws: SchedulerError.self) { try scheduler.run() }
        #expect(error.description.contains("no poller to wait for descriptor 0 to be readable"))
    }

    @Test func `a body suspends from however deep a call`() throws {
        func descend(_ depth: Int, _ task: TaskContext) async throws {
            guard depth > 0 else { return try await task.sleep(for: .seconds(1)) }
            try await descend(depth - 1, task)
        }
        scheduler.spawn { task in try await descend(10_000, task) }
        try scheduler.run()
        #expect(scheduler.clock.now.nanoseconds == 1_000_000_000)
    }
}
