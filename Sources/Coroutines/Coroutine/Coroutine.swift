/// A two-way coroutine: a body that suspends itself to hand out values, and takes values as it is resumed.
///
/// ```swift
/// let average = try Coroutine<Double, Double, Void>(primed: { me in
///     var (sum, count, mean) = (0.0, 0.0, 0.0)
///     while let x = try await me.yield(mean) {
///         sum += x
///         count += 1
///         mean = sum / count
///     }
/// })
/// try average.send(10)  // .yielded(10)
/// try average.send(20)  // .yielded(15)
/// ```
///
/// The body runs on the thread that resumes it, inside `next`, `send`, `throw` or `close`, and never otherwise; hence it
/// may capture whatever that thread may touch. It should await nothing but its own yields and delegations: where it awaits
/// something else, the resumer's thread is blocked until that is there, which on the main thread is not allowed. A body is
/// isolated as the code around it is, so make coroutines in code that is not isolated to an actor: where the resumer holds
/// the actor that the body waits for, neither goes on. Dropping a suspended coroutine closes it.
public final class Coroutine<Input, Output, Return> {
    /// What a resumption came to.
    public enum Step {
        /// The body yielded this and is suspended.
        case yielded(Output)
        /// The body returned this and is closed.
        case returned(Return)
    }

    /// What runs inside a coroutine.
    public typealias Body = (Yielder<Input, Output>) async throws -> Return

    @usableFromInline let channel: ResultChannel<Input, Output, Return>

    /// Makes a coroutine of `body`; nothing runs until `next()`.
    @inlinable
    public init(_ body: @escaping Body) {
        channel = ResultChannel(body)
    }

    /// Makes a coroutine and runs it to its first yield, whose value is dropped.
    ///
    /// - Throws: what the body throws before its first yield.
    public convenience init(primed body: @escaping Body) throws {
        self.init(body)
        _ = try next()
    }

    deinit {
        guard state == .suspended else { return }
        // A task cannot be destroyed, only ended. A body that goes on yielding is asked so often, and then left to leak.
        for _ in 0..<1000 {
            do { return try close() } catch CoroutineError.ignoredClose {} catch { return }
        }
    }

    /// Where the coroutine is in its life. May be read by any thread.
    public var state: CoroutineState { channel.state }

    /// Runs the body to its next yield; that of a created coroutine, to the first (this is *priming*).
    ///
    /// - Throws: what the body throws; `CoroutineError.closed` or `.alreadyRunning`.
    @inlinable
    public func next() throws -> Step {
        try channel.claim(forSending: false)
        return unsafe try step(channel.resume(.next))
    }

    /// Lets the pending yield return `input` and runs the body to its next yield.
    ///
    /// - Throws: what the body throws; `CoroutineError.notPrimed`, `.closed` or `.alreadyRunning`.
    @inlinable
    public func send(_ input: Input) throws -> Step {
        try channel.claim(forSending: true)
        unsafe channel.input = input
        return unsafe try step(channel.resume(.value))
    }

    /// Throws `error` at the pending yield and runs the body to its next yield.
    ///
    /// A created coroutine is closed without running its body.
    ///
    /// - Throws: what the body throws, which is `error` if nothing caught it; `CoroutineError.alreadyRunning`.
    public func `throw`(_ error: any Error) throws -> Step {
        switch channel.claim() {
        case .created:
            channel.abandon()
            throw error
        case .closed: throw error
        case .running: throw CoroutineError.alreadyRunning
        case .suspended: return unsafe try step(channel.resume(.failure, error))
        }
    }

    /// Throws a `CloseRequest` at the pending yield, so that every `defer` and `catch` runs, and ends the coroutine.
    ///
    /// A created coroutine is closed without running its body; closing a closed one does nothing.
    ///
    /// - Throws: what the body throws instead of the request; `CoroutineError.ignoredClose` if it yields again;
    ///   `CoroutineError.alreadyRunning`.
    public func close() throws {
        switch channel.claim() {
        case .created: channel.abandon()
        case .closed: return
        case .running: throw CoroutineError.alreadyRunning
        case .suspended:
            do {
                _ = unsafe try step(channel.resume(.failure, CloseRequest(), isClosing: true))
            } catch is CloseRequest {}
        }
    }

    /// What it came to that `yielding` yielded, or that the body ended.
    @inlinable
    func step(_ yielding: Unmanaged<Channel>?) throws -> Step {
        if let yielding = unsafe yielding {
            // SAFETY: it is this coroutine's channel, or that of one it delegates to, which has the same types. A channel
            // that has yielded has an output.
            let output = unsafe yielding._withUnsafeGuaranteedRef { yielding in
                let output = unsafe unsafeDowncast(yielding, to: Mailbox<Input, Output>.self).output.take()!
                // Not before: another thread that resumes it now puts the next value there.
                if yielding !== channel { yielding.release(as: .suspended) }
                return output
            }
            channel.release(as: .suspended)
            return .yielded(output)
        }
        // A body that has just ended has a result.
        return .returned(try channel.takeResult()!)
    }
}

extension Coroutine.Step {
    /// The value, if the body yielded one.
    public var yielded: Output? {
        if case .yielded(let output) = self { output } else { nil }
    }

    /// The value, if the body returned one.
    public var returned: Return? {
        if case .returned(let value) = self { value } else { nil }
    }
}

extension Coroutine.Step: Equatable where Output: Equatable, Return: Equatable {}
