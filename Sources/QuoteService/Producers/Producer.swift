package import Coroutines
package import Quotes

/// A producer coroutine: fills the deque from one source until the deque is full or the input is dry, then suspends.
package final class Producer {
    private let source: any ByteSource
    private let makeReader: () -> QuoteReader
    let queue: QuoteQueue
    private let badLines: BadLineReport
    private let counters: Counters
    private var pacer: Pacer?
    private var notes: SourceNotes?
    private let repetitions: Repetitions?
    /// Whether quotes are looked at once they are read.
    private var isLooking: Bool

    private var reader: QuoteReader
    private var counted = QuoteReader.Counts()
    /// What the readers before the present one have read.
    private var earlier = QuoteReader.Counts()
    /// The last quote of the present reader in the deque's count: its text may go when the quote has left.
    private var last: UInt64 = 0
    /// Whether the source has something to say after the end of the present reader.
    private var isBeginningAnew = false
    /// Where to begin again, where that is not where the reader is.
    private var held: QuoteReader.Mark?
    /// What was done since others had their turn, in lines.
    private var turn = Turn(limit: 8192)

    /// Quotes handed on before the clock is looked at; where the general way is taken that is close to a turn.
    private static let piece = 1024
    /// What a chunk of bytes costs that holds no lines.
    private static let chunkWork = 2048
    /// A bad line is worth a system call where there is a file of rejects.
    private static let badLineWork = 64

    /// - Parameters:
    ///   - makeReader: makes a reader that knows nothing yet, for the beginning and for each new beginning.
    ///   - pacer: says when quotes are due; `nil` is at once.
    ///   - notes: tells what is notable of the first quotes.
    ///   - repetitions: drops quotes that say the same again.
    package init(
        source: any ByteSource, queue: QuoteQueue, badLines: BadLineReport, counters: Counters, pacer: Pacer? = nil,
        notes: SourceNotes? = nil, repetitions: Repetitions? = nil, makeReader: @escaping () -> QuoteReader
    ) {
        self.source = source
        self.queue = queue
        self.badLines = badLines
        self.counters = counters
        self.pacer = pacer
        self.notes = notes
        self.repetitions = repetitions
        isLooking = notes != nil || repetitions != nil
        self.makeReader = makeReader
        reader = makeReader()
        if let mark = source.beginning {
            reader.resume(at: mark)
            counted = mark.counts
        }
    }

    /// Behind the last record that was handed on, in the file that the source's last bytes are of.
    package var mark: QuoteReader.Mark { held ?? reader.mark }

    /// What was read so far, by all readers.
    package var counts: QuoteReader.Counts { earlier + reader.counts }
    /// What was found of the source's shape; `nil` before its first record.
    package var dialect: Dialect? { reader.dialect }

    /// Reads the source to its end; its quotes have left the deque then.
    ///
    /// - Throws: `ServiceError` where the source cannot be read, or a bad line is to stop it; what was read before has
    ///   been handed on.
    package func run(_ task: TaskContext) async throws {
        defer {
            // A producer may be killed while quotes of its reader, which holds their text, are in the deque.
            queue.keep(reader)
            badLines.sourceEnded()
            notes?.end()
        }
        while true {
            switch try await handOn(task) {
            case .full:
                break
            case .needsBytes:
                // First for the bytes, which a live source takes longer to have than the consumer to take the quotes.
                if source.isDry { try await waitForSource(task) }
                try await queue.waitForDeparture(of: last, task)
                try await receive(task)
            case .needsRecycling:
                try await queue.waitForDeparture(of: last, task)
                reader.recycle()
            case .badLine(let line):
                turn.work += Self.badLineWork
                try report(line, now: task.now)
            case .failed(let error):
                throw ServiceError(error, of: source.name, path: source.path)
            case .ended:
                try await queue.waitForDeparture(of: last, task)
                guard isBeginningAnew else { return }
                beginAnew()
            }
            if turn.isOver(task) { try await task.yieldTurn() }
        }
    }

    /// Hands on what the reader has, as far as there is room, and says what the reader said then.
    private func handOn(_ task: TaskContext) async throws -> QuoteReader.Event {
        // Somebody wants the sources to end; this one is told at its next wait, which a deque that takes nothing never brings.
        if queue.deque.isClosed { throw CloseRequest() }
        if pacer != nil { return try await handOnPaced(task) }
        var (event, appended) = fill()
        // The free slots lie in two pieces where the ring's end is among them.
        guard event.isFull, queue.deque.isFull else { return event }
        guard queue.deque.policy == .block, queue.producers == 1 else {
            try await makeRoom(task, hasFilledIt: appended > 0)
            return event
        }
        // Filling the deque over and over is all there is to do until the reader says otherwise.
        turn.restart()
        try await task.wait(for: queue.isEmptied) { [self, queue] in
            guard !queue.deque.isClosed, queue.producers == 1 else { return true }
            turn.restart()
            (event, appended) = fill()
            return !event.isFull || !queue.deque.isFull
        }
        return event
    }

    /// Reads quotes into the deque, as many as there is room for in one piece.
    private func fill() -> (QuoteReader.Event, appended: Int) {
        var event = QuoteReader.Event.full
        let isLooking = isLooking
        // SAFETY: all three are kept meanwhile, the reader and the deque by this producer, which is kept by its caller. To
        // count the references in the closure was a tenth of what a short turn costs.
        let (deque, reader) = unsafe (Unmanaged.passUnretained(queue.deque), Unmanaged.passUnretained(reader))
        let appended = unsafe deque._withUnsafeGuaranteedRef { deque in
            // A deque that makes room by itself does so only where the consumer had a turn and left it full.
            let limit = deque.policy == .block || deque.isFull ? Self.piece : deque.room
            return deque.append(upTo: min(limit, Self.piece)) { [unowned(unsafe) self] quotes in
                event = unsafe reader._withUnsafeGuaranteedRef { $0.read(into: &quotes) }
                if isLooking { unsafe look(at: &quotes) }
            }
        }
        count()
        if appended > 0 { announce() }
        return (event, appended)
    }

    /// Notes what is notable of quotes that were just read, and drops those that say the same again.
    private func look(at quotes: inout OutputSpan<Quote>) {
        notes?.add(quotes.span, reader.dialect)
        if notes?.isComplete ?? false { notes = nil }
        isLooking = notes != nil || repetitions != nil
        if let repetitions { counters.repeated += UInt64(repetitions.remove(from: &quotes)) }
    }

    /// Counts what was read since the last time.
    private func count() {
        turn.work += reader.counts.lines - counted.lines
        counters.count(reader.counts, since: &counted)
    }

    /// Quotes were appended.
    private func announce() {
        last = queue.deque.appended
        // SAFETY: the queue keeps its condition. Its references are not counted, once a turn.
        unsafe Unmanaged.passUnretained(queue.hasQuotes)._withUnsafeGuaranteedRef { $0.notifyAll() }
    }

    /// Waits for room in the deque, or for the others' turn where the deque makes room by itself.
    private func makeRoom(_ task: TaskContext, hasFilledIt: Bool) async throws {
        turn.restart()
        guard queue.deque.policy == .block else { return try await task.yieldTurn() }
        try await task.wait(for: queue.isEmptied)
        // Whoever filled the deque lets those go first who found it full.
        if hasFilledIt && queue.producers > 1 { try await task.yieldTurn() }
    }

    /// Hands on a few quotes, each when it is due.
    private func handOnPaced(_ task: TaskContext) async throws -> QuoteReader.Event {
        var event = QuoteReader.Event.full
        let place = reader.mark
        // Those that wait here would be lost where another run begins at the reader's mark.
        let quotes = [Quote](capacity: 1) { quotes in
            event = reader.read(into: &quotes)
            if isLooking { look(at: &quotes) }
        }
        for quote in quotes {
            held = place
            if let due = pacer?.due(quote, now: task.now), due > task.now {
                turn.restart()
                try await task.sleep(until: due)
            }
            while !queue.deque.append(quote) { try await makeRoom(task, hasFilledIt: true) }
            held = nil
            announce()
        }
        count()
        return event
    }

    /// Waits for bytes and gives them to the reader, or tells it that there are no more.
    private func receive(_ task: TaskContext) async throws {
        turn.work += Self.chunkWork
        badLines.timePassed(now: task.now)
        while true {
            switch try read() {
            case .bytes:
                held = nil
                return
            case .notYet:
                try await waitForSource(task)
            case .ended:
                return reader.finish()
            case .cutOff:
                return try cutOff(now: task.now)
            case .begunAnew(let isCutOff):
                isBeginningAnew = true
                if isCutOff { try cutOff(now: task.now) } else { reader.finish() }
                return
            }
        }
    }

    /// Waits until the source may have something.
    private func waitForSource(_ task: TaskContext) async throws {
        turn.restart()
        while !(try await source.wait(task, until: badLines.summaryDue)) { badLines.timePassed(now: task.now) }
    }

    private func read() throws(ServiceError) -> ReadOutcome {
        var outcome = ReadOutcome.notYet
        _ = try unsafe reader.receive { free throws(ServiceError) in
            outcome = try unsafe source.read(into: free)
            if case .bytes(let count) = outcome { return count }
            return 0
        }
        return outcome
    }

    private func cutOff(now: Instant) throws(ServiceError) {
        guard let line = reader.cutOff() else { return }
        counters.count(reader.counts, since: &counted)
        try report(line, now: now)
    }

    /// - Throws: where the line is to stop the source. Whoever has mended it reads it again.
    private func report(_ line: BadLine, now: Instant) throws(ServiceError) {
        do throws(ServiceError) {
            try badLines.report(line, of: reader, now: now)
        } catch {
            held = reader.mark(before: line)
            throw error
        }
    }

    private func beginAnew() {
        isBeginningAnew = false
        held = mark
        earlier = counts
        counted = QuoteReader.Counts()
        reader = makeReader()
    }
}

extension QuoteReader.Counts {
    /// All that were read and are not bad.
    fileprivate var lines: Int { quotes + missing + blank }

    static func + (one: Self, other: Self) -> Self {
        var sum = one
        sum.quotes += other.quotes
        sum.missing += other.missing
        sum.bad += other.bad
        sum.blank += other.blank
        return sum
    }
}
