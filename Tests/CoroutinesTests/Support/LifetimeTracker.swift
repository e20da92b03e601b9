/// Counts the instances it has made that are still there.
final class LifetimeTracker {
    private(set) var alive = 0

    /// A value that reports its end.
    final class Instance: Equatable {
        let value: Int
        private let tracker: LifetimeTracker

        init(_ value: Int, _ tracker: LifetimeTracker) {
            self.value = value
            self.tracker = tracker
            tracker.alive += 1
        }

        deinit { tracker.alive -= 1 }

        static func == (one: Instance, other: Instance) -> Bool { one.value == other.value }
    }

    func make(_ value: Int = 0) -> Instance { Instance(value, self) }
}
