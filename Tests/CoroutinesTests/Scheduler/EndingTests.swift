import Coroutines
import Testing

/// The ends of tasks, and what is begun while they come.
@Suite(.timeLimit(.minutes(10)))
struct EndingTests {
    let scheduler = Scheduler(clock: ManualClock())
    let journal = Journal()

    @Test func `a task spawned while another is being killed runs`() throws {
        let victim = scheduler.spawn("victim") { task in
            defer { task.spawn("heir") { _ in journal.note("heir ran") } }
            try await task.sleep(for: .seconds(1))
        }
        scheduler.spawn("killer") { task in
            try await task.yieldTurn()
            try task.kill(victim)
        }
        try scheduler.run()
        #expect(journal.entries == ["heir ran"])
    }

    @Test func `a task spawned while the background is being ended runs before the scheduler returns`() throws {
        scheduler.spawn("servant", inBackground: true) { task in
            defer { task.spawn("heir") { _ in journal.note("heir ran") } }
            try await task.sleep(for: .seconds(1))
        }
        scheduler.spawn("worker") { try await $0.yieldTurn() }
        try scheduler.run()
        #expect(journal.entries == ["heir ran"])
        #expect(scheduler.tasks.isEmpty)
    }

    @Test func `a task spawned while the scheduler goes never runs, and is closed too`() throws {
        let tracker = LifetimeTracker()
        var heir: ScheduledTask?
        do {
            let scheduler = Scheduler(clock: ManualClock())
            scheduler.spawn("waiting") { task in
                defer {
                    heir = task.spawn("heir") { [captured = tracker.make()] _ in
                        journal.note("not reached")
                        _ = captured
                    }
                }
                try await task.wait(for: Condition("never"))
            }
            #expect(throws: SchedulerError.self) { try scheduler.run() }
        }
        #expect(heir?.hasEnded == true)
        #expect(journal.entries.isEmpty)
        #expect(tracker.alive == 0)
    }

    @Test func `nothing can be spawned through the context of a task that has ended`() async {
        await #expect(processExitsWith: .failure) {
            let scheduler = Scheduler(clock: ManualClock())
            var kept: TaskContext?
            scheduler.spawn { kept = $0 }
            try scheduler.run()
            kept?.spawn { _ in }
        }
    }

    @Test func `waiting in the context of another task is an error`() throws {
        var kept: TaskContext?
        scheduler.spawn("owner") { task in
            kept = task
            try await task.sleep(for: .seconds(1))
        }
        scheduler.spawn("thief") { _ in
            await #expect(throws: CoroutineError.outsideBody) { try await kept?.yieldTurn() }
        }
        try scheduler.run()
    }

    @Test func `a task of another scheduler cannot be killed`() async {
        await #expect(processExitsWith: .failure) {
            let other = Scheduler(clock: ManualClock())
            let task = other.spawn { _ in }
            try Scheduler(clock: ManualClock()).kill(task)
        }
    }

    @Test func `a task of another scheduler cannot be waited for`() throws {
        let other = Scheduler(clock: ManualClock())
        let foreign = other.spawn("foreign") { _ in }
        scheduler.spawn { task in
            let error = await #expect(throws: SchedulerError.self) { try await task.join(foreign) }
            #expect(error?.description == "foreign (task 1) belongs to another scheduler")
        }
        try scheduler.run()
        try other.run()
        // Once it has ended, it can be asked how.
        scheduler.spawn { task in try await task.join(foreign) }
        try scheduler.run()
    }

    @Test func `a handler of failures may end the others and begin new ones`() throws {
        scheduler.onFailure = { [scheduler, journal] task in
            journal.note("\(task)")
            for other in scheduler.tasks { try? scheduler.kill(other) }
            if task.id < 3 { scheduler.spawn("successor") { _ in throw Trouble.second } }
        }
        let other = scheduler.spawn("other") { task in
            defer { journal.note("other closed") }
            try await task.sleep(for: .seconds(1))
        }
        scheduler.spawn("failing") { task in
            try await task.yieldTurn()
            throw Trouble.first
        }
        try scheduler.run()
        #expect(journal.entries == ["failing (task 2)", "other closed", "successor (task 3)"])
        #expect(other.hasEnded && scheduler.tasks.isEmpty)
        scheduler.onFailure = nil
    }

    @Test func `a handler of failures hears of tasks that fail as it kills them from those alone`() throws {
        var reported: [UInt64] = []
        scheduler.onFailure = { [scheduler] task in
            reported.append(task.id)
            for other in scheduler.tasks {
                // Who kills is told, and nobody else.
                #expect(throws: Trouble.second) { try scheduler.kill(other) }
            }
        }
        scheduler.spawn("stubborn") { task in
            do { try await task.sleep(for: .seconds(1)) } catch { throw Trouble.second }
        }
        scheduler.spawn("failing") { task in
            try await task.yieldTurn()
            throw Trouble.first
        }
        try scheduler.run()
        #expect(reported == [2])
        scheduler.onFailure = nil
    }

    @Test func `two tasks that kill one another both end`() throws {
        var first: ScheduledTask?
        var second: ScheduledTask?
        first = scheduler.spawn("first") { task in
            defer { journal.note("first closed") }
            try await task.yieldTurn()
            try task.kill(second!)
            journal.note("first goes on to its next trap")
            try await task.yieldTurn()
            journal.note("not reached")
        }
        second = scheduler.spawn("second") { task in
            defer {
                journal.note("second closed")
                try? task.kill(first!)
            }
            try await task.sleep(for: .seconds(1))
        }
        try scheduler.run()
        #expect(journal.entries == ["second closed", "first goes on to its next trap", "first closed"])
    }

    @Test func `a run that ended in a deadlock can be taken up again`() throws {
        let bell = Condition("the bell")
        scheduler.spawn("waiter") { task in
            try await task.wait(for: bell)
            journal.note("woken")
        }
        for _ in 0..<2 { #expect(throws: SchedulerError.self) { try scheduler.run() } }
        scheduler.spawn("ringer") { _ in bell.notifyAll() }
        try scheduler.run()
        #expect(journal.entries == ["woken"])
    }

    @Test func `a scheduler may run inside a task of another`() throws {
        scheduler.spawn("outer") { task in
            let inner = Scheduler(clock: ManualClock())
            inner.spawn("inner") { task in
                try await task.sleep(for: .seconds(1))
                journal.note("inner")
            }
            try inner.run()
            try await task.yieldTurn()
            journal.note("outer")
        }
        try scheduler.run()
        #expect(journal.entries == ["inner", "outer"])
    }
}
