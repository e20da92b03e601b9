import CLinux

/// How bodies are suspended: by writing down where to go on, and returning to the resumer.
///
/// A continuation, the public way, costs four times as much: the runtime enters the task in lists that other threads read,
/// under locks. Nobody but its resumer ever resumes a body, so the two words to go on with are enough (`suspension.c`). Where
/// a task keeps them is no part of the runtime's interface, so a probe looks where the runtime itself puts known ones. Should
/// a runtime keep them elsewhere, continuations serve in their place.
enum Suspension {
    /// Whether the short way is open. Decided once, when the first coroutine begins.
    static let isDirect = unsafe isDirectAllowed && findPlaces()
    /// To be set, by a test of the other way, before the first coroutine begins.
    nonisolated(unsafe) static var isDirectAllowed = true

    private static func findPlaces() -> Bool {
        let probe = Probe()
        let executor = unsafe unsafeBitCast(probe.asUnownedSerialExecutor(), to: clinux_executor.self)
        Task(executorPreference: probe) { unsafe await suspendAsProbe(nil, executor) }
        probe.run()
        // Suspended by the runtime, it has what is looked for.
        var places = unsafe clinux_task_places()
        let areFound = probe.job.map { unsafe clinux_find_places($0.address, &places) } ?? false
        probe.run()
        guard areFound else { return false }
        unsafe places.executor = unsafeBitCast(JobSlot().asUnownedTaskExecutor(), to: clinux_executor.self).witnesses
        unsafe clinux_set_places(places)
        return true
    }

    /// Keeps the one job it is given.
    private final class Probe: TaskExecutor, SerialExecutor, @unchecked Sendable {
        // SAFETY: the task runs only in `run`, so everything happens on one thread.
        var job: UnownedJob?

        func enqueue(_ job: consuming ExecutorJob) { self.job = UnownedJob(job) }

        func run() {
            unsafe job.take()?.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}

extension UnownedJob {
    /// Where the job is; a task is its own job.
    var address: UnsafeRawPointer {
        // SAFETY: an `UnownedJob` is one pointer, `Builtin.Job`.
        unsafe unsafeBitCast(self, to: UnsafeRawPointer.self)
    }
}

/// Suspends the body that calls it, whose task this is, until `clinux_resume`.
@_silgen_name("clinux_suspend") @usableFromInline
nonisolated(nonsending) func suspendDirectly(_ task: UnsafeRawPointer) async

/// Suspends its task the runtime's way, by a change to this executor.
@_silgen_name("clinux_probe")
@concurrent private func suspendAsProbe(_ unused: UnsafeRawPointer?, _ executor: clinux_executor) async
