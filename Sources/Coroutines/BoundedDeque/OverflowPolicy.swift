/// What a full `BoundedDeque` does with one more element.
public enum OverflowPolicy: String, Sendable, CaseIterable {
    /// Refuse it. Whoever appends waits until there is room.
    case block
    /// Discard the oldest element, and count it.
    case dropOldest
}
