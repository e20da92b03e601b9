import Coroutines
import Quotes

/// Where quotes come from.
extension Service {
    /// What the producers need to begin with.
    struct Producers {
        /// Read one after the other, by one producer.
        var files: [FileSource] = []
        var followed: [FollowedFile] = []
        var feeds: [Endpoint] = []
        var listeners: [FeedListener] = []
    }

    /// Opens every source.
    func openProducers() throws(ServiceError) -> Producers {
        var producers = Producers()
        for source in settings.sources {
            switch source {
            case .standardInput: producers.files.append(try resumed(FileSource(path: nil)))
            case .file(let path) where settings.follow:
                producers.followed.append(try resumed(FollowedFile(path: path, log: log)))
            case .file(let path):
                let options = settings.reverse ? settings.readerOptions : nil
                producers.files.append(try resumed(FileSource(path: path, reversedFor: options)))
            case .connect(let endpoint): producers.feeds.append(endpoint)
            case .listen(let endpoint) where activation.feeds.contains { $0.address == endpoint.description }:
                // The service manager listens there for us already.
                break
            case .listen(let endpoint): producers.listeners += try FeedListener.listeners(at: endpoint)
            }
        }
        for socket in activation.feeds { producers.listeners.append(try FeedListener(adopting: socket.descriptor)) }
        try badLinePolicy.apply(settings, log: log)
        try refuseToReadWhatIsWritten(producers.files)
        return producers
    }

    /// Refuses sources that would never end, because whatever is made of them is appended to them.
    private func refuseToReadWhatIsWritten(_ files: [FileSource]) throws(ServiceError) {
        for file in files {
            if let rejects = badLinePolicy.rejects, file.descriptor.isSameFile(as: rejects.descriptor) {
                throw ServiceError(
                    .usage, "cannot append bad lines to '\(rejects.path)'",
                    because: "it is the same file as the source \(file.name)", advice: "choose another for --rejects")
            }
            if settings.outputs.contains(.standardOutput), file.descriptor.isSameFile(as: .standardOutput) {
                throw ServiceError(
                    .usage, "cannot write standard output", because: "it is the same file as the source \(file.name)",
                    advice: "send the results to another file")
            }
        }
    }

    /// Spawns the producers: one for all files, which are read in the order given, and one for each other source.
    func spawn(_ producers: Producers) {
        if !producers.files.isEmpty {
            spawnSource("files") { [unowned self] task in
                for file in producers.files where !file.isRead {
                    let reading = reading(file, symbol: file.symbol, isFile: true)
                    if try await finish(reading, task) { warnIfNothingWasRead(file.name, reading) }
                    checkpoints?.end(file)
                }
            }
        }
        for file in producers.followed {
            spawnSource(file.name) { [unowned self] task in
                let symbol = FileSource.symbol(ofPath: file.name)
                _ = try await finish(reading(file, symbol: symbol, isFile: true), task)
            }
        }
        for endpoint in producers.feeds { spawnFeed(endpoint) }
        for listener in producers.listeners { spawnListener(listener) }
    }

    /// Ends every source, as a producer does at the end of its input: what was read is still averaged and delivered.
    ///
    /// May be called by any task, also one of a source, and more than once.
    package func stopSources() {
        for source in sources.values {
            try? scheduler.kill(source.task)
            // A task that had not begun has no end of its own.
            source.place.leave()
        }
    }

    /// Spawns the task of a source, which counts as a producer as long as it lives.
    private func spawnSource(_ name: String, _ body: @escaping Scheduler.Body) {
        let place = queue.open()
        let task = scheduler.spawn(name) { [unowned self] task in
            defer {
                sources[task.task.id] = nil
                place.leave()
            }
            do {
                try await body(task)
            } catch let error as ServiceError {
                sourceFailed(error)
            } catch let error as PollerError {
                sourceFailed(ServiceError(error, "cannot wait for \(name)"))
            }
        }
        sources[task.id] = (task, place)
    }

    /// A source that fails does not take the others with it, unless a bad line is to end everything.
    private func sourceFailed(_ error: ServiceError) {
        fail(error)
        if settings.onBadLine == .stop && error.status == .badData { stopSources() }
    }

    // MARK: Reading a source

