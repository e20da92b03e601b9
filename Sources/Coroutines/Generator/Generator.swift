/// A one-way coroutine: a sequence whose elements are yielded by a body, one whenever the next is wanted.
///
/// ```swift
/// let fibonacci = Generator<Int> { me in
///     var (a, b) = (0, 1)
///     while true {
///         try await me.yield(a)
///         (a, b) = (b, a + b)
///     }
/// }
/// for number in fibonacci.prefix(10) { print(number) }
/// ```
///
/// It is its own iterator: every loop over it goes on where the last one stopped. When it is dropped, or closed, its body
/// ends with a `CloseRequest` at the pending yield, and `defer`s run. A body that awaits other things than its yields
/// blocks the thread meanwhile, unless the elements are taken from `awaiting`.
public final class Generator<Element>: Sequence, IteratorProtocol {
    /// What runs inside a generator.
    public typealias Body = (Yielder<Never, Element>) async throws -> Void

    @usableFromInline let coroutine: Coroutine<Never, Element, Void>

    /// The error at which the sequence ended, where the sequence itself could not tell: see `next()`.
    public private(set) var failure: (any Error)?

    /// Makes a generator of `body`; nothing runs until the first element is wanted.
    @inlinable
    public init(_ body: @escaping Body) {
        coroutine = Coroutine(body)
    }

    /// Where the generator is in its life.
    public var state: CoroutineState { coroutine.state }

    /// The next element; `nil` at the end, for ever.
    ///
    /// An error of the body ends the sequence, and is kept in `failure`, because a `Sequence` cannot throw. Use `advance()`
    /// to have it thrown.
    @inlinable
    public func next() -> Element? {
        do {
            return try advance()
        } catch {
            fail(error)
            return nil
        }
    }

    /// The next element; `nil` at the end, for ever.
    ///
    /// - Throws: what the body throws, once; `CoroutineError.alreadyRunning`.
    @inlinable
    public func advance() throws -> Element? {
        guard coroutine.state != .closed else { return nil }
        return try coroutine.next().yielded
    }

    /// Ends the sequence, so that every `defer` of the body runs. See `Coroutine.close()`.
    ///
    /// - Throws: what the body throws instead of the request; `CoroutineError.ignoredClose`, `.alreadyRunning`.
    public func close() throws {
        try coroutine.close()
    }

    /// Throws `error` at the pending yield, and runs the body to its next one. See `Coroutine.throw(_:)`.
    ///
    /// - Returns: the next element; `nil` if the body has ended.
    /// - Throws: what the body throws, which is `error` if nothing caught it; `CoroutineError.alreadyRunning`.
    @discardableResult
    public func `throw`(_ error: any Error) throws -> Element? {
        try coroutine.throw(error).yielded
    }

    @usableFromInline
    func fail(_ error: any Error) {
        failure = error
    }
}

extension Yielder where Input == Never {
    /// Lets `inner` yield for this generator until it ends. See `delegate(to:)` for coroutines.
    ///
    /// - Throws: what `inner` throws; `CoroutineError.alreadyRunning` if it runs.
    public func delegate(to inner: Generator<Output>) async throws {
        try await delegate(to: inner.coroutine)
    }
}
