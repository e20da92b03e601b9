package import Coroutines
import Glibc
package import Quotes

/// The output coroutine of a Unix socket: whoever connects is a subscriber.
package final class UnixOutput {
    /// `nil` as soon as nobody is served any more: who comes then is refused by the system instead of waiting in vain.
    private var socket: OutputSocket?
    let path: String
    private let results: ResultLog
    private let symbols: SymbolTable
    /// The settings in force: a reload may change some, for those who come after it.
    private let currentSettings: () -> Settings
    private var settings: Settings { currentSettings() }
    private let counters: Counters
    private let log: Log
    private var connections: [UInt64: SubscriberConnection] = [:]
    private var tasks: [UInt64: ScheduledTask] = [:]
    private var lastID: UInt64 = 0
    /// With `--lag block`: the first line that nobody has while there is no subscriber.
    private var owed: UInt64?
    private let holder: ResultLog.Holder?
    private var pace = LogPace<Instant>()
    /// How many subscribers still need the line that is held.
    private var slowest = 0
    /// A subscriber has come or gone.
    private let hasChanged = Condition("subscribers")

    /// How long subscribers that take nothing are waited for at the end.
    private static let patience = Duration.seconds(5)

    package init(
        socket: OutputSocket, results: ResultLog, symbols: SymbolTable, settings: @escaping () -> Settings,
        counters: Counters,
        log: Log
    ) {
        self.socket = socket
        path = socket.path
        self.results = results
        self.symbols = symbols
        currentSettings = settings
        self.counters = counters
        self.log = log
        let isBlocking = settings().lag == .block
        holder = isBlocking ? results.addHolder() : nil
        owed = isBlocking ? results.nextLine : nil
        hold()
        counters.observe { [weak self] in self?.losses ?? Counters.Losses() }
    }

    /// Serves subscribers until there will be no result any more and they have what they are owed.
    package func run(_ task: TaskContext) async throws {
        guard let listener = socket?.descriptor else { return }
        let accepting = task.spawn("acceptor of \(path)", urgently: true) { [unowned self] in
            try await accept(listener, $0)
        }
        defer {
            try? task.kill(accepting)
            for subscriber in tasks.values { try? task.kill(subscriber) }
            socket = nil
        }
        while !results.isClosed { try await task.wait(for: results.hasClosed) }
        // Who had nothing to take before took nothing.
        let closing = task.now
        while true {
            if let progress = connections.values.map(\.lastProgress).max() {
                let latest = max(closing, progress)
                guard task.now < latest + Self.patience else { return giveUp() }
                _ = try await task.wait(for: hasChanged, until: latest + Self.patience)
            } else {
                // With --lag block nothing is lost: what nobody has yet waits for the first who comes.
                guard let owed, owed < results.nextLine else { return }
                try await task.wait(for: hasChanged)
            }
        }
    }

    private func giveUp() {
        log.warning("\(connections.count) subscribers took nothing for 5 s and were left without their last results")
    }

    // MARK: Coming

    private func accept(_ listener: Descriptor, _ task: TaskContext) async throws {
        var acceptor = Acceptor(listener, subject: "subscribers on \(path)", log: log)
        try await acceptor.run(task) { descriptor, _ in admit(descriptor, task) }
    }

    private func admit(_ descriptor: Descriptor, _ task: TaskContext) {
        guard connections.count < settings.maxSubscribers else { return refuse(descriptor, now: task.now) }
        lastID += 1
        let id = lastID
        let subscriber = Subscriber(
            id: id, results: results, symbols: symbols, format: settings.resultFormat, lag: settings.lag,
            from: firstLine,
            header: settings.noOutputHeader ? "" : settings.resultFormat.header)
        owed = nil
        let connection = SubscriberConnection(
            subscriber, descriptor, results: results, now: task.now,
            onProgress: { [unowned self] in
                passed($0, subscriber)
                counters.bytesWritten += UInt64($1)
            },
            status: { [unowned self] in Array(counters.status(settings.resultFormat).utf8) })
        connections[id] = connection
        counters.subscribers += 1
        counters.subscribersAccepted += 1
        tasks[id] = task.spawn("subscriber \(id)", urgently: true) { [unowned self] task in
            defer { leave(connection, now: task.now) }
            try await connection.run(task)
        }
        hold()
        hasChanged.notifyAll()
        let peer = PeerCredentials(of: descriptor).map { " (\($0))" } ?? ""
        tell("subscriber \(id)\(peer) came, \(connections.count) now", now: task.now)
    }

    /// Where a subscriber that comes now begins: some lines back, or at what is owed since nobody was there.
    private var firstLine: UInt64 { owed ?? results.firstLine(replaying: settings.replay) }

    private func refuse(_ descriptor: Descriptor, now: Instant) {
        let peer = PeerCredentials(of: descriptor).map { " (\($0))" } ?? ""
        tell("a subscriber\(peer) is refused: there are \(connections.count) already (--max-subscribers)", now: now)
        counters.subscribersRefused += 1
        let line = Notice.closing("there are \(settings.maxSubscribers) subscribers already (--max-subscribers)").line(
            settings.resultFormat)
        _ = unsafe line.withUnsafeBytes {
            unsafe send(descriptor.number, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
    }

    // MARK: Going

    private func leave(_ connection: SubscriberConnection, now: Instant) {
        let subscriber = connection.subscriber
        connections[subscriber.id] = nil
        tasks[subscriber.id] = nil
        counters.subscribers -= 1
        counters.settledLosses += subscriber.losses
        if settings.lag == .block, connections.isEmpty { owed = subscriber.firstOwed }
        hold()
        hasChanged.notifyAll()
        let end = connection.loss.map { "was lost: \($0)" } ?? "left"
        let lost = subscriber.lost > 0 ? "; it had lost \(subscriber.lost) results" : ""
        tell("subscriber \(subscriber.id) \(end), \(connections.count) now\(lost)", now: now)
    }

    /// Logs that a subscriber has come or gone, as long as they are few.
    private func tell(_ text: @autoclosure () -> String, now: Instant) {
        guard let heldBack = pace.admit(now: now) else { return log.debug(text()) }
        log.info(heldBack > 0 ? "\(text()) (\(heldBack) messages like this left out)" : text())
    }

    /// What those who are there have lost up to now.
    private var losses: Counters.Losses {
        connections.values.reduce(into: Counters.Losses()) { $0 += $1.subscriber.losses }
    }

    // MARK: Holding back

    /// With `--lag block`: keeps the lines from the slowest subscriber on. Linear in the subscribers.
    private func hold() {
        guard let holder else { return }
        let lines = connections.values.map(\.subscriber.firstOwed)
        let line = lines.min() ?? owed
        slowest = lines.count { $0 == line }
        results.hold(line, for: holder)
    }

    /// A subscriber has moved on from a line: only the last of those that needed the line that is held moves that.
    private func passed(_ line: UInt64, _ subscriber: Subscriber) {
        guard let holder, line == holder.line, subscriber.firstOwed > line else { return }
        slowest -= 1
        if slowest == 0 { hold() }
    }
}

extension Subscriber {
    /// What it has lost up to now.
    fileprivate var losses: Counters.Losses { Counters.Losses(results: lost, subscribers: isLagged ? 1 : 0) }
}
