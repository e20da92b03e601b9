import Synchronization

/// One resumption of a coroutine that may delegate: finds the innermost one, and passes ends and errors outwards.
///
/// A state machine that runs nothing itself: its owner runs the body of `active` with `signal`, and asks `advance()`
/// what came of it. Ends of delegations are passed on in a loop, never by recursion, so that the depth is free.
struct Drive: ~Copyable {
    /// What the owner has to do next.
    enum Move {
        /// Deliver `signal` and `failure` to `active`, then call `advance()`.
        case run
        /// This one yielded, and its mailbox has the value. It and the root are claimed until that is taken.
        case yielded(Channel)
        /// The body of the coroutine has ended.
        case finished
        /// The resumption is refused or was answered wrongly.
        case failed(CoroutineError)
    }

    let root: Channel
    private(set) var signal: Channel.Signal
    /// What a signal of failure throws.
    private var failure: (any Error)?
    /// While closing: how many coroutines lie outside the one that holds the close request.
    private var closingDepth: Int?

    /// Prepares to resume `root`, which is claimed.
    init(_ root: Channel, _ signal: Channel.Signal, _ failure: (any Error)?, isClosing: Bool) {
        self.root = root
        self.signal = signal
        self.failure = failure
        closingDepth = isClosing ? 0 : nil
    }

    /// The coroutine whose body runs next.
    var active: Channel { unsafe root.delegation?.way.last ?? root }

    /// What the resumed coroutine remembers of the chain.
    private var memory: Delegation { root.delegationMade }

    /// Finds the innermost coroutine.
    mutating func begin() -> Move {
        guard let delegation = unsafe root.delegation else { return .run }
        guard delegation.inner != nil else {
            delegation.way.removeAll(keepingCapacity: true)
            return .run
        }
        let now = delegationEpoch.load(ordering: .relaxed)
        if memory.wayEpoch != now {
            memory.way.removeAll(keepingCapacity: true)
            extendWay()
            memory.wayEpoch = now
        }
        switch active.claim() {
        case .running:
            root.release(as: .suspended)
            return .failed(.alreadyRunning)
        case .closed:
            // Somebody else closed it. Its outer coroutine goes on, or gets the error meant for the closed one.
            popWay()
            if signal != .failure { signal = .delegationEnded }
        case .created, .suspended: break
        }
        if closingDepth != nil { closingDepth = memory.way.count }
        return .run
    }

    /// Goes on after `active` has departed.
    mutating func advance() -> Move {
        switch unsafe active.departure {
        case .yielded: return yielded()
        case .delegated: return delegated(to: active.delegationMade.wanted.take()!)
        case .finished: return finished()
        }
    }

    private mutating func yielded() -> Move {
        guard let depth = closingDepth else {
            noteForeignDrive()
            return .yielded(active)
        }
        // Whoever held the close request ignored it. Its outer coroutine is told, and lets it go.
        guard depth > 0 else {
            suspend()
            return .failed(.ignoredClose)
        }
        active.release(as: .suspended)
        memory.way[depth - 1].delegationMade.outerCount -= 1
        memory.way.removeSubrange((depth - 1)...)
        active.inner = nil
        memory.wayEpoch = delegationEpoch.add(1, ordering: .relaxed).newValue
        claimOuter()
        closingDepth = depth - 1
        fail(CoroutineError.ignoredClose)
        return .run
    }

    private mutating func delegated(to inner: Channel) -> Move {
        let outer = active
        signal = .next
        var innermost = inner
        while let next = innermost.inner { innermost = next }
        switch innermost.claim() {
        case .running:
            // Among others, whatever would close a ring.
            fail(CoroutineError.alreadyRunning)
            return .run
        case .closed where innermost === inner:
            signal = .delegationEnded
            return .run
        case .closed, .created, .suspended: break
        }
        let isEnded = innermost.state == .closed
        if outer !== root { outer.release(as: .suspended) }
        outer.inner = inner
        inner.delegationMade.outerCount += 1
        extendWay()
        memory.wayEpoch = delegationEpoch.load(ordering: .relaxed)
        if isEnded {
            popWay()
            signal = .delegationEnded
        }
        return .run
    }

