import Coroutines
import Testing

/// Killing tasks in whatever they do.
@Suite(.timeLimit(.minutes(10)))
struct SchedulerKillTests {
    let scheduler = Scheduler(clock: ManualClock())
    let journal = Journal()

    /// What a task does when it is killed.
    enum Activity: CaseIterable {
        case notBegun, turn, sleep, condition, conditionWithDeadline, join
    }

    @Test(arguments: Activity.allCases)
    func `a killed task cleans up, and the others go on`(activity: Activity) throws {
        let condition = Condition()
        let long = scheduler.spawn("long") { task in try await task.sleep(for: .seconds(10)) }
        scheduler.spawn("killer") { task in
            let victim = task.spawn("victim") { task in
                defer { journal.note("cleaned up") }
                switch activity {
                case .notBegun, .turn: while true { try await task.yieldTurn() }
                case .sleep: try await task.sleep(for: .seconds(5))
                case .condition: try await task.wait(for: condition)
                case .conditionWithDeadline: _ = try await task.wait(for: condition, until: task.now + .seconds(5))
                case .join: try await task.join(long)
                }
                journal.note("not reached")
            }
            let waiter = task.spawn("waiter") { try await $0.join(victim) }
            if activity != .notBegun { try await task.yieldTurn() }
            try task.kill(victim)
            #expect(victim.hasEnded)
            if case .killed = victim.outcome {} else { Issue.record("not killed") }
            try task.kill(victim)
            try await task.join(waiter)
            condition.notifyAll()
        }
        try scheduler.run()
        #expect(journal.entries == (activity == .notBegun ? [] : ["cleaned up"]))
        #expect(scheduler.clock.now.nanoseconds == 10_000_000_000)
    }

    @Test func `a task that kills itself ends at its next trap`() throws {
        let suicide = scheduler.spawn("suicide") { task in
            defer { journal.note("cleaned up") }
            try task.kill(task.task)
            journal.note("still here")
            try await task.yieldTurn()
            journal.note("not reached")
        }
        try scheduler.run()
        #expect(journal.entries == ["still here", "cleaned up"])
        if case .killed = suicide.outcome {} else { Issue.record("not killed") }
    }

    @Test func `an error on the way out of a task that killed itself is reported`() throws {
        scheduler.spawn("suicide") { task in
            try task.kill(task.task)
            do { try await task.yieldTurn() } catch is CloseRequest { throw Trouble.second }
        }
        let error = try #require(throws: SchedulerError.self) { try scheduler.run() }
        #expect(error.description == "suicide (task 1) failed: second")
    }

    @Test func `an error on the way out reaches the killer and those who wait`() throws {
        let victim = scheduler.spawn("victim") { task in
            do { try await task.sleep(for: .seconds(1)) } catch is CloseRequest { throw Trouble.second }
        }
        scheduler.spawn("waiter") { task in
            await #expect(throws: Trouble.second) { try await task.join(victim) }
        }
        scheduler.spawn("killer") { task in #expect(throws: Trouble.second) { try task.kill(victim) } }
        try scheduler.run()
    }

    @Test func `a task that ignores its killing is an error and no hang`() throws {
        let victim = scheduler.spawn("victim") { task in
            for _ in 0..<10 { try? await task.yieldTurn() }
        }
        scheduler.spawn("killer") { task in
            #expect(throws: CoroutineError.ignoredClose) { try task.kill(victim) }
        }
        try scheduler.run()
        #expect(victim.hasEnded)
    }

    @Test func `a scheduler that goes closes its tasks`() throws {
        let tracker = LifetimeTracker()
        var kept: ScheduledTask?
        do {
            let scheduler = Scheduler(clock: ManualClock())
            let condition = Condition("never")
            for _ in 0..<3 {
                let captured = tracker.make()
                kept = scheduler.spawn("waiting") { task in
                    defer { journal.note("cleaned up \(captured.value)") }
                    try await task.wait(for: condition)
                }
            }
            #expect(throws: SchedulerError.self) { try scheduler.run() }
            scheduler.spawn("not begun") { [captured = tracker.make()] _ in _ = captured }
        }
        #expect(journal.entries == Array(repeating: "cleaned up 0", count: 3))
        #expect(tracker.alive == 0)
        #expect(kept?.hasEnded == true)
    }
}
