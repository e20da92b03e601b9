package import Coroutines

/// The coroutine that makes a few results due when nothing else is left to do: a live feed's results go out at once, and
/// those of a file in pieces worth a system call.
package struct Deliverer {
    let results: ResultLog
    /// How long they wait for that where there is always something to do, such as to read a file without quotes.
    static let longestDelay = Duration.milliseconds(1)

    /// Runs until there will be no result any more.
    package func run(_ task: TaskContext) async throws {
        while !results.isClosed {
            try await task.wait(for: results.hasNew)
            _ = try await task.waitUntilIdle(until: task.now + Self.longestDelay)
            results.makeDue()
        }
    }
}
