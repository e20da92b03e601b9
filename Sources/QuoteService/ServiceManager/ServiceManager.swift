package import Coroutines
package import Glibc

/// The service manager, as systemd's `sd_notify(3)` and `sd_watchdog_enabled(3)` describe it, spoken to without their library.
///
/// Where there is none, because `NOTIFY_SOCKET` is not set, nothing is sent and nothing is done at intervals. Nothing here
/// ever waits for the service manager. `quoted` has no children that could take its messages for their own.
package final class ServiceManager {
    /// The time between two looks at whether the status has changed.
    static let statusInterval = Duration.seconds(5)
    /// The time after which what found the service manager's queue full is sent again.
    static let retryInterval = Duration.milliseconds(100)

    /// The time between two signs of life: half the time after which the service manager would give `quoted` up; `nil`
    /// where it does not watch.
    package let watchdogInterval: Duration?
    private let socket: NotifySocket?
    private let log: Log
    /// States that are still to be sent, oldest first.
    private var unsent: [Notification] = []
    private var lastStatus = ""
    private var isStopping = false

    /// Finds the service manager.
    ///
    /// - Parameters:
    ///   - environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` are looked at.
    ///   - processID: of this process; the watchdog may be meant for another.
    package init(environment: [String: String], processID: pid_t = getpid(), log: Log) {
        self.log = log
        watchdogInterval = Self.watchdogInterval(environment, processID: processID)
        let name = environment["NOTIFY_SOCKET"] ?? ""
        socket = NotifySocket(name: name)
        if socket == nil, !name.isEmpty {
            log.warning(
                "cannot tell the service manager anything: NOTIFY_SOCKET is '\(name)'; accepted: an absolute path, or @NAME"
            )
        }
    }

    /// Whether there is one to talk to.
    package var isPresent: Bool { socket != nil }

    /// Says that every socket is bound and every file open, or that a reload is over.
    package func ready() { announce(.ready) }

    /// Says that the configuration is being read again; `ready()` must follow, even where it was refused.
    ///
    /// - Parameter time: now, on the machine's monotonic clock.
    package func reloading(since time: Instant) { announce(.reloading(since: time)) }

    /// Says, the first time, that the end has begun.
    package func stopping() {
        if !isStopping { announce(.stopping) }
        isStopping = true
    }

    /// The service manager's coroutine: gives signs of life, which is to say that the scheduler still gives turns, and tells
    /// the status whenever it has changed. Returns at once where there is no service manager, else runs until it is killed.
    ///
    /// - Parameter status: makes a line for people; called every 5 s.
    package func run(_ task: TaskContext, status: () -> String) async throws {
        guard isPresent else { return }
        var nextStatus = task.now
        var nextSign = watchdogInterval.map { _ in task.now }
        while true {
            let now = task.now
            sendUnsent()
            if let interval = watchdogInterval, let time = nextSign, time <= now {
                send(.watchdog)
                nextSign = now + interval
            }
            if nextStatus <= now {
                tell(status())
                nextStatus = now + Self.statusInterval
            }
            var next = min(nextStatus, nextSign ?? nextStatus)
            if !unsent.isEmpty { next = min(next, now + Self.retryInterval) }
            try await task.sleep(until: next)
        }
    }

    private func tell(_ status: String) {
        if status != lastStatus, send(.status(status)) { lastStatus = status }
    }

    /// Sends a change of state, now or, where the service manager is too busy to take it, as soon as it is not.
    private func announce(_ notification: Notification) {
        guard isPresent else { return }
        unsent.append(notification)
        sendUnsent()
    }

    private func sendUnsent() {
        while let notification = unsent.first, send(notification) { unsent.removeFirst() }
    }

    /// Sends a message; what cannot be sent for other reasons than a full queue counts as sent.
    @discardableResult
    private func send(_ notification: Notification) -> Bool {
        guard let number = socket?.send(notification.text) else { return true }
        log.debug(
            "cannot send \(notification.text) to the service manager: \(unsafe String(cString: strerror(number)))")
        return number != EAGAIN && number != ENOBUFS
    }

    private static func watchdogInterval(_ environment: [String: String], processID: pid_t) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else {
            return nil
        }
        if let owner = environment["WATCHDOG_PID"], pid_t(owner) != processID { return nil }
        return .microseconds(max(1, microseconds / 2))
    }
}
