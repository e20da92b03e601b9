import CLinux

/// Turns the bytes of one source into quotes.
///
/// Bytes come in by `receive`, in chunks of any size; quotes go out by `read`, as many as there is room for. Lines that
/// have the plain shape are cut by vector masks (`QuoteReader+PlainLines`), all others one by one and in full
/// (`QuoteReader+AnyLine`); both ways give the same quotes. The reader does no input or output and knows no clock.
///
/// ```swift
/// switch reader.read(into: &quotes) {
/// case .full: …           // hand the quotes on, then read again
/// case .needsBytes: …     // once the quotes are consumed: receive, or finish at the end of the source
/// case .needsRecycling: … // once the quotes are consumed: recycle, then read again
/// case .badLine(let line): …
/// case .failed(let error): …
/// case .ended: …
/// }
/// ```
@safe
package final class QuoteReader {
    package struct Options {
        package var dialect: Dialect.Options
        /// The longest line accepted, in bytes without its newline, 1 to 16,777,216.
        package var maximumLine: Int
        /// Bytes to take in at a time.
        package var chunk: Int

        package init(dialect: Dialect.Options = .init(), maximumLine: Int = 65_536, chunk: Int = 128 << 10) {
            self.dialect = dialect
            self.maximumLine = maximumLine
            self.chunk = chunk
        }
    }

    package enum Event: Equatable {
        /// There is no room for another quote.
        case full
        /// All complete lines are read. The quotes must be consumed before more bytes are received.
        case needsBytes
        /// The memory of composed lines is used up. The quotes must be consumed before it is recycled.
        case needsRecycling
        case badLine(BadLine)
        /// The source cannot be read at all; it ends here.
        case failed(DialectError)
        case ended

        /// Whether it is `full`, without a look at what comes with others.
        package var isFull: Bool {
            if case .full = self { true } else { false }
        }
    }

    /// What was read so far.
    package struct Counts: Equatable {
        package var quotes = 0
        package var missing = 0
        package var bad = 0
        package var blank = 0

        package init(quotes: Int = 0, missing: Int = 0, bad: Int = 0, blank: Int = 0) {
            self.quotes = quotes
            self.missing = missing
            self.bad = bad
            self.blank = blank
        }
    }

    let options: Options
    let symbols: SymbolTable
    /// The symbol where the data has no such column, in the form it has in a result line.
    let defaultSymbol: (name: [UInt8], text: [UInt8], needsCare: Bool)
    /// Its number, once the data is known to have no such column; else it has none and is no symbol of the table.
    var defaultSymbolID: SymbolID = 0

    var memory: ReaderMemory
    /// Where the next record begins, and where the input ends.
    var position = 0
    var end = 0
    /// Bytes of the source that came before the input in memory, and all that came.
    var passed: UInt64 = 0
    var received: UInt64 = 0
    /// The end of the last line in the input that has its newline.
    private(set) var linesEnd = 0
    /// Lines before `position`, counted as an editor counts them.
    var line = 0
    var phase = Phase.beforeFirstRecord
    var isFinished = false
    package internal(set) var counts = Counts()
    /// What was found or said of the source's shape; `nil` before its first record is complete.
    package internal(set) var dialect: Dialect? {
        didSet { unsafe plainWay = dialect.flatMap(plainWay(of:)) }
    }
    /// What the plain way knows of it and of the input; `nil` where no line is plain.
    var plainWay: plain_way?
    /// How the dialect was found; `nil` also where another reader has found it.
    package internal(set) var finding: Finding?
    /// A header that waits for the record under it.
    var pendingHeader: PendingHeader?
    /// Cells of the record at `position` that were read already, where the file is wide, and before the last bad one.
    var nextCell = 0
    var rejectedCell = 0
    /// Whether no price has told yet if its decimal sign is a comma, as it may be where no comma parts the fields.
    var isDecimalSignOpen = false
    /// The bytes of the last bad line in the input.
    var rejected = 0..<0

    enum Phase {
        case beforeFirstRecord
        /// Between a header and the record under it.
        case beforeSample
        case records
        /// Within a line that is too long: bytes are passed over until its newline.
        case passingOver
        case ended
    }

    /// - Parameters:
    ///   - symbol: the symbol where the data has no such column.
    ///   - symbols: the table shared by all sources.
    package init(options: Options, symbol: String, symbols: SymbolTable) {
        self.options = options
        self.symbols = symbols
        let name = Array(symbol.utf8)
        defaultSymbol = (name, csvField(name.span), fieldNeedsCare(name.span))
        memory = ReaderMemory(chunk: options.chunk, maximumLine: options.maximumLine, defaultSymbol: defaultSymbol.text)
    }

    /// Takes in more bytes. Every quote that `read` gave must be consumed by now: its text may move.
    ///
    /// - Parameter fill: writes to the free space, at least `Options.chunk` bytes, and returns how many it wrote.
    /// - Returns: what `fill` returned.
    package func receive<Failure: Error>(_ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int) throws(Failure)
        -> Int
    {
        precondition(!isFinished, "a finished reader receives nothing")
        compact()
        let free = unsafe UnsafeMutableRawBufferPointer(start: memory.input + end, count: memory.inputCapacity - end)
        let count = try unsafe fill(free)
        precondition(count >= 0 && count <= free.count, "more bytes than there was room for")
        noteLines(in: end..<end + count)
        end += count
        received += UInt64(count)
        return count
    }

    /// Says that no more bytes will come. A last line without a newline is a line.
    package func finish() {
        guard !isFinished else { return }
        isFinished = true
        compact()
        if end > 0, unsafe memory.input[end - 1] != UInt8(ascii: "\n") {
            unsafe memory.input[end] = UInt8(ascii: "\n")
            end += 1
            linesEnd = end
        }
    }

    /// Frees the memory of composed lines. Every quote that `read` gave must be consumed by now.
    package func recycle() {
        memory.composedCount = 0
    }

    /// Reads on until something happens, and says what. Linear in the bytes read.
    ///
    /// Quotes are appended to `quotes` in the order of their lines; a bad line is told after the quotes before it.
    package func read(into quotes: inout OutputSpan<Quote>) -> Event {
        while true {
            switch phase {
            case .beforeFirstRecord:
                if let event = readFirstRecord() { return event }
            case .beforeSample:
                if let event = readSample() { return event }
            case .records:
                readPlainLines(into: &quotes)
                if quotes.isFull { return .full }
                if position == end { return atEnd() }
                if let event = readAnyLine(into: &quotes) { return event }
            case .passingOver:
                if !passOver() { return atEnd() }
            case .ended:
                return .ended
            }
        }
    }

    /// The bytes of the line that the last `badLine` event was about, without its newline; of a line that is too long,
    /// as many as are accepted. Valid until bytes are received.
    package func withRejectedLine<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: memory.input + rejected.lowerBound, count: rejected.count))
    }

    func atEnd() -> Event {
        guard isFinished else { return .needsBytes }
        phase = .ended
        return .ended
    }

    /// Looks for the last newline in new bytes. Linear in what follows it.
    private func noteLines(in new: Range<Int>) {
        let bytes = unsafe memory.input
        var end = new.upperBound
        while end > new.lowerBound, unsafe bytes[end - 1] != UInt8(ascii: "\n") { end -= 1 }
        if end > new.lowerBound { linesEnd = end }
    }

    /// Moves what is not yet read to the start of the input.
    private func compact() {
        recycle()
        if position > 0 {
            unsafe memory.input.update(from: memory.input + position, count: end - position)
            end -= position
            passed += UInt64(position)
            linesEnd = max(0, linesEnd - position)
            position = 0
            unsafe plainWay?.looked_at = 0
        }
        rejected = 0..<0
    }
}
