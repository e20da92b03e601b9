import Coroutines
import Testing

/// A producer and a consumer that meet in a deque of 10, and a coordinator that alternates between them.
@Suite(.timeLimit(.minutes(10)))
struct BoundedProducerAndConsumerTests {
    static let capacity = 10
    static let itemCount = 100_000

    let deque = BoundedDeque<Int>(capacity: capacity)
    let received = Received()
    let journal = Journal()

    final class Received { var items: [Int] = [] }

    /// Fills the deque and yields, until all items are in.
    private func producer() -> Coroutine<Never, Void, Void> {
        Coroutine { me in
            defer { journal.note("producer ended") }
            for item in 0..<Self.itemCount {
                while deque.isFull { try await me.yield() }
                deque.append(item)
            }
        }
    }

    /// Empties the deque and yields, until it is closed and empty.
    private func consumer() -> Coroutine<Never, Void, Void> {
        Coroutine { me in
            defer { journal.note("consumer ended") }
            while true {
                while let item = deque.popFirst() { received.items.append(item) }
                if deque.isClosed { return }
                try await me.yield()
            }
        }
    }

    @Test func `bounded producer and consumer lose and reorder nothing`() throws {
        let (producer, consumer) = (producer(), consumer())
        var greatest = 0
        while producer.state != .closed {
            _ = try producer.next()
            greatest = max(greatest, deque.count)
            if producer.state != .closed { _ = try consumer.next() }
        }
        #expect(!deque.isEmpty, "something is left for the consumer when the producer has ended")
        deque.close()
        _ = try consumer.next()
        #expect(greatest == Self.capacity)
        #expect(received.items == Array(0..<Self.itemCount))
        #expect(journal.entries == ["producer ended", "consumer ended"])
    }

    @Test func `bounded producer and consumer both close when they are stopped early`() throws {
        let (producer, consumer) = (producer(), consumer())
        for _ in 0..<5 {
            _ = try producer.next()
            _ = try consumer.next()
        }
        try producer.close()
        try consumer.close()
        #expect(received.items == Array(0..<50))
        #expect(journal.entries == ["producer ended", "consumer ended"])
    }

    @Test func `bounded producer and consumer do the same as tasks under a scheduler`() throws {
        let scheduler = Scheduler(clock: ManualClock())
        let (hasRoom, hasItems) = (Condition("room"), Condition("items"))
        scheduler.spawn("producer") { task in
            for item in 0..<Self.itemCount {
                while deque.isFull { try await task.wait(for: hasRoom) }
                deque.append(item)
                hasItems.notifyAll()
            }
            deque.close()
            hasItems.notifyAll()
        }
        scheduler.spawn("consumer") { task in
            while true {
                while let item = deque.popFirst() { received.items.append(item) }
                hasRoom.notifyAll()
                if deque.isClosed { return }
                try await task.wait(for: hasItems)
            }
        }
        try scheduler.run()
        #expect(received.items == Array(0..<Self.itemCount))
    }
}
