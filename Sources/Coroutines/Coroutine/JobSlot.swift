import CLinux

/// The executor of one coroutine: it keeps the job it is given until whoever resumes the coroutine runs it.
///
/// A body is a task that prefers this executor, so that whatever it awaits, it comes back here, and it runs on the
/// resumer's thread and nowhere else. On the straight way (the resumer resumes the continuation, its thread enqueues the
/// job, its thread runs the job) plain loads and stores are enough, because the job never leaves the thread. Jobs that
/// arrive any other way (the body awaited something that is not a yield, or has child tasks) go through the `ParkingLot`.
@usableFromInline
class JobSlot: TaskExecutor, @unchecked Sendable {
    // SAFETY: the three fields below are touched only by the thread for which `isCurrent` holds. There is at most one,
    // because only the holder of the coroutine's running state makes a slot current.

    /// The body's own job. A task is one job object for all its life, so its address tells it from child tasks.
    private final var job: UnownedJob?
    private final var isReady = false
    /// Whether the body has handed something to its resumer since the last resumption.
    final var hasDeparted = false

    /// Whether the calling thread is the one that runs this slot's jobs.
    @usableFromInline
    final var isCurrent: Bool {
        // Never inlined, lest a body that changes threads be asked about the one it was on before.
        @inline(never) get {
            unsafe clinux_current_slot() == UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        }
    }

    @usableFromInline
    final func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            if self.job == nil { self.job = job }
            if let own = self.job, JobSlot.areSame(own, job) {
                isReady = true
                return
            }
        }
        ParkingLot.shared.arrive(.job(job), at: self)
    }

    /// Whether the calling task is the body, on whatever thread.
    final var isInBody: Bool {
        unsafe withUnsafeCurrentTask { task in
            // SAFETY: a task is its own job; both are one pointer, here only compared.
            guard let job, let task = unsafe task else { return false }
            return unsafe unsafeBitCast(task, to: UInt.self) == unsafeBitCast(job, to: UInt.self)
        }
    }

    /// Lets the body go on, by `wake`, and runs it until it departs or waits for something foreign.
    ///
    /// - Returns: whether it departed; if not, something will arrive in the parking lot.
    final func runReady(wake: () -> Void) -> Bool {
        let previous = unsafe clinux_current_slot()
        unsafe clinux_set_current_slot(UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
        wake()
        while isReady, let job {
            isReady = false
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
        unsafe clinux_set_current_slot(previous)
        return hasDeparted
    }

    /// As `runReady`, for something that arrived in the parking lot.
    final func run(_ arrival: ParkingLot.Arrival) -> Bool {
        runReady {
            switch arrival {
            case .stray(let continuation): unsafe continuation.resume()
            case .job(let job): unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            }
        }
    }

    /// Brings a body back that strayed to another thread: `Task.sleep` and `Task.yield` ignore the preference of a task.
    final func comeHome() async {
        unsafe await withUnsafeContinuation { continuation in
            unsafe ParkingLot.shared.arrive(.stray(continuation), at: self)
        }
    }

    private static func areSame(_ one: UnownedJob, _ other: UnownedJob) -> Bool {
        // SAFETY: an `UnownedJob` is one pointer (`Builtin.Job`), here only compared.
        unsafe unsafeBitCast(one, to: UInt.self) == unsafeBitCast(other, to: UInt.self)
    }
}
