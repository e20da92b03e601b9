import Synchronization

/// What passes between a body and its resumer, but for the values: the machinery of a coroutine, whatever its types.
///
/// The task of the body keeps the channel as its executor, the `Coroutine` keeps it to resume it, and an outer coroutine
/// keeps it while it delegates to it.
///
/// Everything here is the same code for all coroutines; what depends on their types is in the subclasses `Mailbox` and
/// `ResultChannel`, and is short enough to be specialised where it is used.
@safe @usableFromInline
class Channel: JobSlot, @unchecked Sendable {
    /// What a pending yield is resumed with.
    @usableFromInline
    enum Signal {
        /// `next()`: go on, with nothing sent.
        case next
        /// `send`: the yield returns the input in the mailbox of `source`.
        case value
        /// `throw` or `close`: the yield throws this.
        case failure(any Error)
        /// The coroutine delegated to has ended, and has its result ready.
        case delegationEnded
    }

    /// What a body hands to its resumer as it stops running.
    @usableFromInline
    enum Departure {
        /// The output in its mailbox; the body is suspended at the yield.
        case yielded
        /// The body waits for this one to end, and whatever is sent goes straight to it.
        case delegated(Channel)
        /// The body has returned or thrown.
        case finished
    }

    // SAFETY: everything below, but `phase`, is touched only by the thread that moved `phase` to running.

    private final let phase = Atomic<UInt8>(CoroutineState.created.rawValue)
    private final var continuation: UnsafeContinuation<Void, Never>?
    private final var signal = Signal.next
    /// Runs the body and keeps its result.
    private final var entry: ((Channel) async -> Void)?
    final var departure = Departure.finished
    /// Whose mailbox holds the value that is sent: that of the coroutine that was resumed, which may delegate to this one.
    @usableFromInline unowned(unsafe) final var source: Channel?
    /// What matters only to coroutines that delegate, or are delegated to.
    final var delegation: Delegation?

    /// Makes a channel for a body that `entry` will run.
    @usableFromInline
    init(_ entry: @escaping (Channel) async -> Void) {
        self.entry = entry
    }

    // MARK: Life

    @usableFromInline
    final var state: CoroutineState {
        CoroutineState(rawValue: phase.load(ordering: .acquiring))!
    }

    /// Makes the calling thread the only one to touch this coroutine, unless it runs or is closed.
    ///
    /// - Returns: the state before: created or suspended if the claim succeeded, otherwise running or closed.
    @usableFromInline
    final func claim() -> CoroutineState {
        var expected = CoroutineState.suspended
        while true {
            let (exchanged, original) = phase.compareExchange(
                expected: expected.rawValue, desired: CoroutineState.running.rawValue,
                successOrdering: .acquiring, failureOrdering: .acquiring)
            if exchanged { return expected }
            let actual = CoroutineState(rawValue: original)!
            guard actual == .created else { return actual }
            expected = actual
        }
    }

    /// Claims the channel for `next`, or for `send`, which needs a pending yield.
    @usableFromInline
    final func claim(forSending isSending: Bool) throws(CoroutineError) {
        switch claim() {
        case .suspended: return
        case .created:
            guard isSending else { return }
            release(as: .created)
            throw .notPrimed
        case .running: throw .alreadyRunning
        case .closed: throw .closed
        }
    }

    /// Gives up what `claim` or the run of the body gave.
    @usableFromInline
    final func release(as state: CoroutineState) {
        phase.store(state.rawValue, ordering: .releasing)
    }

    /// Closes a coroutine whose body has not begun. The channel is claimed.
    @usableFromInline
    final func abandon() {
        entry = nil
        release(as: .closed)
    }

    // MARK: The resumer's side

    /// Takes the error the body ended with and forgets its result.
    func takeFailure() -> (any Error)? { nil }

    /// Lets the body go on with `signal`, and returns when it has departed. The channel is claimed.
    final func deliver(_ signal: Signal, from source: Channel) {
        if deliverUntilParked(signal, from: source) { return }
        while !run(ParkingLot.shared.wait(for: self)) {}
    }

    /// As `deliver`, but where the body awaits foreign work, the resumer awaits it too instead of blocking its thread.
    final func deliverAwaiting(_ signal: Signal, from source: Channel) async {
        if deliverUntilParked(signal, from: source) { return }
        while !run(await ParkingLot.shared.wait(for: self)) {}
    }

    private final func deliverUntilParked(_ signal: Signal, from source: Channel) -> Bool {
        self.signal = signal
        unsafe self.source = source
        hasDeparted = false
        return runReady {
            if let continuation = unsafe continuation {
                unsafe self.continuation = nil
                unsafe continuation.resume()
            } else {
                // SAFETY: the body is not sendable and need not be: its task prefers this channel as its executor, so it runs
                // only inside a call of whoever resumes it, and `claim` lets in one of them at a time.
                Task(executorPreference: self) { await self.main() }
            }
        }
    }

    // MARK: The body's side

    /// The task of the body.
    private final func main() async {
        if let entry = entry.take() { await entry(self) }
        if !isCurrent { await comeHome() }
        departure = .finished
        hasDeparted = true
    }

    /// Makes sure that the body, and nobody else, is the caller, and brings it back to its resumer's thread.
    ///
    /// Called before a departure unless `isCurrent`.
    @usableFromInline
    final func returnFromElsewhere() async throws(CoroutineError) {
        guard isInBody else { throw CoroutineError.outsideBody }
        await comeHome()
    }

    /// Hands `departure` to the resumer, and returns what the body is resumed with.
    @usableFromInline
    final func depart(_ departure: Departure) async throws -> Signal {
        self.departure = departure
        unsafe await withUnsafeContinuation { continuation in
            unsafe self.continuation = continuation
            hasDeparted = true
        }
        if case .failure(let error) = signal {
            signal = .next
            throw error
        }
        return signal
    }
}
