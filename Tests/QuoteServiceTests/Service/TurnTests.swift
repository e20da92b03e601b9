import Coroutines
import Testing

@testable import QuoteService

/// When a task lets others go first.
@Suite struct TurnTests {
    /// Asks after each piece of work, which takes so long, and returns after how many pieces a turn was over.
    private func lengths(of count: Int, limit: Int, each piece: Duration) throws -> [Int] {
        let clock = ManualClock()
        let scheduler = Scheduler(clock: clock)
        var lengths: [Int] = []
        scheduler.spawn("worker") { task in
            var turn = Turn(limit: limit)
            var done = 0
            while lengths.count < count {
                turn.work += 1
                done += 1
                clock.advance(by: piece)
                guard turn.isOver(task) else { continue }
                lengths.append(done)
                done = 0
            }
        }
        try scheduler.run()
        return lengths
    }

    @Test(arguments: [32, 64, 1024]) func `work that takes no time is enough at the limit`(_ limit: Int) throws {
        #expect(try lengths(of: 3, limit: limit, each: .zero) == [limit, limit, limit])
    }

    @Test func `work that takes long is enough as soon as the clock says so, and was looked at`() throws {
        // The clock is looked at after every 32nd of the limit; the first look begins the time.
        #expect(try lengths(of: 3, limit: 64, each: Turn.longest / 4) == [6, 6, 6])
        #expect(try lengths(of: 2, limit: 64, each: Turn.longest) == [4, 4])
        #expect(try lengths(of: 2, limit: 64, each: Turn.longest * 100) == [4, 4])
    }

    @Test func `work after a wait is another turn`() throws {
        let clock = ManualClock()
        let scheduler = Scheduler(clock: clock)
        scheduler.spawn("worker") { task in
            var turn = Turn(limit: 64)
            turn.work = 63
            let isOver = turn.isOver(task)
            turn.restart()
            clock.advance(by: Turn.longest * 2)
            turn.work = 2
            let isNextOver = turn.isOver(task)
            #expect(!isOver && !isNextOver)
        }
        try scheduler.run()
    }
}
