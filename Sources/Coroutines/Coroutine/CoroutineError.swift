/// What goes wrong between a coroutine and whoever resumes it, apart from the body's own errors.
public enum CoroutineError: Error, Hashable, Sendable {
    /// A value was sent to a coroutine that waits at no yield yet; it stays created. Call `next()` first.
    case notPrimed
    /// The coroutine was resumed after its end.
    case closed
    /// The coroutine was resumed while it runs: by itself, by one it resumed, or by another thread.
    case alreadyRunning
    /// The body answered a close request by yielding again. The coroutine is suspended at that yield.
    case ignoredClose
    /// A yielder was used by somebody else than the body it was handed to.
    case outsideBody
}

extension CoroutineError: CustomStringConvertible {
    /// One line for a log.
    public var description: String {
        switch self {
        case .notPrimed: "a value was sent to a coroutine that was not primed by next()"
        case .closed: "the coroutine is closed"
        case .alreadyRunning: "the coroutine is already running"
        case .ignoredClose: "the coroutine yielded again when it was asked to close"
        case .outsideBody: "a yielder was used outside the body it belongs to"
        }
    }
}

/// Thrown at the pending yield of a coroutine that is being closed.
///
/// Let it pass, or return: both end the coroutine quietly. `defer` and `catch` run on the way.
public struct CloseRequest: Error, Hashable, Sendable, CustomStringConvertible {
    /// A close request, as `close()` throws it.
    public init() {}

    /// One line for a log.
    public var description: String { "the coroutine was asked to close" }
}
