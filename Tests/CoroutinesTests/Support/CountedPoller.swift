import Coroutines

/// The real poller, with a count of how often it was asked.
final class CountedPoller: Poller {
    private let poller: EpollPoller
    private(set) var polls = 0

    init() throws { poller = try EpollPoller() }

    var hasWaiters: Bool { poller.hasWaiters }
    func watch(for event: OutsideEvent, for task: ScheduledTask) throws { try poller.watch(for: event, for: task) }
    func forget(_ event: OutsideEvent, for task: ScheduledTask) { poller.forget(event, for: task) }
    func waiters(for descriptor: CInt) -> [ScheduledTask] { poller.waiters(for: descriptor) }

    func poll(timeout: Duration?, wake: (ScheduledTask) -> Void) throws {
        polls += 1
        try poller.poll(timeout: timeout, wake: wake)
    }
}
