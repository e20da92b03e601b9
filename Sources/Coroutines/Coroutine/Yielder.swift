/// The body's end of a coroutine: yields values, and delegates to other coroutines.
///
/// A yielder may be handed to functions the body calls, however deep: they suspend for the body, and the stack does not
/// grow. It may not be used by anybody else; that is the error `CoroutineError.outsideBody`.
public struct Yielder<Input, Output> {
    @usableFromInline let channel: Mailbox<Input, Output>

    @inlinable
    init(_ channel: Mailbox<Input, Output>) {
        self.channel = channel
    }

    /// The state of the coroutine: `running`, whenever its own body asks.
    public var state: CoroutineState { channel.state }

    /// Hands `output` to the resumer, and suspends the body until it is resumed.
    ///
    /// - Returns: what was sent; `nil` if the coroutine was resumed by `next()`.
    /// - Throws: `CloseRequest` if the coroutine is being closed; whatever was thrown in by `throw(_:)`.
    @inlinable
    @discardableResult
    public func yield(_ output: Output) async throws -> Input? {
        if !channel.isBodyAtHome { try await channel.returnFromElsewhere() }
        unsafe channel.output = output
        guard try await channel.depart(.yielded) == .value, let source = unsafe channel.source else { return nil }
        // SAFETY: whoever is resumed is this coroutine or delegates to it, has the same types, and is kept by its resumer.
        return unsafe source._withUnsafeGuaranteedRef { source in
            unsafe unsafeDowncast(source, to: Mailbox<Input, Output>.self).input.take()
        }
    }

    /// Lets `inner` take over: `next`, `send`, `throw` and `close` go straight to it and its yields straight out, until
    /// it ends. The cost of a resumption does not grow with the depth of the delegation.
    ///
    /// The inner coroutine is primed if it was not begun. Closing the outer coroutine closes the inner one first.
    ///
    /// - Returns: what `inner` returns; `nil` if it was closed, or resumed to its end, by somebody else.
    /// - Throws: what `inner` throws; `CoroutineError.alreadyRunning` if `inner` runs.
    @discardableResult
    public func delegate<Return>(to inner: Coroutine<Input, Output, Return>) async throws -> Return? {
        if !channel.isBodyAtHome { try await channel.returnFromElsewhere() }
        channel.delegationMade.wanted = inner.channel
        _ = try await channel.depart(.delegated)
        return try inner.channel.takeResult()
    }
}

extension Yielder where Output == Void {
    /// Suspends the body until it is resumed.
    ///
    /// - Returns: what was sent; `nil` if the coroutine was resumed by `next()`.
    /// - Throws: `CloseRequest` if the coroutine is being closed; whatever was thrown in by `throw(_:)`.
    @discardableResult
    public func yield() async throws -> Input? {
        try await yield(())
    }
}
