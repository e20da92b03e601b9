package import Quotes

/// One subscriber's place in the result log, and what it is to be sent next.
///
/// It decides and remembers; the coroutines of `SubscriberConnection` do what it says. Only whole lines are sent: where the
/// kernel accepts a part of one, the rest is kept here, so that the log may overrun the subscriber without splitting it.
package final class Subscriber {
    package enum Step {
        /// There are bytes to deliver.
        case deliver
        /// None of the lines looked at is wanted, and there are more: others may have their turn first.
        case lookFurther
        /// There is nothing to send now.
        case wait
        /// Everything is said; close.
        case close
    }

    package let id: UInt64
    private let results: ResultLog
    private let symbols: SymbolTable
    private let format: ResultFormat
    private let lag: Settings.Lag
    /// The next line of the log.
    private var line: UInt64
    /// What goes first: the rest of a line, notices, answers, lines chosen by symbol.
    private var outgoing: [UInt8] = []
    private var outgoingSent = 0
    /// The first line of the log that is among the outgoing bytes, whole or in part.
    private var outgoingLine: UInt64?
    /// Notices and answers that wait for the end of the outgoing bytes.
    private var replies: [UInt8] = []
    /// The symbols of which the last result is still to be sent, after the replies.
    private var latest: ArraySlice<SymbolID> = []
    private var wanted: WantedSymbols?
    private var isClosing = false
    /// Lines that were skipped.
    private var skipped: UInt64 = 0
    private var wasLagged = false

    /// The most bytes taken from the log at a time.
    private static let piece = 256 << 10
    /// The most bytes copied from the log at a time, but for the last line: there may be a thousand who do not take them.
    private static let copiedPiece = 32 << 10
    /// Lines looked at in one turn, some ten microseconds.
    private static let linesOfTurn = 4096

    /// - Parameter line: the first that it gets.
    package init(
        id: UInt64, results: ResultLog, symbols: SymbolTable, format: ResultFormat, lag: Settings.Lag,
        from line: UInt64, header: String
    ) {
        self.id = id
        self.results = results
        self.symbols = symbols
        self.format = format
        self.lag = lag
        self.line = line
        outgoing = Array(header.utf8)
    }

    /// The first line that the subscriber does not have in full.
    package var firstOwed: UInt64 { outgoingLine ?? line }

    /// Whether it is closed when it falls behind the history.
    package var isDisconnectedForLag: Bool { lag == .disconnect }

    /// Whether it is, or was, closed because it fell behind the history.
    package var isLagged: Bool { wasLagged || (isDisconnectedForLag && isOverrun) }

    /// Results that it did not get because they were overrun before they could be sent, counted as that happens.
    ///
    /// One that is closed for its lag has lost nothing: it had all up to its end, and was told of that.
    package var lost: UInt64 { skipped + (isOverrun && !isDisconnectedForLag ? results.firstLine - line : 0) }

    /// Whether an answer is still to be sent, so that the next command has to wait.
    package var isAnswering: Bool { !replies.isEmpty || !latest.isEmpty }

    /// Bytes kept for it, beside those of the log.
    package var copiedBytes: Int { outgoing.count + replies.count }

    /// Whether results have been overrun that it should have had.
    private var isOverrun: Bool { line < results.firstLine && !isClosing }

    // MARK: Sending

    /// What to do next. Constant time, but for lines chosen by symbol: linear in those looked at, a few thousand at most.
    package func next() -> Step {
        while true {
            if outgoingSent < outgoing.count { return .deliver }
            if !replies.isEmpty {
                setOutgoing(replies)
                replies = []
            } else if !latest.isEmpty {
                chooseLatest()
            } else if isClosing {
                return .close
            } else if isOverrun {
                overrun()
            } else if line == results.nextLine {
                return .wait
            } else if wanted != nil {
                chooseLines()
                if outgoing.isEmpty && line < results.nextLine { return .lookFurther }
            } else {
                return .deliver
            }
        }
    }

    /// Offers bytes after a `deliver` step; `accept` returns how many of them, from the first on, were taken.
    package func deliver<Failure: Error>(
        _ accept: (UnsafeRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        guard outgoingSent == outgoing.count else {
            // A copy of the reference, so that the bytes stay while `accept` has them.
            let bytes = outgoing
            outgoingSent += try unsafe bytes.span.extracting(outgoingSent...).bytes.withUnsafeBytes(accept)
            if outgoingSent == outgoing.count { setOutgoing([]) }
            return
        }
        let text = unsafe results.text(from: line)
        let count = try unsafe accept(UnsafeRawBufferPointer(rebasing: text.prefix(Self.piece)))
        if count > 0 { passLines(count) }
    }

    /// Moves past the lines of which the last byte is among the next `count` bytes of the log; of one that was cut, the rest
    /// goes first from now on.
    private func passLines(_ count: Int) {
        let end = results.position(of: line) + UInt64(count)
        let last = results.line(at: end - 1)
        let text = unsafe results.text(of: last)
        let part = Int(end - results.position(of: last))
        line = last + 1
        guard part < text.count else { return }
        unsafe setOutgoing(Array(text[part...]), from: last)
    }

    private func setOutgoing(_ bytes: [UInt8], from line: UInt64? = nil) {
        outgoing = bytes
        outgoingSent = 0
        outgoingLine = bytes.isEmpty ? nil : line
    }

    /// Collects lines of the wanted symbols.
    private func chooseLines() {
        let first = line
        var chosen: [UInt8] = []
        let end = min(results.nextLine, line + UInt64(Self.linesOfTurn))
        while line < end, chosen.count < Self.copiedPiece {
            if wanted!.contains(results.symbol(of: line), symbols) { unsafe chosen += results.text(of: line) }
            line += 1
        }
        setOutgoing(chosen, from: first)
    }

    /// Collects last results.
    private func chooseLatest() {
        var chosen: [UInt8] = []
        while chosen.count < Self.copiedPiece, let symbol = latest.popFirst() {
            chosen += results.latest(of: symbol) ?? []
        }
        // A slice without elements would keep those it was cut from.
        if latest.isEmpty { latest = [] }
        setOutgoing(chosen)
    }

    // MARK: Commands

    /// Does what a command says, and answers in the stream. After `quit` nothing is done any more.
    ///
    /// - Precondition: it is not answering: an answer that is not taken keeps the next command waiting, so that whoever
    ///   sends without reading does not fill the memory.
    /// - Complexity: `last` is linear in the number of symbols.
    package func receive(_ command: SubscriberCommand, status: () -> [UInt8]) {
        guard !isClosing else { return }
        precondition(!isAnswering, "a command during the answer to another")
        switch command {
        case .symbols(let names):
            wanted = names.map(WantedSymbols.init)
            replies = Notice.symbols(names).line(format)
        case .last:
            let ids = (0..<SymbolID(symbols.count)).filter {
                results.hasResult(of: $0) && wanted?.contains($0, symbols) ?? true
            }
            latest = ids[...]
            replies = Notice.last(ids.count).line(format)
        case .status: replies = status()
        case .quit: close(with: .quit)
        case .unknown(let text): replies = Notice.error(text).line(format)
        }
    }

    // MARK: Ends

    /// The log has overrun the subscriber.
    private func overrun() {
        switch lag {
        case .disconnect:
            wasLagged = true
            let (behind, kept) = (results.nextLine - line, results.nextLine - results.firstLine)
            close(with: .closing("\(behind) results behind, and the last \(kept) are kept (--history, --lag)"))
        case .drop, .block:
            // A little further than need be, or the next results would overrun it again.
            skip(to: min(results.nextLine, results.firstLine + UInt64(results.history / 8)))
        }
    }

    /// Passes over lines, and says how many.
    private func skip(to target: UInt64) {
        guard target > line else { return }
        replies += Notice.lost(target - line).line(format)
        skipped += target - line
        line = target
    }

    private func close(with notice: Notice) {
        skipped = lost
        replies += notice.line(format)
        isClosing = true
    }

    /// Ends it before it has all it is owed: what is left to send is the end of a line that was begun, and how many results
    /// follow that it will not get.
    package func breakOff() {
        replies = []
        latest = []
        if !isClosing { skip(to: results.nextLine) }
        isClosing = true
    }
}
