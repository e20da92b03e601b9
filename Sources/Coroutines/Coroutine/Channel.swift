public import Synchronization

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
    enum Signal: Sendable {
        /// `next()`: go on, with nothing sent.
        case next
        /// `send`: the yield returns the input in the mailbox of `source`.
        case value
        /// `throw` or `close`: the yield throws the error that comes with it.
        case failure
        /// The coroutine delegated to has ended, and has its result ready.
        case delegationEnded
    }

    /// What a body hands to its resumer as it stops running.
    @usableFromInline
    enum Departure: Sendable {
        /// The output in its mailbox; the body is suspended at the yield.
        case yielded
        /// The body waits for the one in `delegation` to end, and whatever is sent goes straight to it.
        case delegated
        /// The body has returned or thrown.
        case finished
    }

    // SAFETY: everything below, but `phase`, is touched only by the thread that moved `phase` to running, or by the body on the
    // thread of an actor while that one waits for it.

    @usableFromInline final let phase = Atomic<UInt8>(CoroutineState.created.rawValue)
    @exclusivity(unchecked) @usableFromInline final var signal = Signal.next
    /// What a signal of failure throws.
    @exclusivity(unchecked) private final var failure: (any Error)?
    /// Runs the body and keeps its result.
    private final var entry: ((Channel) async -> Void)?
    @exclusivity(unchecked) @usableFromInline final var departure = Departure.finished
    /// Whose mailbox holds the value that is sent: that of the coroutine that was resumed, which may delegate to this one.
    @exclusivity(unchecked) @usableFromInline final var source: Unmanaged<Channel>?
    /// What matters only to coroutines that delegate, or are delegated to.
    @exclusivity(unchecked) final var delegation: Delegation?

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
    @inlinable
    final func claim() -> CoroutineState {
        claim(from: .suspended) ? .suspended : claimUnlessSuspended()
    }

    /// Claims the channel if it is in this state, which is tried once; returns whether it was.
    @inlinable @inline(__always)
    final func claim(from state: CoroutineState) -> Bool {
        phase.compareExchange(
            expected: state.rawValue, desired: CoroutineState.running.rawValue,
            successOrdering: .acquiring, failureOrdering: .acquiring
        ).exchanged
    }

    /// As `claim()`, where the coroutine was not found suspended a moment ago.
    @usableFromInline
    final func claimUnlessSuspended() -> CoroutineState {
        while true {
            let state = self.state
            guard state == .created || state == .suspended else { return state }
            if claim(from: state) { return state }
        }
    }

    /// Claims the channel for `next`, or for `send`, which needs a pending yield.
    @inlinable
    final func claim(forSending isSending: Bool) throws(CoroutineError) {
        if !claim(from: .suspended) { try claimUnlessSuspended(forSending: isSending) }
    }

    /// As `claim(forSending:)`, where the coroutine was not found suspended a moment ago.
    @usableFromInline
    final func claimUnlessSuspended(forSending isSending: Bool) throws(CoroutineError) {
        switch claimUnlessSuspended() {
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
    @inlinable
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

    /// Keeps what the next signal throws, if it is one of failure.
    final func note(_ failure: (any Error)?) {
        unsafe self.failure = failure
    }

    /// Lets the body go on with `signal`, and returns when it has departed. The channel is claimed.
    @inline(__always)
    final func deliver(_ signal: Signal, from source: Channel) {
        if !deliverUntilParked(signal, from: source) { waitForDeparture() }
    }

    @inline(never)
    private final func waitForDeparture() {
        while !run(ParkingLot.shared.wait(for: self)) {}
    }

    /// As `deliver`, but where the body awaits foreign work, the resumer awaits it too instead of blocking its thread.
    final func deliverAwaiting(_ signal: Signal, from source: Channel) async {
        if deliverUntilParked(signal, from: source) { return }
        while !run(await ParkingLot.shared.wait(for: self)) {}
    }

    @inline(__always)
    private final func deliverUntilParked(_ signal: Signal, from source: Channel) -> Bool {
        unsafe self.signal = signal
        unsafe self.source = Unmanaged.passUnretained(source)
        unsafe hasDeparted = false
        return runReady {
            if !wake() { begin() }
        }
    }

    @inline(never)
    private final func begin() {
        // SAFETY: the body is not sendable and need not be: its task prefers this channel as its executor, so it runs
        // only inside a call of whoever resumes it, and `claim` lets in one of them at a time.
        Task(executorPreference: self) { await self.main() }
    }

    // MARK: The body's side

    /// The task of the body.
    private final func main() async {
        if let entry = entry.take() { await entry(self) }
        if !isCurrent { await comeHome() }
        forgetBody()
        unsafe departure = .finished
        unsafe hasDeparted = true
    }

    /// Makes sure that the body, and nobody else, is the caller, and brings it back to its resumer's thread, unless it is on
    /// an actor.
    ///
    /// Called before a departure unless `isBodyAtHome`.
    @usableFromInline
    final func returnFromElsewhere() async throws(CoroutineError) {
        guard isInBody else { throw CoroutineError.outsideBody }
        // From an actor it is not far: the resumer's thread is where it goes as it leaves that.
        if !isOnActor(#isolation) { await comeHome() }
    }

    /// Hands `departure` to the resumer, and goes on when the body is resumed.
    ///
    /// - Returns: what it is resumed with.
    @inlinable
    final func depart(_ departure: Departure) async throws -> Signal {
        if isOnActor(#isolation) { await departFromActor(departure) } else { await suspend(departure) }
        if unsafe signal == .failure { throw takeSentFailure() }
        return unsafe signal
    }

    /// Leaves the actor that a body is on, and comes back to it: others may have it meanwhile, and then it has to wait for it,
    /// which is for the runtime to do.
    @concurrent @usableFromInline
    final func departFromActor(_ departure: Departure) async {
        if !isCurrent { await comeHome() }
        await suspend(departure)
    }

    /// Tells the resumer, on whose thread it is called, and waits for the next.
    @inlinable @inline(__always)
    final func suspend(_ departure: Departure) async {
        unsafe self.departure = departure
        unsafe hasDeparted = true
        if let task = unsafe directTask {
            unsafe await suspendDirectly(task)
        } else {
            await waitForContinuation()
        }
    }

    @usableFromInline
    final func takeSentFailure() -> any Error {
        unsafe signal = .next
        return unsafe failure.take()!
    }
}

/// Whether that of a function, `#isolation`, is an actor. To compare it in place breaks the compiler (Swift 6.3.1).
@inlinable
func isOnActor(_ isolation: (any Actor)?) -> Bool { isolation != nil }
