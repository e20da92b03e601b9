import Coroutines
import Glibc

/// The coroutines of one subscriber: one delivers results, one listens for commands.
package final class SubscriberConnection {
    package let subscriber: Subscriber
    private let descriptor: Descriptor
    private let results: ResultLog
    private let onProgress: (UInt64, Int) -> Void
    private let status: () -> [UInt8]
    private var delivering: ScheduledTask?
    private var listening: ScheduledTask?
    /// The answer to a command is on its way, and the next one may be done.
    private let hasAnswered = Condition("an answer to be taken")
    /// Nothing can be sent any more.
    private var isGone = false
    /// Bytes delivered in a turn: a reader that is fast enough may want all of a long history.
    private var turn = Turn(limit: 1 << 20)
    /// Why it cannot be served any more, where it has not closed the connection in peace.
    private(set) var loss: String?
    /// Until when one that is closed for its lag, and reads nothing, is waited for.
    private var farewellEnd: Instant?
    /// When bytes were accepted last.
    private(set) var lastProgress: Instant

    /// How often one that does not read, and is to be disconnected for that, is looked at.
    private static let lagCheck = Duration.seconds(1)
    /// How long one that is being closed may take for its last lines.
    private static let farewell = Duration.seconds(5)

    /// - Parameters:
    ///   - onProgress: called when the subscriber has moved on, with the first line it did not have in full before
    ///     and the bytes it took.
    ///   - status: the answer to the `status` command.
    init(
        _ subscriber: Subscriber, _ descriptor: Descriptor, results: ResultLog, now: Instant,
        onProgress: @escaping (UInt64, Int) -> Void, status: @escaping () -> [UInt8]
    ) {
        self.subscriber = subscriber
        self.descriptor = descriptor
        self.results = results
        self.onProgress = onProgress
        self.status = status
        lastProgress = now
    }

    /// Delivers until the log is closed and read, or the subscriber goes.
    func run(_ task: TaskContext) async throws {
        do {
            try await deliver(task)
        } catch let error as PollerError {
            loss = error.description
        }
    }

    private func deliver(_ task: TaskContext) async throws {
        delivering = task.task
        listening = task.spawn("commands of subscriber \(subscriber.id)") { [unowned self] task in
            do {
                try await listen(task)
            } catch let error as PollerError {
                loss = error.description
                if let delivering { try task.kill(delivering) }
            }
        }
        defer {
            breakOff()
            if let listening { try? task.kill(listening) }
        }
        while !isGone {
            let before = subscriber.firstOwed
            let step = subscriber.next()
            // Lines that are not wanted are behind it without being sent.
            if step != .deliver, subscriber.firstOwed != before { onProgress(before, 0) }
            switch step {
            case .close: return
            case .lookFurther: try await task.yieldTurn()
            case .wait:
                if results.isClosed { return }
                turn.restart()
                try await task.wait(for: results.isDue)
            case .deliver:
                guard let accepted = send() else {
                    turn.restart()
                    if !isGone { try await waitUntilWritable(task) }
                    continue
                }
                lastProgress = task.now
                onProgress(before, accepted)
                if !subscriber.isAnswering { hasAnswered.notifyAll() }
                // It was greeted before the others had their turn; from now on it is one of them.
                if task.isUrgent { task.isUrgent = false }
                turn.work += accepted
                if turn.isOver(task) { try await task.yieldTurn() }
            }
        }
    }

    // MARK: Sending

    /// Sends what comes next, as much as is accepted; `nil` where nothing is.
    private func send() -> Int? {
        var accepted: Int?
        unsafe subscriber.deliver { bytes in
            let count = unsafe Glibc.send(
                descriptor.number, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
            if count > 0 {
                accepted = count
            } else {
                let number = errno
                isGone = number != EAGAIN && number != EINTR
                // Who leaves with lines unread has left all the same.
                if isGone, number != EPIPE, number != ECONNRESET { loss = SystemCall.message(number) }
            }
            return max(0, count)
        }
        return accepted
    }

    /// Waits for room in the socket. One that is to be disconnected for its lag is not waited for much longer.
    private func waitUntilWritable(_ task: TaskContext) async throws {
        guard subscriber.isDisconnectedForLag else { return try await task.wait(for: .writable(descriptor.number)) }
        while try await !task.wait(for: .writable(descriptor.number), until: task.now + Self.lagCheck) {
            guard subscriber.isLagged else { continue }
            guard let farewellEnd else {
                farewellEnd = task.now + Self.farewell
                return makeRoom()
            }
            isGone = task.now >= farewellEnd
            if isGone { return }
        }
    }

    /// Makes room for a few last lines in the socket of one that does not read: it finds them when it does.
    ///
    /// The kernel takes twice the number that is set, up to a limit, and begins with that limit.
    private func makeRoom() {
        var size: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        unsafe getsockopt(descriptor.number, SOL_SOCKET, SO_SNDBUF, &size, &length)
        unsafe setsockopt(descriptor.number, SOL_SOCKET, SO_SNDBUF, &size, length)
    }

    /// Ends with a whole line, and with the number of results that the subscriber will not get.
    private func breakOff() {
        guard !isGone else { return }
        subscriber.breakOff()
        guard subscriber.next() == .deliver else { return }
        makeRoom()
        while subscriber.next() == .deliver, send() != nil {}
    }

    // MARK: Listening

    /// Does what the subscriber asks for, one command after the other: the next one waits until the answer is taken. One
    /// that has closed its sending side stays subscribed until it is gone.
    private func listen(_ task: TaskContext) async throws {
        var lines = CommandLines()
        var buffer = [UInt8](repeating: 0, count: 4096)
        var isAtEnd = false
        while !isAtEnd {
            try await task.wait(for: .readable(descriptor.number))
            let count = unsafe recv(descriptor.number, &buffer, buffer.count, CInt(MSG_DONTWAIT))
            if count < 0 && (errno == EAGAIN || errno == EINTR) { continue }
            isAtEnd = count <= 0
            if isAtEnd { lines.finish() } else { lines.receive(buffer[..<count]) }
            while let command = lines.next() {
                while subscriber.isAnswering { try await task.wait(for: hasAnswered) }
                subscriber.receive(command, status: status)
                if let delivering { results.isDue.notify(delivering) }
            }
        }
        try await task.wait(for: .hungUp(descriptor.number))
        listening = nil
        isGone = true
        if let delivering { try task.kill(delivering) }
    }
}
