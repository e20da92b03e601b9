/// A double-ended queue of fixed capacity, where a producer and a consumer on one thread meet.
///
/// It never grows: what to do with one element too many is its `OverflowPolicy`. The totals `appended`, `removed` and
/// `dropped` only ever rise, and `appended == removed + dropped + count` at all times.
///
/// ```swift
/// let quotes = BoundedDeque<Quote>(capacity: 1024)
/// quotes.append(upTo: 64) { run in while let quote = reader.next(), !run.isFull { run.append(quote) } }
/// quotes.popFirst(upTo: 64) { run in for i in run.indices { consume(run[i]) }; return run.count }
/// ```
///
/// It does not wait: a coroutine that finds it full or empty waits for a `Condition`.
//
// What is done per element or per turn is inlinable, because unspecialised it costs fifty times as much.
public final class BoundedDeque<Element> {
    /// The greatest number of elements at once; at least 1.
    public let capacity: Int
    /// What happens to one element too many.
    public let policy: OverflowPolicy
    /// Whether `close()` was called: nothing more is taken in, what is there can still be taken out.
    public private(set) var isClosed = false

    /// Counts of elements since the beginning.
    @usableFromInline
    struct Totals {
        @usableFromInline var appended: UInt64 = 0
        @usableFromInline var removed: UInt64 = 0
        @usableFromInline var dropped: UInt64 = 0

        @usableFromInline
        init() {}
    }

    @usableFromInline var totals = Totals()
    @usableFromInline var ring: Ring<Element>

    /// Makes an empty deque. The storage is allocated at once, under `dropOldest` for twice the capacity.
    ///
    /// - Precondition: `capacity` is at least 1.
    public convenience init(capacity: Int, policy: OverflowPolicy = .block) {
        self.init(capacity: capacity, policy: policy, start: 0, contents: [])
    }

    /// Makes a deque whose first element lies in a given slot of the storage, so that tests reach every layout.
    init(capacity: Int, policy: OverflowPolicy, start: Int, contents: [Element]) {
        precondition(capacity > 0, "a deque needs a capacity of at least 1")
        precondition(contents.count <= capacity, "more contents than capacity")
        self.capacity = capacity
        self.policy = policy
        // Under `dropOldest` a bulk append must find room beside a full deque, for what it will push out.
        let slotCount = policy == .block ? capacity : 2 * capacity
        precondition((0..<slotCount).contains(start), "no such slot")
        ring = Ring(slotCount: slotCount, start: RingSlot(position: start))
        for element in contents { append(element) }
    }

    // MARK: Looking

    /// How many elements there are.
    @inlinable
    public var count: Int { ring.count }
    /// Whether there is nothing to take out.
    @inlinable
    public var isEmpty: Bool { ring.count == 0 }
    /// Whether there are as many elements as the capacity allows.
    @inlinable
    public var isFull: Bool { ring.count == capacity }
    /// How many elements there is room for.
    @inlinable
    public var room: Int { capacity - ring.count }
    /// How many elements were ever taken in.
    @inlinable
    public var appended: UInt64 { totals.appended }
    /// How many elements were ever taken out.
    @inlinable
    public var removed: UInt64 { totals.removed }
    /// How many elements were discarded, because the deque was full.
    @inlinable
    public var dropped: UInt64 { totals.dropped }
    /// How many of the elements ever taken in have left, either way.
    ///
    /// In first-in, first-out use, everything that was in the deque when `appended` was `n` has left when this is `n`.
    @inlinable
    public var departed: UInt64 { removed + dropped }

    /// The oldest element.
    public var first: Element? { isEmpty ? nil : ring.uncheckedElement(at: 0) }
    /// The newest element.
    public var last: Element? { isEmpty ? nil : ring.uncheckedElement(at: count - 1) }

    /// The element at a place counted from the oldest, which is 0.
    @inlinable
    public subscript(index: Int) -> Element {
        precondition((0..<count).contains(index), "index \(index) is out of range 0..<\(count)")
        return ring.uncheckedElement(at: index)
    }

    // MARK: One at a time

