extension BoundedDeque: Sequence {
    /// Goes through the elements, oldest first, without taking them out.
    public struct Iterator: IteratorProtocol {
        private let deque: BoundedDeque
        private var index = 0

        init(_ deque: BoundedDeque) { self.deque = deque }

        /// The next newer element there is now.
        public mutating func next() -> Element? {
            guard index < deque.count else { return nil }
            defer { index += 1 }
            return deque[index]
        }
    }

    /// An iterator that begins at the oldest element.
    public func makeIterator() -> Iterator { Iterator(self) }

    /// How many elements there are.
    public var underestimatedCount: Int { count }
}
