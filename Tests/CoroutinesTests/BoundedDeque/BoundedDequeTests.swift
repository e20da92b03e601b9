import Coroutines
import Testing

struct BoundedDequeTests {
    @Test func `a closed deque refuses items and gives out what is left`() {
        let deque = BoundedDeque<Int>(capacity: 4)
        deque.append(1)
        deque.close()
        #expect(deque.isClosed)
        #expect(!deque.append(2))
        #expect(!deque.prepend(2))
        #expect(deque.append(filling: { $0.append(2) }) == 0)
        #expect(deque.popFirst() == 1)
        #expect(deque.popFirst() == nil)
    }

    @Test func `a producer can tell when everything it appended has left`() {
        let deque = BoundedDeque<Int>(capacity: 2, policy: .dropOldest)
        for number in 1...3 { deque.append(number) }
        let mark = deque.appended
        #expect(deque.departed == 1)
        deque.append(4)
        #expect(deque.departed < mark)
        _ = deque.popFirst()
        #expect(deque.departed == mark)
        #expect((deque.removed, deque.dropped) == (1, 2))
    }

    @Test func `an empty deque offers its whole storage in one piece`() {
        let deque = BoundedDeque<Int>(capacity: 8)
        for number in 0..<5 { deque.append(number) }
        while deque.popFirst() != nil {}
        #expect(deque.append(filling: { span in while !span.isFull { span.append(1) } }) == 8)
    }

    @Test func `a deque without room is not asked to be filled`() {
        let deque = BoundedDeque<Int>(capacity: 1)
        deque.append(1)
        #expect(deque.append(filling: { _ in Issue.record("called") }) == 0)
        #expect(deque.append(upTo: 0, filling: { _ in Issue.record("called") }) == 0)
        deque.removeAll()
        #expect(deque.popFirst(upTo: 1) { _ in 1 } == 0)
    }

    @Test func `a long mixed use loses and reorders nothing`() {
        var random = SystemRandomNumberGenerator()
        let deque = BoundedDeque<Int>(capacity: 17)
        var (next, expected) = (0, 0)
        for _ in 0..<10_000 {
            deque.append(upTo: Int.random(in: 0...20, using: &random)) { span in
                while !span.isFull {
                    span.append(next)
                    next += 1
                }
            }
            deque.popFirst(upTo: Int.random(in: 0...20, using: &random)) { span in
                for index in span.indices {
                    #expect(span[index] == expected)
                    expected += 1
                }
                return span.count
            }
        }
        #expect(Array(deque) == Array(expected..<next))
    }

    @Test func `a capacity of nothing is refused`() async {
        await #expect(processExitsWith: .failure) { _ = BoundedDeque<Int>(capacity: 0) }
    }

    @Test func `an index outside is refused`() async {
        await #expect(processExitsWith: .failure) { _ = BoundedDeque<Int>(capacity: 4)[0] }
    }

    @Test func `a negative number of elements is refused`() async {
        await #expect(processExitsWith: .failure) { BoundedDeque<Int>(capacity: 4).append(upTo: -1) { _ in } }
        await #expect(processExitsWith: .failure) { BoundedDeque<Int>(capacity: 4).popFirst(upTo: -1) { _ in 0 } }
    }

    @Test func `using more than was lent is refused`() async {
        await #expect(processExitsWith: .failure) {
            let deque = BoundedDeque<Int>(capacity: 4)
            deque.append(1)
            deque.popFirst { $0.count + 1 }
        }
    }

    @Test func `appending more than a span has room for is refused`() async {
        await #expect(processExitsWith: .failure) {
            BoundedDeque<Int>(capacity: 1).append { span in
                span.append(1)
                span.append(2)
            }
        }
    }

    @Test func `touching a deque whose storage is lent is refused`() async {
        await #expect(processExitsWith: .failure) {
            let deque = BoundedDeque<Int>(capacity: 4)
            deque.append(1)
            deque.popFirst { span in
                _ = deque.popFirst()
                return span.count
            }
        }
    }
}
