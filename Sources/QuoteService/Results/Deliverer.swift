package import Coroutines

/// The coroutine that makes a few results due when nothing else is left to do: a live feed's results go out at once, and
/// those of a file in pieces worth a system call.
package struct Deliverer {
    let results: ResultLog

    /// Runs until there will be no result any more.
    package func run(_ task: TaskContext) async throws {
        while !results.isClosed {
            try await task.wait(for: results.hasNew)
            try await task.waitUntilIdle()
            results.makeDue()
        }
    }
}
