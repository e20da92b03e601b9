/// Where a coroutine is in its life.
public enum CoroutineState: UInt8, Sendable {
    /// Made; not a line of the body has run.
    case created
    /// The body runs, or something it resumed does.
    case running
    /// The body waits at a yield, or for a coroutine it delegates to.
    case suspended
    /// The body has returned, thrown, or was closed before it began.
    case closed
}
