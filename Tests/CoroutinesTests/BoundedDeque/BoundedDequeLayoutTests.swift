import Testing

@testable import Coroutines

/// Every operation on every layout a small deque can have: capacity, first slot, and number of elements.
struct BoundedDequeLayoutTests {
    /// One way for the elements to lie in the storage.
    struct Layout: CustomTestStringConvertible {
        let capacity: Int
        let policy: OverflowPolicy
        let start: Int
        let count: Int

        var testDescription: String { "\(count) of \(capacity) from slot \(start), \(policy)" }

        static let all: [Layout] = OverflowPolicy.allCases.flatMap { policy in
            (1...4).flatMap { capacity in
                (0..<(policy == .block ? capacity : 2 * capacity)).flatMap { start in
                    (0...capacity).map { Layout(capacity: capacity, policy: policy, start: start, count: $0) }
                }
            }
        }
    }

    typealias Instance = LifetimeTracker.Instance

    /// Runs `body` on a deque of this layout holding 0, 1, 2, …, and checks that nothing leaks and the totals add up.
    private func check(
        _ layout: Layout, _ body: (BoundedDeque<Instance>, inout [Int], LifetimeTracker) throws -> Void
    ) rethrows {
        let tracker = LifetimeTracker()
        do {
            var model = Array(0..<layout.count)
            let deque = BoundedDeque(
                capacity: layout.capacity, policy: layout.policy, start: layout.start,
                contents: model.map { tracker.make($0) })
            try body(deque, &model, tracker)
            #expect(deque.map(\.value) == model)
            #expect(deque.count == model.count)
            #expect(tracker.alive == model.count)
            #expect(deque.appended == deque.removed + deque.dropped + UInt64(deque.count))
        }
        #expect(tracker.alive == 0)
    }

    @Test(arguments: Layout.all)
    func `what is put in is what is there`(layout: Layout) {
        check(layout) { deque, model, _ in
            #expect(deque.isEmpty == (layout.count == 0))
            #expect(deque.isFull == (layout.count == layout.capacity))
            #expect(deque.room == layout.capacity - layout.count)
            #expect(deque.first?.value == model.first)
            #expect(deque.last?.value == model.last)
            for index in model.indices { #expect(deque[index].value == model[index]) }
        }
    }

    @Test(arguments: Layout.all)
    func `an element appended to a full deque is refused or pushes out the oldest`(layout: Layout) {
        check(layout) { deque, model, tracker in
            let isTaken = deque.append(tracker.make(100))
            #expect(isTaken == (layout.policy == .dropOldest || layout.count < layout.capacity))
            if isTaken { model.append(100) }
            if model.count > layout.capacity {
                model.removeFirst()
                #expect(deque.dropped == 1)
            }
        }
    }

    @Test(arguments: Layout.all)
    func `an element prepended to a full deque is not taken in`(layout: Layout) {
        check(layout) { deque, model, tracker in
            let isTaken = deque.prepend(tracker.make(100))
            #expect(isTaken == (layout.count < layout.capacity))
            if isTaken { model.insert(100, at: 0) }
            #expect(deque.dropped == (isTaken || layout.policy == .block ? 0 : 1))
        }
    }

    @Test(arguments: Layout.all)
    func `elements come out at both ends until there is none`(layout: Layout) {
        check(layout) { deque, model, _ in
            while !model.isEmpty {
                #expect(deque.popFirst()?.value == model.removeFirst())
                #expect(deque.popLast()?.value == model.popLast())
            }
            #expect(deque.popFirst() == nil)
            #expect(deque.popLast() == nil)
            #expect(deque.removed == UInt64(layout.count))
        }
    }

    @Test(arguments: Layout.all)
    func `removing all leaves a deque that can be filled again`(layout: Layout) {
        check(layout) { deque, model, tracker in
            deque.removeAll()
            #expect(deque.isEmpty)
            #expect(deque.departed == deque.appended)
            model = Array(50..<50 + layout.capacity)
            for value in model { deque.append(tracker.make(value)) }
        }
    }

    @Test(arguments: Layout.all)
    func `a bulk append is the same as appending one at a time`(layout: Layout) {
        for maximum in 0...2 * layout.capacity + 1 {
            for wanted in 0...maximum {
                check(layout) { deque, model, tracker in
                    let single = BoundedDeque(
                        capacity: layout.capacity, policy: layout.policy, start: layout.start,
                        contents: model.map { tracker.make($0) })
                    var left = wanted
                    var next = 100
                    while left > 0 {
                        let appended = deque.append(upTo: min(left, maximum)) { span in
                            while !span.isFull {
                                span.append(tracker.make(next))
                                next += 1
                            }
                        }
                        if appended == 0 { break }
                        left -= appended
                    }
                    for value in 100..<100 + wanted { single.append(tracker.make(value)) }
                    #expect(deque.elementsEqual(single))
                    #expect(deque.appended == single.appended)
                    #expect(deque.dropped == single.dropped)
                    model = single.map(\.value)
                }
            }
        }
    }

    @Test(arguments: Layout.all)
    func `a bulk removal takes out what was used and no more`(layout: Layout) {
        for maximum in 0...layout.capacity + 1 {
            for wanted in 0...maximum {
                check(layout) { deque, model, _ in
                    var seen: [Int] = []
                    let used = deque.popFirst(upTo: maximum) { span in
                        #expect((1...maximum).contains(span.count))
                        for index in span.indices { seen.append(span[index].value) }
                        return min(wanted, span.count)
                    }
                    #expect(model.starts(with: seen))
                    #expect(used == min(wanted, seen.count))
                    #expect(deque.removed == UInt64(used))
                    model.removeFirst(used)
                }
            }
        }
    }

    @Test(arguments: Layout.all)
    func `two bulk removals see everything`(layout: Layout) {
        check(layout) { deque, model, _ in
            var seen: [Int] = []
            for _ in 0..<2 {
                deque.popFirst { span in
                    for index in span.indices { seen.append(span[index].value) }
                    return span.count
                }
            }
            #expect(seen == model)
            model = []
        }
    }

    @Test(arguments: Layout.all)
    func `what was appended before an error stays, and what was lent before an error stays`(layout: Layout) {
        check(layout) { deque, model, tracker in
            let hasRoom = layout.policy == .dropOldest || layout.count < layout.capacity
            if hasRoom {
                #expect(throws: Trouble.first) {
                    try deque.append { (span) throws(Trouble) in
                        span.append(tracker.make(100))
                        throw Trouble.first
                    }
                }
                model.append(100)
                if model.count > layout.capacity { model.removeFirst() }
            }
            guard !model.isEmpty else { return }
            #expect(throws: Trouble.second) {
                try deque.popFirst { (_) throws(Trouble) in throw Trouble.second }
            }
        }
    }
}
