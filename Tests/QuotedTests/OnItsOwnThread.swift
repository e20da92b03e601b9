import Dispatch
import Testing

/// Runs each test of a suite on a thread of its own, a few tests at a time.
///
/// A test of the program from outside waits for a process, and looks again when something is said. Swift's pool has as many
/// threads as there are cores; among hundreds of tests that compute, the next look would be a minute away, and a test that
/// blocks would hold up all others.
struct OnItsOwnThread: TestTrait, SuiteTrait, TestScoping {
    /// Most of their time is spent waiting, and each has one or two processes that run meanwhile.
    private static let places = Places(count: 4)

    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Self.places.take()
        do {
            try await withTaskExecutorPreference(Thread(), operation: function)
        } catch {
            await Self.places.leave()
            throw error
        }
        await Self.places.leave()
    }
}

extension Trait where Self == OnItsOwnThread {
    static var onItsOwnThread: Self { OnItsOwnThread() }
}

/// Runs jobs one after the other on a thread that is not of Swift's pool.
private final class Thread: TaskExecutor {
    private let queue = DispatchQueue(label: "a test")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Lets so many in at once; the others wait in the order in which they came.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) { free = count }

    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
