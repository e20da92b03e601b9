import CLinux

/// The executor of one coroutine: it keeps the job it is given until whoever resumes the coroutine runs it.
///
/// A body is a task that prefers this executor, so that whatever it awaits, it comes back here, and it runs on the
/// resumer's thread and nowhere else. On the straight way (the resumer runs the task, the task is suspended directly, see
/// `Suspension`) plain loads and stores are enough, because the task never leaves the thread. Jobs that arrive any other way
/// (the body awaited something that is not a yield, or has child tasks) go through the `ParkingLot`.
@safe @usableFromInline
class JobSlot: TaskExecutor, @unchecked Sendable {
    // SAFETY: the fields below are touched only by the thread for which `isCurrent` holds. There is at most one, because
    // only the holder of the coroutine's running state makes a slot current. Accesses are single and short; checking them
    // for overlaps shows in a profile of `send`.

    /// The body's own job. A task is one job object for all its life, so its address tells it from child tasks.
    @exclusivity(unchecked) private final var job: UnownedJob?
    /// The task of the body, where it is suspended and resumed directly.
    @exclusivity(unchecked) @usableFromInline final var directTask: UnsafeRawPointer?
    /// Where the body goes on that is suspended otherwise.
    @exclusivity(unchecked) private final var continuation: UnsafeContinuation<Void, Never>?
    @exclusivity(unchecked) private final var isReady = false
    /// Whether the body has handed something to its resumer since the last resumption.
    @exclusivity(unchecked) @usableFromInline final var hasDeparted = false

    // Never inlined, lest a body that changes threads be asked about the one it was on before.

    /// Whether the calling thread is the one that runs this slot's jobs.
    final var isCurrent: Bool {
        @inline(never) get { hasThisThread }
    }

    /// Whether the calling task is the body, on the thread that runs this slot's jobs.
    @usableFromInline
    final var isBodyAtHome: Bool {
        @inline(never) get { hasThisThread && isInBody }
    }

    @inline(__always)
    private final var hasThisThread: Bool {
        unsafe clinux_current_slot() == UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    }

    /// Whether the calling task is the body, on whatever thread.
    final var isInBody: Bool {
        // A task is its own job.
        unsafe clinux_current_task() == job?.address && job != nil
    }

    @usableFromInline
    final func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            if unsafe self.job == nil { accept(job) }
            if unsafe self.job?.address == job.address {
                unsafe isReady = true
                return
            }
        }
        ParkingLot.shared.arrive(.job(job), at: self)
    }

    private final func accept(_ job: UnownedJob) {
        unsafe self.job = job
        unsafe directTask = Suspension.isDirect ? job.address : nil
    }

    /// Forgets the body, which is at its end: another task may come to its address.
    final func forgetBody() {
        unsafe job = nil
        unsafe directTask = nil
    }

    /// Suspends a body that has no `directTask` until `wake`.
    @usableFromInline
    final func waitForContinuation() async {
        unsafe await withUnsafeContinuation { continuation in
            unsafe self.continuation = continuation
        }
    }

    /// Lets the body go on from where it has departed.
    ///
    /// - Returns: whether it had begun.
    @inline(__always)
    final func wake() -> Bool {
        if let task = unsafe directTask {
            unsafe clinux_resume(task, Unmanaged.passUnretained(self).toOpaque())
            return true
        }
        guard let continuation = unsafe continuation.take() else { return false }
        unsafe continuation.resume()
        return true
    }

    /// Lets the body go on, by `wake`, and runs it until it departs or waits for something foreign.
    ///
    /// - Returns: whether it departed; if not, something will arrive in the parking lot.
    @inline(__always)
    final func runReady(wake: () -> Void) -> Bool {
        let previous = unsafe clinux_current_slot()
        unsafe clinux_set_current_slot(UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
        wake()
        while unsafe isReady, let job = unsafe job {
            unsafe isReady = false
            runNow(job)
        }
        unsafe clinux_set_current_slot(previous)
        return unsafe hasDeparted
    }

    /// Runs a job of the body or of one of its child tasks.
    private final func runNow(_ job: UnownedJob) {
        if Suspension.isDirect {
            unsafe clinux_resume(job.address, Unmanaged.passUnretained(self).toOpaque())
        } else {
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    /// As `runReady`, for something that arrived in the parking lot.
    final func run(_ arrival: ParkingLot.Arrival) -> Bool {
        runReady {
            switch arrival {
            case .stray(let continuation): unsafe continuation.resume()
            case .job(let job): runNow(job)
            }
        }
    }

    /// Brings a body back that strayed to another thread: `Task.sleep` and `Task.yield` ignore the preference of a task.
    final func comeHome() async {
        unsafe await withUnsafeContinuation { continuation in
            unsafe ParkingLot.shared.arrive(.stray(continuation), at: self)
        }
    }
}