    /// Adds the newest element.
    ///
    /// - Returns: whether it was taken in: not by a closed deque, and not by a full one that blocks.
    /// - Complexity: O(1).
    @inlinable
    @discardableResult
    public func append(_ element: consuming Element) -> Bool {
        guard !isClosed else { return false }
        if isFull {
            guard policy == .dropOldest else { return false }
            ring.uncheckedRemoveFirst(1)
            totals.dropped += 1
        }
        ring.uncheckedAppend(element)
        totals.appended += 1
        return true
    }

    /// Adds an element that is older than all others, such as one that was taken out too early.
    ///
    /// - Returns: whether it was taken in: not by a closed deque, and not by a full one. Under `dropOldest` a refused
    ///   element counts as appended and dropped, because it is the oldest.
    /// - Complexity: O(1).
    @discardableResult
    public func prepend(_ element: consuming Element) -> Bool {
        guard !isClosed else { return false }
        if isFull {
            if policy == .dropOldest {
                totals.appended += 1
                totals.dropped += 1
            }
            return false
        }
        ring.uncheckedPrepend(element)
        totals.appended += 1
        return true
    }

    /// Takes out the oldest element; `nil` if there is none.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        totals.removed += 1
        return ring.uncheckedPopFirst()
    }

    /// Takes out the newest element; `nil` if there is none.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func popLast() -> Element? {
        guard !isEmpty else { return nil }
        totals.removed += 1
        return ring.uncheckedPopLast()
    }

    /// Takes nothing in from now on. The consumer gets what is left.
    public func close() {
        isClosed = true
    }

    // MARK: In bulk

    /// Lets `body` append directly into the storage: as many elements as it likes, up to the size of the span it gets.
    ///
    /// The span covers free slots in one piece, so it may be smaller than the room there is; call again for the rest.
    /// Under `dropOldest` there is always some: the result is as if the elements had been appended one at a time.
    /// `body` is not called if there is nothing to fill. What it has appended stays, even if it throws. It must not touch
    /// the deque.
    ///
    /// - Parameter maximum: the greatest number of elements to append, not negative.
    /// - Returns: how many were appended.
    /// - Complexity: O(1), beside `body`, and O(*n*) for *n* elements that are pushed out.
    @inlinable
    @discardableResult
    public func append<Failure: Error>(
        upTo maximum: Int = .max, filling body: (inout OutputSpan<Element>) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        precondition(maximum >= 0, "a negative number of elements")
        let limit = policy == .block ? Swift.min(maximum, room) : maximum
        guard limit > 0, !isClosed else { return 0 }
        let before = count
        defer {
            totals.appended += UInt64(count - before)
            if count > capacity {
                totals.dropped += UInt64(count - capacity)
                ring.uncheckedRemoveFirst(count - capacity)
            }
        }
        return try ring.uncheckedAppend(upTo: limit, filling: body)
    }

    /// Lends `body` the oldest elements in place, and takes out as many of them as it says it has used.
    ///
    /// The span covers elements that lie in one piece, so it may be shorter than `count`; call again for the rest.
    /// `body` is not called if there is nothing to lend; if it throws, nothing is taken out. It must not touch the deque.
    ///
    /// - Parameters:
    ///   - maximum: the greatest number of elements to lend, not negative.
    ///   - body: returns how many elements it has used, from the first on.
    /// - Returns: how many were taken out.
    /// - Complexity: O(1), beside `body`, for elements that need no deinitialisation.
    @inlinable
    @discardableResult
    public func popFirst<Failure: Error>(
        upTo maximum: Int = .max, _ body: (Span<Element>) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        precondition(maximum >= 0, "a negative number of elements")
        guard maximum > 0, !isEmpty else { return 0 }
        let used = try ring.popFirst(upTo: maximum, body)
        totals.removed += UInt64(used)
        return used
    }

    /// Takes out everything.
    ///
    /// - Complexity: O(*n*) for elements that need deinitialisation, otherwise O(1).
    public func removeAll() {
        totals.removed += UInt64(count)
        ring.uncheckedRemoveFirst(count)
    }
}
