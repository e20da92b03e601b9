import Coroutines
import Quotes

/// The consumer coroutine: empties the deque into averages and their lines into the result log, then suspends.
final class Consumer {
    private let queue: QuoteQueue
    private let maker: ResultMaker
    private let results: ResultLog
    private let counters: Counters
    /// Copies the state whenever the deque is empty and a checkpoint is due; `nil` where none are made.
    private let checkpoints: Checkpoints?
    /// The results of runs before, which this one does not count as its own.
    private let before: UInt64
    /// What was done since others had their turn, in quotes.
    private var turn: Turn

    /// Quotes taken before the clock is looked at: a large deque must keep nobody waiting for long, nor overrun subscribers.
    private let piece: Int

    init(
        queue: QuoteQueue, maker: ResultMaker, results: ResultLog, counters: Counters, checkpoints: Checkpoints? = nil
    ) {
        self.queue = queue
        self.maker = maker
        self.results = results
        self.counters = counters
        self.checkpoints = checkpoints
        before = maker.seq
        piece = min(1024, results.linesOfTurn)
        turn = Turn(limit: min(8192, results.linesOfTurn))
    }

    /// What keeps the consumer from going on.
    private enum Obstacle {
        case deque
        case results
        case turn
        case end
    }

    /// Runs until the deque is closed and empty.
    func run(_ task: TaskContext) async throws {
        var obstacle = consume(task)
        while true {
            switch obstacle {
            case .deque:
                try await task.wait(for: queue.hasQuotes) { [self] in
                    obstacle = consume(task)
                    return obstacle != .deque
                }
                continue
            case .results:
                results.makeDue()
                turn.restart()
                try await task.wait(for: results.hasRoom)
            case .turn:
                try await task.yieldTurn()
            case .end:
                return results.close()
            }
            obstacle = consume(task)
        }
    }

    /// Empties the deque as far as possible, and says what is in the way.
    private func consume(_ task: TaskContext) -> Obstacle {
        let deque = queue.deque
        while let first = deque.first {
            if turn.isOver(task) { return .turn }
            guard let room = results.reserve(ResultMaker.room(textLength: Int(first.textLength))) else {
                return .results
            }
            var written = (bytes: 0, lines: 0)
            // SAFETY: the maker is kept by this consumer, which is kept by its caller. See `Producer.fill`.
            let borrowed = unsafe Unmanaged.passUnretained(maker)
            turn.work += deque.popFirst(upTo: piece) { quotes in
                let result = unsafe borrowed._withUnsafeGuaranteedRef {
                    unsafe $0.take(quotes, into: room.bytes, marks: room.marks)
                }
                written = (result.bytes, result.lines)
                return result.quotes
            }
            results.commit(written.bytes, lines: written.lines)
            counters.results = maker.seq - before
            counters.dropped = deque.dropped
        }
        checkpoints?.dequeWasEmptied()
        // SAFETY: the queue keeps its condition. Its references are not counted, once a turn.
        unsafe Unmanaged.passUnretained(queue.isEmptied)._withUnsafeGuaranteedRef { $0.notifyAll() }
        // Whoever had to wait for quotes has let others have their turn.
        turn.restart()
        return deque.isClosed ? .end : .deque
    }
}
