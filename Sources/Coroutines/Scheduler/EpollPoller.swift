import CLinux
import Glibc

/// Watches descriptors and signals for a scheduler with epoll.
///
/// A descriptor is armed for each wait and disarmed by what ends it (`EPOLLONESHOT`), so nothing has to be said when one is
/// closed that no task waits for. One task may wait for a descriptor to be readable while another waits for it to be
/// writable. A file of which epoll wants nothing to know, such as a regular one, is always ready.
///
/// Signals that tasks wait for are blocked from the first wait on, in the thread that runs the scheduler and in those it starts
/// from then on, and stay blocked; a process with other threads blocks them itself before it starts these. A signal that
/// arrives while nobody waits is kept for the next who does, once.
@safe
public final class EpollPoller: Poller {
    /// The tasks that wait for one descriptor.
    private struct Watch {
        var reader: ScheduledTask?
        var writer: ScheduledTask?
        /// Waits for the end alone, which epoll reports whatever the events are.
        var mourner: ScheduledTask?

        var tasks: [ScheduledTask] { [reader, writer, mourner].compactMap(\.self) }
        var isEmpty: Bool { reader == nil && writer == nil && mourner == nil }

        var events: UInt32 {
            (reader == nil ? 0 : EPOLLIN.rawValue | EPOLLRDHUP.rawValue) | (writer == nil ? 0 : EPOLLOUT.rawValue)
        }
    }

    /// How many events are fetched at a time.
    private static let batch = 256

    private let epoll: CInt
    private var watches: [CInt: Watch] = [:]
    /// Tasks that wait for descriptors that are always ready.
    private var ready: [ScheduledTask] = []
    private var signalWaiters: [CInt: ScheduledTask] = [:]
    private var pendingSignals: Set<CInt> = []
    private var signals = sigset_t()
    private var signalDescriptor: CInt = -1
    private let events: UnsafeMutablePointer<epoll_event>

    /// Makes a poller that watches for nothing yet.
    ///
    /// - Throws: `PollerError` where the system has no descriptor to spare.
    public init() throws {
        epoll = try PollerError.check("epoll_create1", epoll_create1(CInt(EPOLL_CLOEXEC)))
        unsafe events = .allocate(capacity: Self.batch)
        unsafe sigemptyset(&signals)
    }

    deinit {
        unsafe events.deallocate()
        close(epoll)
        if signalDescriptor >= 0 { close(signalDescriptor) }
    }

    /// Whether any task waits for an event.
    public var hasWaiters: Bool { !watches.isEmpty || !signalWaiters.isEmpty || !ready.isEmpty }

    /// Watches for `event` for the sake of `task`.
    ///
    /// - Throws: `PollerError`, as for a descriptor that is not open; `AlreadyAwaited`.
    /// - Complexity: O(1), with one system call; two where the descriptor was not waited for since it is open.
    public func watch(for event: OutsideEvent, for task: ScheduledTask) throws {
        switch event {
        case .readable(let descriptor): try watch(descriptor, \.reader, for: event, task)
        case .writable(let descriptor): try watch(descriptor, \.writer, for: event, task)
        case .hungUp(let descriptor): try watch(descriptor, \.mourner, for: event, task)
        case .signal(let number):
            if let first = signalWaiters[number] { throw AlreadyAwaited(event, by: first) }
            try block(number)
            if pendingSignals.remove(number) != nil { ready.append(task) } else { signalWaiters[number] = task }
        }
    }

    /// Watches no longer: the task was killed, or its time is up.
    public func forget(_ event: OutsideEvent, for task: ScheduledTask) {
        ready.removeAll { $0 === task }
        switch event {
        case .readable(let descriptor): disarm(descriptor, \.reader, task)
        case .writable(let descriptor): disarm(descriptor, \.writer, task)
        case .hungUp(let descriptor): disarm(descriptor, \.mourner, task)
        case .signal(let number): if signalWaiters[number] === task { signalWaiters[number] = nil }
        }
    }

    /// The tasks that wait for this descriptor, in whatever way.
    public func waiters(for descriptor: CInt) -> [ScheduledTask] { watches[descriptor]?.tasks ?? [] }

    /// Blocks until an event is there or `timeout` is over, and calls `wake` for each task whose event is there.
    ///
    /// The timeout counts in milliseconds, rounded up, so that what it waits for is due when it is over.
    public func poll(timeout: Duration?, wake: (ScheduledTask) -> Void) throws {
        let limit = ready.isEmpty ? milliseconds(timeout) : 0
        let count = unsafe epoll_wait(epoll, events, CInt(Self.batch), limit)
        if count < 0 && errno != EINTR { throw PollerError(call: "epoll_wait", code: errno) }
        let alwaysReady = ready
        ready.removeAll()
        alwaysReady.forEach(wake)
        for index in 0..<max(0, Int(count)) {
            let descriptor = unsafe events[index].data.fd
            if descriptor == signalDescriptor {
                try wakeForSignals(wake)
            } else {
                unsafe self.wake(descriptor, events[index].events, wake)
            }
        }
    }

