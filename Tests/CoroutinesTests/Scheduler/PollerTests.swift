import Coroutines
import Testing

/// What a scheduler asks of a poller.
@Suite(.timeLimit(.minutes(10)))
struct PollerTests {
    /// Lets events happen after so many polls.
    final class CountingPoller: Poller {
        var waiting: [(event: OutsideEvent, task: ScheduledTask)] = []
        var timeouts: [Duration?] = []
        var pollsUntilEvent: Int

        init(pollsUntilEvent: Int) { self.pollsUntilEvent = pollsUntilEvent }

        var hasWaiters: Bool { !waiting.isEmpty }

        func watch(for event: OutsideEvent, for task: ScheduledTask) throws {
            guard event != .readable(-1) else { throw Trouble.first }
            waiting.append((event, task))
        }

        func forget(_ event: OutsideEvent, for task: ScheduledTask) {
            waiting.removeAll { $0.task === task && $0.event == event }
        }

        func poll(timeout: Duration?, wake: (ScheduledTask) -> Void) {
            timeouts.append(timeout)
            pollsUntilEvent -= 1
            guard pollsUntilEvent <= 0 else { return }
            for (_, task) in waiting { wake(task) }
            waiting = []
        }
    }

    @Test func `a scheduler with nothing else to do blocks for the event`() throws {
        let poller = CountingPoller(pollsUntilEvent: 1)
        let scheduler = Scheduler(clock: ManualClock(), poller: poller)
        scheduler.spawn { try await $0.wait(for: .readable(3)) }
        try scheduler.run()
        #expect(poller.timeouts == [nil])
    }

    @Test func `events are looked for while tasks are always ready`() throws {
        let poller = CountingPoller(pollsUntilEvent: 3)
        let scheduler = Scheduler(clock: ManualClock(), poller: poller)
        var isOver = false
        scheduler.spawn("busy") { task in while !isOver { try await task.yieldTurn() } }
        scheduler.spawn("reader") { task in
            try await task.wait(for: .readable(3))
            isOver = true
        }
        try scheduler.run()
        #expect(poller.timeouts == [.zero, .zero, .zero])
    }

    @Test func `timers are looked for while tasks are always ready`() throws {
        let clock = ManualClock(stepsWhenIdle: false)
        let scheduler = Scheduler(clock: clock)
        var isOver = false
        scheduler.spawn("busy") { task in
            while !isOver {
                clock.advance(by: .milliseconds(1))
                try await task.yieldTurn()
            }
        }
        scheduler.spawn("sleeper") { task in
            try await task.sleep(for: .seconds(1))
            isOver = true
        }
        try scheduler.run()
        #expect(clock.now - Instant(nanoseconds: 0) < .seconds(2))
    }

    @Test func `an event that does not come in time is forgotten`() throws {
        let poller = CountingPoller(pollsUntilEvent: .max)
        let scheduler = Scheduler(clock: ManualClock(), poller: poller)
        scheduler.spawn { task in
            let isInTime = try await task.wait(for: .writable(3), until: task.now + .seconds(1))
            #expect(!isInTime)
        }
        try scheduler.run()
        #expect(!poller.hasWaiters)
    }

    @Test func `an event of a killed task is forgotten`() throws {
        let poller = CountingPoller(pollsUntilEvent: .max)
        let scheduler = Scheduler(clock: ManualClock(), poller: poller)
        let reader = scheduler.spawn("reader") { try await $0.wait(for: .signal(15)) }
        scheduler.spawn("killer") { try $0.kill(reader) }
        try scheduler.run()
        #expect(!poller.hasWaiters)
    }

    @Test func `an event that cannot be watched for is an error in the task`() throws {
        let scheduler = Scheduler(clock: ManualClock(), poller: CountingPoller(pollsUntilEvent: 1))
        scheduler.spawn { task in
            await #expect(throws: Trouble.first) { try await task.wait(for: .readable(-1)) }
        }
        try scheduler.run()
    }
}
