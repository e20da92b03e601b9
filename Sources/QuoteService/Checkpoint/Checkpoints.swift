import Coroutines
import Glibc
import Quotes

/// Makes checkpoints of the service, writes them down, and goes on from the one before.
///
/// There is one thread: whenever the consumer has emptied the deque, every quote that a reader gave out is in its window, and
/// windows, `seq` and the readers' places belong together. There the state is copied, in one go; it is written on a thread of
/// its own, since nothing makes `fsync` return soon.
package final class Checkpoints {
    /// What a checkpoint is made of.
    struct State {
        let queue: QuoteQueue
        let symbols: SymbolTable
        let average: MovingAverage
        let maker: ResultMaker
        let results: ResultLog
    }

    /// What changes when something happens.
    struct Progress: Equatable {
        /// Quotes in the deque's count.
        var quotes: UInt64
        /// Bytes that standard output has accepted, and whether more are there for it.
        var output: UInt64
        var owes: Bool
    }

    /// How many positions of files are kept that are no sources now.
    private static let keptPositions = 256

    let directory: StateDirectory
    let state: State
    let counters: Counters
    let log: Log
    /// The checkpoint to go on from, but for what is in the windows already.
    let saved: Checkpoint?
    var terms: RunTerms
    var tracks: [SourceTrack] = []
    /// Positions that no source of this run has taken up. They are kept: a file that was read is not to be read again because
    /// another run in between did not read it.
    var unclaimed: [SourcePosition]
    /// Whether this run makes again what came out after the checkpoint, if anything did.
    var isRepeating = true
    /// Standard output and its place in the result log; `nil` where there is none.
    var output: (owed: OwedResults, reader: ResultLog.Reader)?

    var pace = CheckpointPace()
    /// Somebody waits for the deque to be emptied.
    var isDue = false
    /// The copy that was made then.
    var copy: (checkpoint: Result<Checkpoint, ServiceError>, cost: Duration)?
    let isCopied = Condition("an empty deque for a checkpoint")
    /// How far everything was when the last copy was made; `nil` where that is not written down.
    var copied: Progress?
    /// What is being written.
    var writing: OffThread<Written>?
    var isFailing = false
    private var names = CheckpointBytes()
    private var namedSymbols = 0

    /// Takes possession of the directory, and puts what its checkpoint holds into windows that are still empty.
    ///
    /// - Throws: `ServiceError` where the directory cannot be used or the checkpoint must not be.
    init(
        _ path: String, settings: Settings, state: State, counters: Counters, log: Log
    ) throws(ServiceError) {
        self.state = state
        self.counters = counters
        self.log = log
        directory = try StateDirectory(path: path, log: log)
        terms = RunTerms(settings, isRepeatable: false)
        var saved = try directory.load()
        unclaimed = saved?.positions ?? []
        if let checkpoint = saved {
            try Self.refuseOtherWindows(checkpoint, terms, directory)
            do throws(Checkpoint.Refusal) {
                try checkpoint.fill(state.symbols, state.average)
            } catch {
                throw directory.refusal(error)
            }
            state.maker.resume(after: checkpoint.seq)
            saved?.names = []
            saved?.windows = []
            log.info(
                "going on from the checkpoint in '\(path)': \(checkpoint.symbols) symbols, \(checkpoint.seq) results so far"
            )
        } else {
            log.info("there is no checkpoint in '\(path)' yet")
        }
        self.saved = saved
    }

    // MARK: Copying

    /// The consumer has emptied the deque. Costs a comparison where no checkpoint is due.
    @inline(__always)
    func dequeWasEmptied() {
        if isDue { makeCopy() }
    }

    func makeCopy() {
        isDue = false
        let start = Self.processorTime
        let checkpoint = Result { () throws(ServiceError) in try self.checkpoint(isFinal: false) }
        copy = (checkpoint, Self.processorTime - start)
        isCopied.notifyAll()
    }

    /// The state at present.
    ///
    /// - Throws: `ServiceError` where a file cannot be read any more, so that it would not be known again.
    /// - Precondition: there is no quote in the deque.
    func checkpoint(isFinal: Bool) throws(ServiceError) -> Checkpoint {
        assert(state.queue.deque.isEmpty)
        var checkpoint = Checkpoint()
        checkpoint.time = UInt64(max(0, time(nil)))
        checkpoint.isFinal = isFinal
        checkpoint.terms = terms
        checkpoint.seq = state.maker.seq
        checkpoint.hasHeader = output?.owed.hasHeader ?? saved?.hasHeader ?? false
        checkpoint.positions =
            try tracks.map { track throws(ServiceError) in try track.position() } + unclaimed.prefix(Self.keptPositions)
        checkpoint.symbols = state.symbols.count
        checkpoint.names = nameBytes
        checkpoint.windows = state.average.windowBytes(ofSymbols: checkpoint.symbols)
        checkpoint.owed = owed
        copied = progress
        return checkpoint
    }

    var progress: Progress {
        let written = output.map { UInt64($0.owed.written) + $0.reader.position } ?? 0
        let owes = output.map { !$0.owed.first.isEmpty || $0.reader.position < state.results.head } ?? false
        return Progress(quotes: state.queue.deque.appended, output: written, owes: owes)
    }

    /// Only the names that are new are added to those that were copied before.
    private var nameBytes: [UInt8] {
        for id in namedSymbols..<state.symbols.count { names.add(state.symbols.name(of: SymbolID(id))) }
        namedSymbols = state.symbols.count
        return names.bytes
    }

    private var owed: [UInt8] {
        // Without standard output there is nobody to owe to, but there may be one again in a later run.
        guard let output else { return saved?.owed ?? [] }
        return output.owed.lines(andUnwritten: state.results.allUnread(output.reader))
    }

    /// What this thread has had of a processor's time.
    static var processorTime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
