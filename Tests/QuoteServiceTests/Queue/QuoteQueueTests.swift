import Coroutines
import Quotes
import Testing

@testable import QuoteService

@Suite(.timeLimit(.minutes(10))) struct QuoteQueueTests {
    @Test func `the deque is closed by the last producer to end`() {
        let queue = QuoteQueue(capacity: 2, overflow: .block)
        let places = [queue.open(), queue.open()]
        places[0].leave()
        places[0].leave()
        #expect(!queue.deque.isClosed)
        places[1].leave()
        #expect(queue.deque.isClosed)
    }

    @Test(arguments: OverflowPolicy.allCases)
    func `a departure is waited for, however the quotes leave`(_ policy: OverflowPolicy) throws {
        let queue = QuoteQueue(capacity: 2, overflow: policy)
        let scheduler = Scheduler(clock: ManualClock())
        var events: [String] = []
        Self.append(2, to: queue)
        scheduler.spawn("producer") { task in
            try await queue.waitForDeparture(of: 2, task)
            events.append("all are gone")
        }
        scheduler.spawn("consumer") { task in
            _ = queue.deque.popFirst()
            queue.isEmptied.notifyAll()
            try await task.yieldTurn()
            events.append("one is left")
            if policy == .dropOldest { Self.append(2, to: queue) } else { _ = queue.deque.popFirst() }
            queue.isEmptied.notifyAll()
        }
        try scheduler.run()
        #expect(events == ["one is left", "all are gone"])
    }

    /// Appends some quotes of no consequence.
    private static func append(_ count: Int, to queue: QuoteQueue) {
        let reader = QuoteReader(options: .init(), symbol: "X", symbols: SymbolTable())
        _ = unsafe reader.receive { free in
            let text = Array(String(repeating: "1\n", count: count).utf8)
            unsafe free.copyBytes(from: text)
            return text.count
        }
        queue.deque.append(upTo: count) { quotes in _ = reader.read(into: &quotes) }
    }
}
