/// A place in the storage of a ring, as opposed to an index, which counts from the first element.
@usableFromInline
struct RingSlot: Equatable {
    /// Counted from the beginning of the storage, from 0 up to but not including the number of slots.
    @usableFromInline var position: Int

    @inlinable
    init(position: Int) { self.position = position }
}

/// The unchecked core of a `BoundedDeque`: elements in a ring of slots.
///
/// Callers make sure that what they take is there and that what they put in finds room; only debug builds check.
@safe @usableFromInline struct Ring<Element>: ~Copyable {
    // SAFETY: `storage` is owned by this value alone. The `count` slots from `start` on, wrapping around, are initialised
    // and no others.
    @usableFromInline let storage: UnsafeMutablePointer<Element>
    @usableFromInline let slotCount: Int
    @usableFromInline var start: RingSlot
    @usableFromInline var count = 0

    /// Makes an empty ring whose first element will go to `start`.
    @inlinable
    init(slotCount: Int, start: RingSlot = RingSlot(position: 0)) {
        assert(slotCount > 0 && (0..<slotCount).contains(start.position))
        unsafe storage = UnsafeMutablePointer<Element>.allocate(capacity: slotCount)
        self.slotCount = slotCount
        self.start = start
    }

    @inlinable
    deinit {
        let head = min(count, slotCount - start.position)
        unsafe (storage + start.position).deinitialize(count: head)
        unsafe storage.deinitialize(count: count - head)
        unsafe storage.deallocate()
    }

    /// The slot after the last element.
    @inlinable var end: RingSlot { slot(at: count) }

    /// The slot of the element with this index; the index may be `count`.
    @inlinable
    func slot(at index: Int) -> RingSlot {
        let position = start.position + index
        return RingSlot(position: position < slotCount ? position : position - slotCount)
    }

    /// The element at an index from 0 up to but not including `count`.
    @inlinable
    func uncheckedElement(at index: Int) -> Element {
        assert((0..<count).contains(index))
        return unsafe storage[slot(at: index).position]
    }

    @inlinable
    mutating func uncheckedAppend(_ element: consuming Element) {
        assert(count < slotCount)
        unsafe (storage + end.position).initialize(to: element)
        count += 1
    }

    @inlinable
    mutating func uncheckedPrepend(_ element: consuming Element) {
        assert(count < slotCount)
        start = RingSlot(position: start.position == 0 ? slotCount - 1 : start.position - 1)
        unsafe (storage + start.position).initialize(to: element)
        count += 1
    }

    @inlinable
    mutating func uncheckedPopFirst() -> Element {
        assert(count > 0)
        let element = unsafe (storage + start.position).move()
        start = slot(at: 1)
        count -= 1
        return element
    }

    @inlinable
    mutating func uncheckedPopLast() -> Element {
        assert(count > 0)
        count -= 1
        return unsafe (storage + end.position).move()
    }

    /// Discards the first `number` elements.
    @inlinable
    mutating func uncheckedRemoveFirst(_ number: Int) {
        assert((0...count).contains(number))
        let head = min(number, slotCount - start.position)
        unsafe (storage + start.position).deinitialize(count: head)
        unsafe storage.deinitialize(count: number - head)
        start = slot(at: number)
        count -= number
    }

    /// Lets `body` fill the free slots after the last element, as far as they lie in one piece, and at most `maximum`.
    ///
    /// What `body` has appended stays, even if it throws.
    @inlinable
    mutating func uncheckedAppend<Failure: Error>(
        upTo maximum: Int, filling body: (inout OutputSpan<Element>) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        if count == 0 { start = RingSlot(position: 0) }  // the longest run there can be
        let end = end.position
        let run = min(maximum, (end < start.position || isFull ? start.position : slotCount) - end)
        let free = unsafe UnsafeMutableBufferPointer(start: storage + end, count: run)
        var span = unsafe OutputSpan(buffer: free, initializedCount: 0)
        let before = count
        do throws(Failure) {
            try body(&span)
        } catch {
            unsafe count += span.finalize(for: free)
            throw error
        }
        unsafe count += span.finalize(for: free)
        return count - before
    }

    /// Lends `body` the first elements, as far as they lie in one piece, at most `maximum`, and discards those it used.
    @inlinable
    mutating func popFirst<Failure: Error>(
        upTo maximum: Int, _ body: (Span<Element>) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        let run = min(maximum, count, slotCount - start.position)
        let lent = unsafe UnsafeBufferPointer(start: storage + start.position, count: run)
        let used = try body(unsafe lent.span)
        precondition((0...run).contains(used), "\(used) elements used of \(run)")
        uncheckedRemoveFirst(used)
        return used
    }

    @inlinable var isFull: Bool { count == slotCount }
}
