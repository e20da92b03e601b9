import Coroutines
import Testing

/// Tasks that serve the others.
@Suite(.timeLimit(.minutes(10)))
struct BackgroundTaskTests {
    /// What a task in the background may wait for without hiding that the others wait for one another.
    enum Wait: CaseIterable {
        case signal, time, condition, conditionWithTime, eventWithTime
    }

    static func wait(_ wait: Wait, _ task: TaskContext) async throws {
        switch wait {
        case .signal: try await task.wait(for: .signal(10))
        case .time: try await task.sleep(for: .seconds(1))
        case .condition: try await task.wait(for: Condition())
        case .conditionWithTime: _ = try await task.wait(for: Condition(), until: task.now + .seconds(1))
        case .eventWithTime: _ = try await task.wait(for: .signal(10), until: task.now + .seconds(1))
        }
    }

    @Test(arguments: Wait.allCases)
    func `a scheduler ends what is in the background when the others have ended`(_ wait: Wait) throws {
        let scheduler = Scheduler(clock: ManualClock(), poller: PollerTests.CountingPoller(pollsUntilEvent: .max))
        var journal: [String] = []
        let servant = scheduler.spawn("servant", inBackground: true) { task in
            defer { journal.append("servant closed") }
            while true { try await Self.wait(wait, task) }
        }
        scheduler.spawn("worker") { task in
            try await task.sleep(for: .seconds(3))
            journal.append("worker ended")
        }
        try scheduler.run()
        #expect(journal == ["worker ended", "servant closed"])
        #expect(scheduler.clock.now.nanoseconds == 3_000_000_000)
        #expect(servant.isBackground && servant.hasEnded)
        #expect(scheduler.tasks.isEmpty)
    }

    @Test func `with nothing but the background there is nothing to run`() throws {
        let scheduler = Scheduler(clock: ManualClock())
        let servant = scheduler.spawn(inBackground: true) { task in
            while true { try await task.sleep(for: .seconds(1)) }
        }
        try scheduler.run()
        #expect(servant.hasEnded)
        #expect(scheduler.clock.now.nanoseconds == 0)
    }

    @Test(arguments: Wait.allCases)
    func `what waits in the background does not hide that the others wait for one another`(_ wait: Wait) throws {
        let scheduler = Scheduler(clock: ManualClock(), poller: PollerTests.CountingPoller(pollsUntilEvent: .max))
        scheduler.spawn("servant", inBackground: true) { task in while true { try await Self.wait(wait, task) } }
        scheduler.spawn("producer") { task in try await task.wait(for: Condition("room in the deque")) }
        let error = try #require(throws: SchedulerError.self) { try scheduler.run() }
        #expect(error.description == "deadlock: producer (task 2) waits for room in the deque")
    }

    @Test func `a descriptor that is watched in the background may help the others`() throws {
        let scheduler = Scheduler(clock: ManualClock(), poller: PollerTests.CountingPoller(pollsUntilEvent: 3))
        let subscribers = Condition("a subscriber")
        scheduler.spawn("acceptor", inBackground: true) { task in
            try await task.wait(for: .readable(3))
            subscribers.notifyAll()
            try await task.wait(for: Condition())
        }
        scheduler.spawn("ticker", inBackground: true) { task in while true { try await task.sleep(for: .seconds(1)) } }
        let output = scheduler.spawn("output") { task in try await task.wait(for: subscribers) }
        try scheduler.run()
        #expect(output.hasEnded)
    }

    @Test func `others that wait for a time or a descriptor are no deadlock`() throws {
        let poller = PollerTests.CountingPoller(pollsUntilEvent: 3)
        let scheduler = Scheduler(clock: ManualClock(), poller: poller)
        scheduler.spawn("servant", inBackground: true) { task in
            while true { try await task.wait(for: .signal(10)) }
        }
        scheduler.spawn("reader") { task in try await task.wait(for: .readable(3)) }
        scheduler.spawn("sleeper") { task in try await task.sleep(for: .seconds(9)) }
        try scheduler.run()
        #expect(scheduler.tasks.isEmpty)
    }

    @Test func `what fails as it is ended in the background is told`() throws {
        let scheduler = Scheduler(clock: ManualClock())
        scheduler.spawn("servant", inBackground: true) { task in
            do {
                try await task.sleep(for: .seconds(9))
            } catch {
                throw Trouble.first
            }
        }
        scheduler.spawn("worker") { try await $0.yieldTurn() }
        let error = try #require(throws: SchedulerError.self) { try scheduler.run() }
        #expect(error.description == "servant (task 1) failed: first")
    }
}
