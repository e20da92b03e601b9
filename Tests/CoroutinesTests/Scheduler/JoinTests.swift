import Coroutines
import Testing

/// Waiting for the ends of other tasks.
@Suite(.timeLimit(.minutes(10)))
struct JoinTests {
    let scheduler = Scheduler(clock: ManualClock())
    let journal = Journal()

    @Test func `a task that waits for itself gets an error and no hang`() throws {
        scheduler.spawn("narcissus") { task in
            let error = await #expect(throws: SchedulerError.self) { try await task.join(task.task) }
            #expect(error?.description == "deadlock: narcissus (task 1) waits for the end of narcissus (task 1)")
            journal.note("goes on")
        }
        // Somebody else who would keep the scheduler from noticing in the end.
        scheduler.spawn("sleeper") { try await $0.sleep(for: .seconds(1)) }
        try scheduler.run()
        #expect(journal.entries == ["goes on"])
    }

    @Test(arguments: [2, 3, 1000])
    func `the task that closes a ring of tasks that wait for one another gets an error`(_ size: Int) throws {
        var tasks: [ScheduledTask] = []
        for index in 0..<size {
            tasks.append(
                scheduler.spawn("t") { task in
                    if index == size - 1 { journal.note("closes the ring") }
                    try await task.join(tasks[(index + 1) % size])
                    journal.note("not reached")
                })
        }
        // One who waits too, but not in the ring.
        scheduler.spawn("spectator") { task in
            await #expect(throws: SchedulerError.self) { try await task.join(tasks[0]) }
        }
        try scheduler.run()
        #expect(journal.entries == ["closes the ring"])
        for task in tasks {
            guard case .failed(let error as SchedulerError) = task.outcome else {
                Issue.record("not failed")
                continue
            }
            #expect(
                error.description.hasPrefix("deadlock: t (task \(size)) waits for the end of t (task 1), t (task 1)"))
        }
    }

    @Test func `a task may be waited for by many, and by one over and over`() throws {
        let sleeper = scheduler.spawn("sleeper") { task in
            try await task.sleep(for: .seconds(1))
            journal.note("slept")
        }
        for name in ["a", "b"] {
            scheduler.spawn(name) { task in
                for _ in 0..<3 { try await task.join(sleeper) }
                journal.note(name)
            }
        }
        try scheduler.run()
        #expect(journal.entries == ["slept", "a", "b"])
    }

    @Test func `waiting for a task that was killed is no error`() throws {
        let victim = scheduler.spawn("victim") { try await $0.sleep(for: .seconds(1)) }
        scheduler.spawn("early") { task in
            try await task.join(victim)
            journal.note("early")
        }
        scheduler.spawn("killer") { task in
            try task.kill(victim)
            try await task.join(victim)
            journal.note("killer")
        }
        try scheduler.run()
        #expect(journal.entries == ["early", "killer"])
    }

    @Test func `an error is not lost when the only one who waits is killed before he hears of it`() throws {
        let failing = scheduler.spawn("failing") { task in
            try await task.sleep(for: .seconds(1))
            throw Trouble.first
        }
        let waiter = scheduler.spawn("waiter") { task in try await task.join(failing) }
        scheduler.spawn("killer") { task in
            // Ready at the same time as the failing one, and so before the one who waits for that.
            try await task.sleep(for: .seconds(1))
            #expect(failing.hasEnded)
            try task.kill(waiter)
        }
        let error = try #require(throws: SchedulerError.self) { try scheduler.run() }
        #expect(error.description == "failing (task 1) failed: first")
    }

    @Test func `an error that one of two heard of is known`() throws {
        let failing = scheduler.spawn("failing") { task in
            try await task.sleep(for: .seconds(1))
            throw Trouble.first
        }
        let waiters = (0..<2).map { index in
            scheduler.spawn("waiter \(index)") { task in
                do { try await task.join(failing) } catch Trouble.first { journal.note("heard") }
            }
        }
        scheduler.spawn("killer") { task in
            try await task.sleep(for: .seconds(1))
            try task.kill(waiters[1])
        }
        try scheduler.run()
        #expect(journal.entries == ["heard"])
    }

    @Test func `a long chain of tasks that wait for one another ends without deep recursion`() throws {
        let count = 100_000
        var next = scheduler.spawn("last") { try await $0.sleep(for: .seconds(1)) }
        for _ in 1..<count {
            next = scheduler.spawn("link") { [next] task in try await task.join(next) }
        }
        try scheduler.run()
        #expect(next.hasEnded)
    }

    @Test func `an error goes down a chain of those who wait, to the last of them`() throws {
        var next = scheduler.spawn("last") { _ in throw Trouble.second }
        for _ in 0..<3 {
            next = scheduler.spawn("link") { [next] task in try await task.join(next) }
        }
        let error = try #require(throws: SchedulerError.self) { try scheduler.run() }
        #expect(error.description == "link (task 4) failed: second")
    }
}
