package import Coroutines
import Glibc
import Synchronization

/// Work that blocks, such as a name lookup or an `fsync`, on a thread of its own.
///
/// The thread's end is the end of a pipe, which a coroutine can wait for like for any other descriptor. Nobody has to: the
/// thread owns what it works with and writes to, so work that takes too long can be let go of.
package final class OffThread<Outcome: Sendable> {
    /// What the thread and whoever started it share.
    private final class Shared: Sendable {
        let outcome = Mutex<Outcome?>(nil)
    }

    private let shared = Shared()
    /// The reading end of the pipe, of which the thread closes the other.
    private let done: Descriptor

    /// Starts the thread, with all signals blocked: they are for the scheduler's.
    ///
    /// - Parameter use: what the work is for, where there is no thread or no descriptor for it.
    package init(
        _ use: ServiceError.Use, _ subject: String, _ work: @escaping @Sendable () -> Outcome
    ) throws(ServiceError) {
        var ends: [CInt] = [-1, -1]
        try SystemCall.retrying("pipe", use, subject) { unsafe pipe(&ends) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        done = Descriptor(owning: ends[0])
        let writing = ends[1]
        let errand = Errand { [shared] in
            let outcome = work()
            shared.outcome.withLock { $0 = outcome }
            close(writing)
        }
        let code = errand.start()
        guard code == 0 else {
            close(writing)
            throw .system(code, call: "pthread_create", use, subject)
        }
    }

    /// Waits for the end of the work as a trap.
    package func outcome(_ task: TaskContext) async throws -> Outcome {
        defer { withExtendedLifetime(done) {} }
        try await task.wait(for: .readable(done.number))
        return taken
    }

    /// Holds up the calling thread until the work has ended.
    package func outcome() -> Outcome {
        var polled = pollfd(fd: done.number, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&polled, 1, -1) < 0 {}
        return taken
    }

    private var taken: Outcome {
        guard let outcome = shared.outcome.withLock({ $0 }) else { preconditionFailure("work without an outcome") }
        return outcome
    }
}

/// What a thread does, without the type of what comes of it, which C could not tell.
private final class Errand: Sendable {
    private let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }

    /// Starts a thread that does it; returns 0, or the number of an error.
    func start() -> CInt {
        var all = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                unsafe Unmanaged<Errand>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        if code == 0 { pthread_detach(thread) } else { unsafe argument.release() }
        return code
    }
}
