import Coroutines

/// A message to the service manager, in the assignments of `sd_notify(3)`.
enum Notification: Equatable {
    /// Everything is open and quotes flow, after a start or a reload.
    case ready
    /// The configuration is being read again since this time on the machine's monotonic clock; `ready` follows.
    case reloading(since: Instant)
    /// The end has begun.
    case stopping
    /// The scheduler still gives turns.
    case watchdog
    /// A line for people.
    case status(String)

    /// The datagram's text.
    var text: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time.nanoseconds / 1000)"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        // A newline would end the status and begin another assignment.
        case .status(let line): "STATUS=\(line.split(whereSeparator: \.isNewline).joined(separator: " "))"
        }
    }
}
