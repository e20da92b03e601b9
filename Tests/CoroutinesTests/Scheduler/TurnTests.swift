import Testing

@testable import Coroutines

@Suite(.timeLimit(.minutes(10))) struct TurnTests {
    @Test func `a turn is taken whenever the condition is notified, until it says that it was the last`() throws {
        let scheduler = Scheduler()
        let condition = Condition()
        var log: [String] = []
        scheduler.spawn("server") { task in
            var turns = 0
            try await task.wait(for: condition) {
                turns += 1
                log.append("turn \(turns)")
                return turns == 3
            }
            log.append("body")
            try await task.wait(for: condition)
            log.append("body again")
        }
        scheduler.spawn("notifier") { task in
            for number in 1...4 {
                try await task.yieldTurn()
                log.append("notify \(number)")
                condition.notifyAll()
            }
        }
        try scheduler.run()
        #expect(
            log == [
                "notify 1", "turn 1", "notify 2", "turn 2", "notify 3", "turn 3", "body", "notify 4", "body again",
            ])
    }

    @Test func `turns of two tasks alternate as their bodies would`() throws {
        let scheduler = Scheduler()
        let deque = BoundedDeque<Int>(capacity: 3)
        let (hasItems, isEmptied) = (Condition(), Condition())
        var (sent, got, most) = (0, [Int](), 0)
        func fill() {
            while sent < 100, deque.append(sent) { sent += 1 }
            hasItems.notifyAll()
        }
        scheduler.spawn("producer") { task in
            fill()
            try await task.wait(for: isEmptied) {
                fill()
                return sent == 100
            }
            deque.close()
            hasItems.notifyAll()
        }
        scheduler.spawn("consumer") { task in
            func empty() -> Bool {
                most = max(most, deque.count)
                while let item = deque.popFirst() { got.append(item) }
                isEmptied.notifyAll()
                return deque.isClosed
            }
            if !empty() { try await task.wait(for: hasItems, until: empty) }
        }
        try scheduler.run()
        #expect(got == Array(0..<100))
        #expect(most == 3)
    }

    @Test func `a task that is killed takes no further turn, and its defers run`() throws {
        let scheduler = Scheduler()
        let condition = Condition()
        var (turns, isCleanedUp) = (0, false)
        let server = scheduler.spawn("server") { task in
            defer { isCleanedUp = true }
            try await task.wait(for: condition) {
                turns += 1
                return false
            }
        }
        scheduler.spawn("killer") { task in
            try await task.yieldTurn()
            condition.notifyAll()
            try await task.yieldTurn()
            condition.notifyAll()
            try task.kill(server)
        }
        try scheduler.run()
        #expect(turns == 1)
        #expect(isCleanedUp)
        #expect(!condition.hasWaiters)
    }

    @Test(arguments: [false, true]) func `a turn that kills its own task is the last`(_ saysSo: Bool) throws {
        let scheduler = Scheduler()
        let condition = Condition()
        var (goesOn, isCleanedUp) = (false, false)
        let server = scheduler.spawn("server") { task in
            defer { isCleanedUp = true }
            try await task.wait(for: condition) {
                try? task.kill(task.task)
                return saysSo
            }
            goesOn = true
        }
        scheduler.spawn("notifier") { task in
            try await task.yieldTurn()
            condition.notifyAll()
        }
        try scheduler.run()
        #expect(server.hasEnded)
        #expect(isCleanedUp)
        #expect(!goesOn)
    }

    @Test func `a task that waits for a turn nobody brings about is a deadlock`() {
        let scheduler = Scheduler()
        let condition = Condition("rain")
        scheduler.spawn("farmer") { task in try await task.wait(for: condition) { true } }
        #expect(throws: SchedulerError.self) { try scheduler.run() }
    }
}