    private func milliseconds(_ timeout: Duration?) -> CInt {
        guard let timeout else { return -1 }
        let (seconds, attoseconds) = timeout.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return CInt(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    // MARK: Descriptors

    private func watch(
        _ descriptor: CInt, _ role: WritableKeyPath<Watch, ScheduledTask?>, for event: OutsideEvent,
        _ task: ScheduledTask
    ) throws {
        var watch = watches[descriptor] ?? Watch()
        let isKnown = !watch.isEmpty
        let first = watch[keyPath: role]
        if first == nil { watch[keyPath: role] = task }
        var code = control(EPOLL_CTL_MOD, descriptor, watch.events)
        if isKnown, code == ENOENT || code == EBADF {
            // What the others wait for was closed. The number may be that of another descriptor by now.
            endWaits(for: descriptor)
            return try self.watch(descriptor, role, for: event, task)
        }
        if let first { throw AlreadyAwaited(event, by: first) }
        if code == ENOENT { code = control(EPOLL_CTL_ADD, descriptor, watch.events) }
        switch code {
        case 0: watches[descriptor] = watch
        case EPERM where role != \.mourner: ready.append(task)
        default: throw PollerError(call: "epoll_ctl", code: code)
        }
    }

    /// Ends the waits for a descriptor that is no more.
    private func endWaits(for descriptor: CInt) {
        for task in watches.removeValue(forKey: descriptor)?.tasks ?? [] {
            task.failure = PollerError.closed
            ready.append(task)
        }
    }

    private func disarm(_ descriptor: CInt, _ role: WritableKeyPath<Watch, ScheduledTask?>, _ task: ScheduledTask) {
        guard var watch = watches[descriptor], watch[keyPath: role] === task else { return }
        watch[keyPath: role] = nil
        watches[descriptor] = watch.isEmpty ? nil : watch
        // An error says that the descriptor was closed, and then there is nothing to disarm.
        _ = control(watch.isEmpty ? EPOLL_CTL_DEL : EPOLL_CTL_MOD, descriptor, watch.events)
    }

    /// Adds, modifies or deletes the interest in a descriptor, which is for one report; returns `errno` or 0.
    private func control(_ operation: CInt, _ descriptor: CInt, _ interest: UInt32) -> CInt {
        var event = unsafe epoll_event(
            events: interest | EPOLLONESHOT.rawValue, data: epoll_data_t(fd: descriptor))
        return unsafe epoll_ctl(epoll, operation, descriptor, &event) == 0 ? 0 : errno
    }

    private func wake(_ descriptor: CInt, _ happened: UInt32, _ wake: (ScheduledTask) -> Void) {
        guard var watch = watches[descriptor] else { return }
        // An error or a hang-up is for whoever waits: the call that follows will tell.
        let isOver = happened & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        if let reader = watch.reader, isOver || happened & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue) != 0 {
            watch.reader = nil
            wake(reader)
        }
        if let writer = watch.writer, isOver || happened & EPOLLOUT.rawValue != 0 {
            watch.writer = nil
            wake(writer)
        }
        if let mourner = watch.mourner, isOver {
            watch.mourner = nil
            wake(mourner)
        }
        watches[descriptor] = watch.isEmpty ? nil : watch
        guard !watch.isEmpty else { return }
        let code = control(EPOLL_CTL_MOD, descriptor, watch.events)
        if code != 0 { fail(descriptor, code, wake) }
    }

    /// Tells everybody who waits for a descriptor that it cannot be watched any more.
    private func fail(_ descriptor: CInt, _ code: CInt, _ wake: (ScheduledTask) -> Void) {
        let isClosed = code == ENOENT || code == EBADF
        for task in watches.removeValue(forKey: descriptor)?.tasks ?? [] {
            task.failure = isClosed ? PollerError.closed : PollerError(call: "epoll_ctl", code: code)
            wake(task)
        }
    }

    // MARK: Signals

    private func block(_ number: CInt) throws {
        guard unsafe sigismember(&signals, number) != 1 else { return }
        guard unsafe sigaddset(&signals, number) == 0 else { throw PollerError(call: "sigaddset", code: errno) }
        let code = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        guard code == 0 else { throw PollerError(call: "pthread_sigmask", code: code) }
        let isNew = signalDescriptor < 0
        signalDescriptor = try unsafe PollerError.check(
            "signalfd", signalfd(signalDescriptor, &signals, CInt(SFD_CLOEXEC | SFD_NONBLOCK)))
        guard isNew else { return }
        var event = unsafe epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: signalDescriptor))
        _ = try unsafe PollerError.check("epoll_ctl", epoll_ctl(epoll, EPOLL_CTL_ADD, signalDescriptor, &event))
    }

    private func wakeForSignals(_ wake: (ScheduledTask) -> Void) throws {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        while true {
            guard unsafe read(signalDescriptor, &information, size) == size else {
                if errno == EAGAIN || errno == EINTR { return }
                // It would be readable for ever.
                throw PollerError(call: "read of signals", code: errno)
            }
            let number = CInt(information.ssi_signo)
            if let task = signalWaiters.removeValue(forKey: number) {
                wake(task)
            } else {
                pendingSignals.insert(number)
            }
        }
    }
}

/// A system call of a poller that failed.
public struct PollerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the call.
    public let call: String
    /// The `errno` it left behind.
    public let code: CInt

    /// The call, and the system's word for what went wrong.
    public var description: String { unsafe "\(call): \(String(cString: strerror(code)))" }

    /// The descriptor was closed while a task waited for it.
    static let closed = PollerError(call: "wait for a descriptor", code: EBADF)

    static func check(_ call: String, _ result: CInt) throws -> CInt {
        guard result >= 0 else { throw PollerError(call: call, code: errno) }
        return result
    }
}