    private mutating func finished() -> Move {
        let ended = active
        if ended === root {
            noteForeignDrive()
            root.release(as: .closed)
            return .finished
        }
        ended.release(as: .closed)
        let depth = memory.way.count
        popWay()
        signal = .delegationEnded
        if closingDepth == depth {
            closingDepth = depth - 1
            fail(ended.takeFailure() ?? CloseRequest())
        }
        return .run
    }

    private mutating func fail(_ error: any Error) {
        signal = .failure
        failure = error
    }

    /// What a signal of failure throws, once: whoever it was thrown at may have caught it, and it is to be kept no longer.
    mutating func takeFailure() -> (any Error)? { failure.take() }

    /// Leaves everything suspended where it is.
    private func suspend() {
        noteForeignDrive()
        if active !== root { active.release(as: .suspended) }
        root.release(as: .suspended)
    }

    /// Whoever delegates to `root` may remember a way through it that no longer holds.
    private func noteForeignDrive() {
        if unsafe (root.delegation?.outerCount ?? 0) > 0 { delegationEpoch.add(1, ordering: .relaxed) }
    }

    /// Follows the links from the last known coroutine to the innermost.
    private func extendWay() {
        while let next = active.inner {
            // What it remembers itself will not be kept up by this drive.
            unsafe next.delegation?.way = []
            unsafe next.delegation?.wayEpoch = 0
            memory.way.append(next)
        }
    }

    /// Makes the coroutine outside the active one the active one.
    private func popWay() {
        memory.way.removeLast().delegationMade.outerCount -= 1
        active.inner = nil
        claimOuter()
    }

    private func claimOuter() {
        guard active !== root else { return }
        // Only a resumption that is bound to fail can hold it, for the moment until it finds the innermost one running.
        while active.claim() == .running {}
    }
}

extension Channel {
    /// Resumes the coroutine, which is claimed, and gives up the claim, except where a value is to be taken first.
    ///
    /// - Parameter failure: what a signal of failure throws.
    /// - Returns: the channel that yielded, this one or one it delegates to and so keeps, both of which stay claimed; `nil` if
    ///   the body has ended.
    @usableFromInline
    final func resume(
        _ signal: Signal, _ failure: (any Error)? = nil, isClosing: Bool = false
    ) throws(CoroutineError) -> Unmanaged<Channel>? {
        // The straight way, which the rest would come to as well.
        guard unsafe delegation == nil else { return unsafe try drive(signal, failure, isClosing: isClosing) }
        if failure != nil { note(failure) }
        deliver(signal, from: self)
        if !isClosing, unsafe departure == .yielded { return unsafe Unmanaged.passUnretained(self) }
        return unsafe try driveOn(isClosing: isClosing)
    }

    @inline(never)
    private final func drive(
        _ signal: Signal, _ failure: (any Error)?, isClosing: Bool
    ) throws(CoroutineError) -> Unmanaged<Channel>? {
        var drive = Drive(self, signal, failure, isClosing: isClosing)
        return unsafe try finish(&drive, drive.begin())
    }

    /// Goes on after the body of this coroutine has departed.
    @inline(never)
    private final func driveOn(isClosing: Bool) throws(CoroutineError) -> Unmanaged<Channel>? {
        var drive = Drive(self, .next, nil, isClosing: isClosing)
        return unsafe try finish(&drive, drive.advance())
    }

    private final func finish(_ drive: inout Drive, _ first: Drive.Move) throws(CoroutineError) -> Unmanaged<Channel>? {
        var move = first
        while true {
            switch move {
            case .run:
                drive.active.note(drive.takeFailure())
                drive.active.deliver(drive.signal, from: self)
                move = drive.advance()
            case .yielded(let channel): return unsafe Unmanaged.passUnretained(channel)
            case .finished: return nil
            case .failed(let error): throw error
            }
        }
    }
}
