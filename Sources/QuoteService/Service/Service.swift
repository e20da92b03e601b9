import Coroutines
import Glibc
import Quotes

/// The whole way of a quote put together: producers, the bounded deque, the consumer, the result log, the outputs, each a
/// coroutine under one scheduler on the thread that calls `run`.
///
/// The service ends when these have ended, one after the other. Tasks that only serve them (signal watchers, the metrics
/// writer, the acceptor of subscribers) are spawned in the background, and the scheduler ends them then.
package final class Service {
    /// The settings in force; a reload may change some.
    var settings: Settings
    let log: Log
    let scheduler: Scheduler
    let counters = Counters()
    let symbols: SymbolTable
    let queue: QuoteQueue
    let results: ResultLog
    /// The status to end with: that of the first failure.
    var status = ExitStatus.success
    /// Whether results go to subscribers too.
    private let hasSubscribers: Bool
    /// Nobody reads standard output any more; there is nobody to explain results to.
    private var isReaderGone = false

    /// The tasks of the sources that have not ended, by number, and their places at the deque.
    var sources: [UInt64: (task: ScheduledTask, place: QuoteQueue.Place)] = [:]
    /// Feeds that connected by themselves, and have not ended.
    var feedsAdmitted = 0
    /// No more quotes are read because a signal wants the service to end.
    var isStopping = false
    let badLinePolicy = BadLinePolicy()
    var metricsFile: MetricsFile?
    var metricsWriter: ScheduledTask?
    let readSettingsAgain: () -> Outcome
    let serviceManager: ServiceManager
    /// The listening sockets that were open when the process began.
    let activation: SocketActivation
    /// Of all sources together.
    let repetitions = Repetitions()
    let average: MovingAverage
    let maker: ResultMaker
    /// Where there is a state directory, from the moment it is opened.
    private(set) var checkpoints: Checkpoints?

    /// - Parameters:
    ///   - environment: where the service manager and its sockets are looked for.
    ///   - readSettingsAgain: parses the settings anew for a reload.
    /// - Throws: `ServiceError` where the system has no descriptor to spare, or a socket that was handed over is not what its
    ///   name says.
    package init(
        settings: Settings, environment: [String: String] = [:], log: Log,
        readSettingsAgain: @escaping () -> Outcome
    ) throws {
        self.settings = settings
        self.log = log
        activation = try SocketActivation(environment: environment, log: log)
        self.readSettingsAgain = readSettingsAgain
        serviceManager = ServiceManager(environment: environment, log: log)
        do {
            scheduler = Scheduler(poller: try EpollPoller())
        } catch let error as PollerError {
            throw ServiceError(error, "cannot start")
        }
        symbols = SymbolTable(limit: settings.maxSymbols)
        queue = QuoteQueue(capacity: settings.deque, overflow: settings.overflowPolicy)
        average = MovingAverage(window: settings.window, warmUp: settings.warmUp)
        maker = ResultMaker(
            average: average, symbols: symbols, format: settings.resultFormat, decimals: settings.decimals)
        // Twice the longest line, since a quoted field may double on its way out; a reservation is half the log at most.
        let longestText = 2 * settings.maxLine + (settings.symbol ?? "").utf8.count + 512
        let smallest = max(1 << 20, 2 * ResultMaker.room(textLength: longestText))
        hasSubscribers = !activation.outputs.isEmpty || settings.outputs.contains { $0 != .standardOutput }
        // 64 bytes a line to begin with; the log grows where lines are longer.
        results = ResultLog(
            capacity: max(smallest, hasSubscribers ? 64 * settings.history : 0),
            history: hasSubscribers ? settings.history : 0)
        counters.observe(queue, symbols)
    }

    /// Runs until every source has ended and every result is delivered, or until something makes that impossible.
    ///
    /// - Returns: the status to end with. What went wrong has been logged.
    package func run() -> ExitStatus {
        signal(SIGPIPE, SIG_IGN)
        // A limit on the size of files is an error of whoever writes one, like a full disk.
        signal(SIGXFSZ, SIG_IGN)
        OpenFiles.raiseLimit()
        do {
            // Everything is opened before anything is read, so that a mistake is told before the first result.
            checkpoints = try openCheckpoints()
            let producers = try openProducers()
            // Not before: looking up the name of an address may take long, and is given up by a signal as usual. Not later:
            // whoever sees a socket or a checkpoint may send one.
            Signals.block()
            let outputs = try openOutputs()
            try openMetrics()
            try beginCheckpoints(isRepeatable: producers.isRepeatable && settings.overflow == .block)
            scheduler.onFailure = { [unowned self] task in taskFailed(task) }
            spawn(producers)
            let consumer = Consumer(
                queue: queue, maker: maker, results: results, counters: counters, checkpoints: checkpoints)
            scheduler.spawn("consumer") { task in try await consumer.run(task) }
            scheduler.spawn("deliverer") { [results] task in try await Deliverer(results: results).run(task) }
            spawn(outputs)
            spawnSignalWatchers()
            spawnMetricsWriter()
            spawnCheckpoints()
            spawnServiceManager()
            try scheduler.run()
        } catch let error as ServiceError {
            fail(error)
            return status
        } catch let error as PollerError {
            fail(ServiceError(error, "cannot go on"))
        } catch {
            fail(ServiceError(.defect, "cannot go on", because: "\(error)", advice: "report this as a defect"))
        }
        // Where the scheduler could not go on, they are to end before what they use.
        for task in scheduler.tasks { try? scheduler.kill(task) }
        explainNoResults()
        finishCheckpoints()
        writeMetrics()
        badLinePolicy.conclude(log)
        if status == .success, let failure = badLinePolicy.failure { status = failure.status }
        serviceManager.stopping()
        if !isReaderGone { log.info("\(counters)") }
        return status
    }

    /// Quotes and no results look like a defect to a user who has not heard of the window yet.
    private func explainNoResults() {
        guard status == .success, counters.quotes > 0, counters.results == 0, !isReaderGone, !isStopping else { return }
        log.warning(
            "no symbol has had \(settings.window) quotes, so there is no average; "
                + "choose a smaller --window, or --warmup partial")
    }

    /// Logs an error and keeps the status of the first.
    func fail(_ error: ServiceError) {
        log.error(error.description)
        if status == .success { status = error.status }
    }

    /// A task ended with an error that nobody waits for: the others cannot go on without it.
    private func taskFailed(_ task: ScheduledTask) {
        guard case .failed(let error) = task.outcome else { return }
        switch error {
        case is StandardOutput.ReaderGone:
            isReaderGone = true
            // Subscribers have not gone, and are owed what was read.
            if hasSubscribers { return stop() }
        case let error as ServiceError: fail(error)
        case let error as PollerError: fail(ServiceError(error, "cannot go on with \(task.name)"))
        default:
            fail(
                ServiceError(
                    .defect, "cannot go on", because: "\(task) failed: \(error)", advice: "report this as a defect"))
        }
        for task in scheduler.tasks { try? scheduler.kill(task) }
    }
}