    private func reading(
        _ source: any ByteSource, symbol: String, isFile: Bool = false,
        badLines: BadLineReport? = nil
    ) -> Producer {
        var options = settings.readerOptions
        if source is SocketSource { options.chunk = Self.feedChunk }
        let pacer = settings.pace.flatMap { [log] speed in
            isFile ? Pacer(speed: speed) { log.warning("\(source.name): \($0)") } : nil
        }
        let producer = Producer(
            source: source, queue: queue, badLines: badLines ?? badLineReport(source.name),
            counters: counters, pacer: pacer,
            notes: isFile ? SourceNotes(source: source.name, advice: adviceOnOrder(source), log: log) : nil,
            repetitions: settings.dedup ? repetitions : nil
        ) { [settings, symbols] in
            QuoteReader(options: options, symbol: settings.symbol ?? symbol, symbols: symbols)
        }
        checkpoints?.begin(producer, of: source)
        return producer
    }

    /// What to do where a file's newest quotes come first.
    private func adviceOnOrder(_ source: any ByteSource) -> String {
        if settings.reverse { return "leave out --reverse" }
        let isFile = source.file != nil && !settings.follow
        return isFile ? "--reverse reads it from its end" : "save it as a file, which --reverse reads from its end"
    }

    /// Bytes of a feed taken in at a time: there may be thousands of them.
    private static let feedChunk = 64 << 10

    private func badLineReport(_ source: String, _ warnings: PacedWarnings? = nil) -> BadLineReport {
        BadLineReport(source: source, policy: badLinePolicy, log: log, warnings: warnings)
    }

    /// Runs a producer to the end of its source, and returns whether it came there.
    private func finish(_ producer: Producer, _ task: TaskContext) async throws -> Bool {
        do {
            try await producer.run(task)
            return true
        } catch let error as ServiceError {
            sourceFailed(error)
            return false
        }
    }

    /// A file without a single quote is most likely not what its user thinks it is.
    private func warnIfNothingWasRead(_ name: String, _ producer: Producer) {
        let counts = producer.counts
        guard counts.quotes == 0 else { return }
        if producer.dialect == nil, counts.bad == 0 {
            log.warning("\(name) is empty: there is nothing to average")
        } else if counts.bad > 0 {
            log.warning(
                "\(name): not one of its lines could be read as a quote (\(counts.bad) bad, \(counts.missing) "
                    + "missing); check --delimiter, --columns and --no-header")
        } else if counts.missing > 0 {
            log.warning("\(name): not one of its \(counts.missing) lines has a price; check --columns")
        } else {
            log.warning("\(name) has a header and no quotes")
        }
    }

    // MARK: Feeds

    private func spawnFeed(_ endpoint: Endpoint) {
        let badLines = badLineReport(endpoint.description)
        spawnSource(endpoint.description) { [unowned self] task in
            try await ConnectedFeed(endpoint, log: log, counters: counters).run(task) { source, task in
                try await readFeed(source, badLines: badLines, task).quotes > 0
            }
        }
    }

    private func spawnListener(_ listener: FeedListener) {
        log.info("listening for feeds on \(listener.name)")
        // Whoever connects again and again, with ten bad lines each time, must not fill the log.
        let warnings = PacedWarnings(log: log, pace: LogPace(burst: 100, interval: .seconds(1))) { [scheduler] in
            scheduler.clock.now
        }
        spawnSource("listener on \(listener.name)") { [unowned self] task in
            try await listener.run(task, log: log) { socket, peer in
                guard feedsAdmitted < settings.maxFeeders else {
                    counters.feedersRefused += 1
                    let text = "feed \(peer) is refused: there are \(feedsAdmitted) already (--max-feeders)"
                    return listener.tell(text, now: task.now, log: log)
                }
                feedsAdmitted += 1
                let source = SocketSource(socket, name: peer)
                spawnSource("feed \(peer)") { [unowned self] task in
                    counters.feeders += 1
                    counters.feedersAccepted += 1
                    defer {
                        counters.feeders -= 1
                        feedsAdmitted -= 1
                    }
                    listener.tell("feed \(peer) connected", now: task.now, log: log)
                    let counts = try await readFeed(source, badLines: badLineReport(peer, warnings), task, warnings)
                    let end = source.loss.map { "was lost: \($0)" } ?? "ended"
                    listener.tell("feed \(peer) \(end); \(counts.quotes) quotes", now: task.now, log: log)
                }
            }
        }
    }

    /// Reads one connection to its end. A feed that cannot be read at all is closed, and that is all.
    private func readFeed(
        _ source: SocketSource, badLines: BadLineReport, _ task: TaskContext, _ warnings: PacedWarnings? = nil
    ) async throws -> QuoteReader.Counts {
        let producer = reading(source, symbol: "FEED", badLines: badLines)
        do {
            try await producer.run(task)
        } catch let error as ServiceError where error.status == .badData && settings.onBadLine == .skip {
            counters.badLines += 1
            let text = "\(error); its connection is closed"
            if let warnings { warnings.warn(text) } else { log.warning(text) }
        }
        return producer.counts
    }
}
