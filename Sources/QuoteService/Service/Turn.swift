package import Coroutines

/// What a task has done since others had their turn: when it is enough, it lets them go first.
///
/// It is counted in work and in time, since what a piece of work takes differs a hundredfold between data and machines.
package struct Turn {
    /// What was done since the turn began, in pieces of the task's own.
    package var work = 0
    private let limit: Int
    /// The work after which the clock is looked at next: a small part of the limit costs less than a look.
    private var nextLook: Int
    /// When it is over; `nil` before the first look.
    private var end: Instant?

    /// Half the time after which the scheduler looks for events.
    package static let longest = Duration.microseconds(500)

    /// The most looks at the clock in a turn.
    private static let looks = 32

    /// - Parameter limit: so much work is a turn, however little time it took.
    package init(limit: Int) {
        self.limit = limit
        nextLook = limit / Self.looks
    }

    /// The task waits: what it does after that is another turn.
    package mutating func restart() {
        work = 0
        nextLook = limit / Self.looks
        end = nil
    }

    /// Whether it has lasted long enough; if so, the next has begun.
    ///
    /// - Complexity: constant, at times with a reading of the clock.
    package mutating func isOver(_ task: TaskContext) -> Bool {
        guard work >= nextLook else { return false }
        nextLook = work + limit / Self.looks
        let now = task.now
        if work < limit, end.map({ now < $0 }) ?? true {
            end = end ?? now + Self.longest
            return false
        }
        restart()
        return true
    }
}
