import Coroutines
import Glibc
package import Quotes

/// What happened to the quotes. One place counts; whoever shows counters shows these, in one of the texts that are made
/// from the table of metrics.
///
/// Whoever counts does so once a batch or an event, never once a quote.
package final class Counters {
    // MARK: Quotes

    /// Quotes read and offered to the deque.
    package var quotes: UInt64 = 0
    /// Lines without a price, skipped.
    package var missing: UInt64 = 0
    /// Lines that could not be read.
    package var badLines: UInt64 = 0
    /// Quotes that said the same again and were dropped.
    package var repeated: UInt64 = 0
    /// Quotes that a full deque discarded.
    package var dropped: UInt64 = 0
    /// Results made.
    package var results: UInt64 = 0

    // MARK: Feeds

    /// Feeds that are connected at present, those that were accepted and those that were connected to.
    package var feeders = 0
    /// Feeds that were accepted, in all.
    package var feedersAccepted: UInt64 = 0
    /// Feeds that were refused because there were too many.
    package var feedersRefused: UInt64 = 0
    /// Times that a feed was connected to again after it was lost.
    package var reconnects: UInt64 = 0

    // MARK: Outputs

    /// Subscribers that are connected at present.
    package var subscribers = 0
    /// Subscribers that were accepted, in all.
    package var subscribersAccepted: UInt64 = 0
    /// Subscribers that were refused because there were too many.
    package var subscribersRefused: UInt64 = 0
    /// What subscribers that have left since had lost; those who are there are looked up.
    package var settledLosses = Losses()
    /// Bytes that standard output and the subscribers have accepted.
    package var bytesWritten: UInt64 = 0

    // MARK: Checkpoints

    /// Checkpoints written.
    package var checkpoints: UInt64 = 0
    /// Checkpoints that could not be written.
    package var checkpointFailures: UInt64 = 0
    /// When the last one was written, in seconds since 1970; 0 for never.
    package var checkpointTime: UInt64 = 0
    /// How large it is, in bytes.
    package var checkpointBytes: UInt64 = 0

    // MARK: What is looked up when it is asked for

    /// When the service was started, in seconds since 1970.
    package let startTime: Int
    /// The same on a clock that nobody sets.
    private let started = MonotonicClock().now
    private var queue: QuoteQueue?
    private var symbolTable: SymbolTable?
    private var outputs: [() -> Losses] = []

    /// What comes of subscribers that lag behind the history.
    package struct Losses: Equatable {
        /// Results that they did not get, counted once for each subscriber.
        package var results: UInt64 = 0
        /// Subscribers that were closed for it.
        package var subscribers: UInt64 = 0

        static func += (sum: inout Self, other: Self) {
            sum.results += other.results
            sum.subscribers += other.subscribers
        }
    }

    package init(startTime: Int = time(nil)) {
        self.startTime = startTime
    }

    /// Looks up in these what changes without being counted.
    package func observe(_ queue: QuoteQueue, _ symbolTable: SymbolTable) {
        self.queue = queue
        self.symbolTable = symbolTable
    }

    /// Looks up here what the subscribers of an output that are there have lost: a loss is counted as it happens, also of one
    /// that takes nothing and is not told yet.
    package func observe(_ losses: @escaping () -> Losses) {
        outputs.append(losses)
    }

    /// Results that subscribers did not get because they lagged behind the history. Linear in the subscribers.
    package var resultsLost: UInt64 { losses.results }
    /// Subscribers that were closed, or are being closed, because they lagged behind the history.
    package var subscribersLagged: UInt64 { losses.subscribers }

    private var losses: Losses { outputs.reduce(into: settledLosses) { $0 += $1() } }

    /// Symbols that have had a quote.
    package var symbols: Int { symbolTable?.count ?? 0 }
    /// Quotes in the deque at present.
    package var dequeFill: Int { queue?.deque.count ?? 0 }
    /// Quotes that the deque has room for.
    package var dequeCapacity: Int { queue?.deque.capacity ?? 0 }
    /// Seconds since the service was started.
    package var uptime: Int { Int((MonotonicClock().now - started).components.seconds) }

    /// Adds what a reader has counted since the last time.
    func count(_ counts: QuoteReader.Counts, since last: inout QuoteReader.Counts) {
        quotes += UInt64(counts.quotes - last.quotes)
        missing += UInt64(counts.missing - last.missing)
        badLines += UInt64(counts.bad - last.bad)
        last = counts
    }
}
