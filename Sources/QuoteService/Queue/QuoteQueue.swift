package import Coroutines
package import Quotes

/// The bounded deque between producers and the consumer, with what they wait for.
///
/// A producer fills it until it is full or its input is dry, then suspends; the consumer empties it, then suspends.
package final class QuoteQueue {
    package let deque: BoundedDeque<Quote>
    /// There are quotes, or there will be none any more.
    package let hasQuotes = Condition("quotes in the deque")
    /// The consumer has emptied the deque.
    package let isEmptied = Condition("room in the deque")
    /// How many producers there are.
    package private(set) var producers = 0
    /// What holds the text of quotes in the deque, and the last of these in the deque's count.
    private var kept: [(owner: AnyObject, last: UInt64)] = []

    /// - Parameters:
    ///   - capacity: quotes, 1 to 1,048,576.
    package init(capacity: Int, overflow: OverflowPolicy) {
        deque = BoundedDeque(capacity: capacity, policy: overflow)
    }

    /// Announces a producer: the consumer waits for quotes as long as there is one.
    ///
    /// - Returns: the producer's place, to be left when it ends.
    package func open() -> Place {
        producers += 1
        return Place(self)
    }

    /// What a producer holds as long as quotes may come from it.
    package final class Place {
        private var queue: QuoteQueue?

        fileprivate init(_ queue: QuoteQueue) {
            self.queue = queue
        }

        /// The producer has ended; after the last one the consumer gets what is left. A place is left once.
        package func leave() {
            queue.take()?.close()
        }
    }

    private func close() {
        producers -= 1
        if producers == 0 {
            deque.close()
            hasQuotes.notifyAll()
        }
    }

    /// Keeps the owner of the text of quotes alive until all that are in the deque now have left it.
    package func keep(_ owner: AnyObject) {
        kept.removeAll { $0.last <= deque.departed }
        if deque.departed < deque.appended { kept.append((owner, deque.appended)) }
    }

    /// Waits until a quote, and every one before it, has left the deque.
    ///
    /// - Parameter last: what the deque's `appended` was when the quote had been appended.
    package func waitForDeparture(of last: UInt64, _ task: TaskContext) async throws {
        while deque.departed < last { try await task.wait(for: isEmptied) }
    }
}
