import Coroutines
import Testing

/// More tasks than anybody will have.
@Suite(.timeLimit(.minutes(10)))
struct ManyTasksTests {
    static let count = isSanitized ? 10_000 : 100_000
    static let fewer = count / 5

    @Test func `a hundred thousand sleepers wake in the order of their times`() throws {
        let scheduler = Scheduler(clock: ManualClock())
        var last = Instant(nanoseconds: 0)
        var wokenInOrder = 0
        // In no order, most of them shared by several.
        let times = (0..<Self.count).map { Instant(nanoseconds: Int64($0 * 7919 % 65536)) }
        for time in times {
            scheduler.spawn { task in
                try await task.sleep(until: time)
                if time >= last && task.now >= time { wokenInOrder += 1 }
                last = time
            }
        }
        try scheduler.run()
        #expect(wokenInOrder == Self.count)
        #expect(scheduler.clock.now == times.max())
    }

    @Test func `many sleepers of the same time wake in the order of their coming`() throws {
        let scheduler = Scheduler(clock: ManualClock())
        var order: [Int] = []
        for index in 0..<Self.fewer {
            scheduler.spawn { task in
                try await task.sleep(until: Instant(nanoseconds: 1))
                order.append(index)
            }
        }
        try scheduler.run()
        #expect(order == Array(0..<Self.fewer))
    }

    @Test func `many sleepers can be killed one by one`() throws {
        let scheduler = Scheduler(clock: ManualClock())
        var closed = 0
        let sleepers = (0..<Self.fewer).map { index in
            scheduler.spawn { task in
                defer { closed += 1 }
                try await task.sleep(until: Instant(nanoseconds: Int64(index * 7919 % 65536)))
            }
        }
        scheduler.spawn("killer") { task in
            try await task.yieldTurn()
            for sleeper in sleepers { try task.kill(sleeper) }
        }
        try scheduler.run()
        #expect(closed == Self.fewer)
        #expect(scheduler.clock.now.nanoseconds == 0)
    }

    @Test func `a scheduler with many tasks is gone at once`() throws {
        let tracker = LifetimeTracker()
        do {
            let scheduler = Scheduler(clock: ManualClock())
            let never = Condition("never")
            for _ in 0..<Self.fewer {
                scheduler.spawn { [captured = tracker.make()] task in
                    defer { _ = captured }
                    try await task.wait(for: never)
                }
            }
            #expect(throws: SchedulerError.self) { try scheduler.run() }
            #expect(tracker.alive == Self.fewer)
        }
        #expect(tracker.alive == 0)
    }
}
