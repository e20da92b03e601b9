import Foundation
import Glibc
import Synchronization

/// The calling thread. Not `pthread_self()`: the compiler takes that for a constant of a function, even across a yield.
func currentThread() -> ObjectIdentifier { ObjectIdentifier(Thread.current) }

/// Runs `work` on so many threads of their own at once, and returns when all are done.
func onThreads(_ count: Int = 1, _ work: @escaping () -> Void) {
    for thread in (0..<count).map({ _ in startThread(work) }) { pthread_join(thread, nil) }
}

/// As `onThreads`, but the calling task waits, not its thread: what `work` waits for may need that.
func awaitThreads(_ count: Int = 1, _ work: @escaping () -> Void) async {
    let left = Atomic(count)
    var threads: [pthread_t] = []
    await withCheckedContinuation { continuation in
        threads = (0..<count).map { _ in
            startThread {
                work()
                if left.subtract(1, ordering: .relaxed).newValue == 0 { continuation.resume() }
            }
        }
    }
    for thread in threads { pthread_join(thread, nil) }
}

/// Begins `work` on a thread of its own.
///
/// - Returns: waits for the end of that, and throws what `work` has thrown.
func onThread(_ work: @escaping () throws -> Void) -> () throws -> Void {
    var result = Result<Void, any Error>.success(())
    let thread = startThread { result = Result { try work() } }
    return {
        pthread_join(thread, nil)
        try result.get()
    }
}

private func startThread(_ work: @escaping () -> Void) -> pthread_t {
    final class Box {
        let work: () -> Void
        init(_ work: @escaping () -> Void) { self.work = work }
    }
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(Box(work))
    unsafe pthread_create(
        &thread, nil,
        { argument in
            unsafe Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().work()
            return nil
        }, box.toOpaque())
    return thread
}
