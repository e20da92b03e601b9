/// The reason for which a task suspends; the scheduler serves traps and does nothing else.
public enum Trap {
    /// My turn is over: let the others run, then me.
    case turn
    /// Wake me when no other task is ready, before the scheduler waits for the outside, or at this time.
    case idle(until: Instant?)
    /// Wake me at this time.
    case time(Instant)
    /// Wake me when this task has ended, with its error if it failed.
    case end(ScheduledTask)
    /// Wake me when this condition is notified, or at this time.
    case condition(Condition, until: Instant?)
    /// Wake me when this has happened outside the process, or at this time.
    case event(OutsideEvent, until: Instant?)
}

/// Something that happens outside the scheduler, for which its `Poller` watches.
public enum OutsideEvent: Hashable, Sendable {
    /// This descriptor can be read without blocking, or is at its end, or has failed.
    case readable(CInt)
    /// This descriptor can be written without blocking, or has failed.
    case writable(CInt)
    /// The other end of this descriptor's socket is closed in both directions, or it has failed.
    case hungUp(CInt)
    /// This signal was sent to the process.
    case signal(CInt)
}

extension Trap: CustomStringConvertible {
    /// What the task waits for, as the end of the sentence "it waits for …".
    public var description: String {
        switch self {
        case .turn: "its turn"
        case .idle: "a moment when no other task is ready"
        case .time: "a time"
        case .end(let task): "the end of \(task)"
        case .condition(let condition, _): "\(condition)"
        case .event(let event, _): "\(event)"
        }
    }
}

extension OutsideEvent: CustomStringConvertible {
    /// What is waited for, as the end of the sentence "it waits for …".
    public var description: String {
        switch self {
        case .readable(let descriptor): "descriptor \(descriptor) to be readable"
        case .writable(let descriptor): "descriptor \(descriptor) to be writable"
        case .hungUp(let descriptor): "the other end of descriptor \(descriptor) to be closed"
        case .signal(let number): "signal \(number)"
        }
    }
}
