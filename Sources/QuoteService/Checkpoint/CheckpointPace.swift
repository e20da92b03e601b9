/// When the next checkpoint is due.
///
/// Once a second: so much is done again after a crash. More often at the beginning, so that a run that crashes soon after
/// its start, again and again, still gets on. Less often where a checkpoint costs much, as with a million symbols, so that
/// all of them take less than a hundredth of the time.
package struct CheckpointPace {
    static let interval = Duration.seconds(1)
    static let firstInterval = Duration.milliseconds(16)
    /// The time between two checkpoints is at least so many times what one costs.
    static let thrift = 150

    private var next = firstInterval

    package init() {}

    /// The time from the last checkpoint to the next.
    ///
    /// - Parameter cost: what the last one took of a processor's time.
    package mutating func interval(afterCost cost: Duration) -> Duration {
        defer { next = min(next * 2, Self.interval) }
        return max(next, cost * Self.thrift)
    }
}
