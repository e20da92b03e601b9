import CLinux

/// Makes results of quotes: takes each into its symbol's average and writes the line that tells it.
///
/// Quotes go in batches through two short loops, first the averages, then the lines, so that many independent quotes
/// are in flight at once. Whatever is not plain goes alone through `ResultFormat.line`, the oracle of the plain way.
@safe
package final class ResultMaker {
    private static let batch = 64
    /// The most bytes the plain way writes over for one result.
    private static let plainRoom = Int(result_line_room)
    /// Room in which at least one result of a text of this length can be written.
    package static func room(textLength: Int) -> Int {
        max(plainRoom, ResultFormat.longestLine(textLength: textLength))
    }

    private let average: MovingAverage
    private let symbols: SymbolTable
    private let format: ResultFormat
    private let decimals: Int
    private let narrowMean: NarrowMean?
    private let vectors = widest_vectors()
    /// The sums of a batch whose lines are not yet written.
    private let sums: UnsafeMutablePointer<Int64>
    /// Where the lines of a batch end.
    private let ends: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>

    /// Results made, which is the `seq` of the last one.
    package private(set) var seq: UInt64 = 0

    /// - Parameter decimals: of the average, 0 to 18.
    package init(
        average: MovingAverage, symbols: SymbolTable, format: ResultFormat, decimals: Int
    ) {
        precondition((0...Price.maximumDecimals).contains(decimals), "an average has 0 to 18 decimals")
        self.average = average
        self.symbols = symbols
        self.format = format
        self.decimals = decimals
        narrowMean = NarrowMean(window: average.window, decimals: decimals)
        unsafe sums = .allocate(capacity: Self.batch)
        unsafe ends = .allocate(capacity: Self.batch)
    }

    deinit {
        unsafe sums.deallocate()
        unsafe ends.deallocate()
    }

    /// Goes on counting where another maker has left off, before any result was made.
    package func resume(after seq: UInt64) {
        self.seq = seq
    }

    /// Takes in quotes from the first on, as many as there is surely room for the results of.
    ///
    /// - Parameter output: where the lines go, one after the other from the start; at least
    ///   `room(textLength:)` of the first quote, or none is taken.
    /// - Parameter marks: where to note each line's end and symbol, if anyone wants to know; no more quotes are taken than
    ///   there is room for.
    /// - Returns: how many quotes were taken, and the bytes and the number of whole lines written.
    /// - Complexity: linear in the quotes taken.
    package func take(
        _ quotes: Span<Quote>, into output: UnsafeMutableBufferPointer<UInt8>,
        marks: UnsafeMutableBufferPointer<LineMark>? = nil
    ) -> (quotes: Int, bytes: Int, lines: Int) {
        guard let start = output.baseAddress else { return (0, 0, 0) }
        let before = seq
        var marker = unsafe LineMarker(start: start, marks: marks?.baseAddress)
        average.reserve(symbols: symbols.count)
        return unsafe quotes.withUnsafeBufferPointer { quotes in
            guard let first = quotes.baseAddress else { return (0, 0, 0) }
            let end = unsafe start + output.count
            var text = unsafe start
            var taken = 0
            let count = unsafe min(quotes.count, marks?.count ?? .max)
            while taken < count {
                let room = unsafe end - text
                let batch = min(Self.batch, count &- taken, room / Self.plainRoom)
                let plain = unsafe takePlain(first + taken, count: batch, to: &text, &marker)
                taken &+= plain
                if plain == batch && batch > 0 { continue }
                guard taken < count else { break }
                let quote = unsafe quotes[taken]
                guard unsafe end - text >= Self.room(textLength: Int(quote.textLength)) else { break }
                unsafe takeAny(quote, to: &text, &marker)
                taken &+= 1
            }
            return unsafe (taken, text - start, Int(seq - before))
        }
    }

    /// Takes plain quotes, at most `count` of them and up to the first that is not. Returns how many.
    private func takePlain(
        _ quotes: UnsafePointer<Quote>, count: Int, to text: inout UnsafeMutablePointer<UInt8>,
        _ marker: inout LineMarker
    ) -> Int {
        guard count > 0, let narrowMean else { return 0 }
        let taken = unsafe average.addPlain(quotes, count: count, sums: sums)
        var written = 0
        while true {
            unsafe written += writeLines(quotes, from: written, to: taken, narrowMean, to: &text)
            guard written < taken else { break }
            unsafe text = writeAny(quotes[written], sum: sums[written], seq: seq + UInt64(written) + 1, to: text)
            unsafe ends[written] = text
            written += 1
        }
        seq += UInt64(taken)
        unsafe marker.linesEnded(at: ends, of: quotes, count: taken)
        return taken
    }

    /// Writes lines up to the first whose average has more than 9 integer digits. Returns how many.
    private func writeLines(
        _ quotes: UnsafePointer<Quote>, from first: Int, to end: Int, _ mean: NarrowMean,
        to text: inout UnsafeMutablePointer<UInt8>
    ) -> Int {
        let count = end - first
        var form = mean.form
        return unsafe (quotes + first).withMemoryRebound(to: quote_fields.self, capacity: count) { quotes in
            unsafe write_result_lines(
                vectors, format == .csv ? csv_lines : json_lines, &form, quotes, sums + first, count,
                seq + UInt64(first), &text, ends + first)
        }
    }

    /// The line of a quote whose average has more than 9 integer digits. Returns its end.
    @inline(never)
    private func writeAny(
        _ quote: Quote, sum: Int64, seq: UInt64, to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let sum = MovingAverage.Sum(units: Int128(sum), decimals: Quote.decimals, count: average.window)
        return unsafe write(sum, of: quote, seq: seq, to: text)
    }

    /// Takes any quote, for whose result there must be room.
    @inline(never)
    private func takeAny(
        _ quote: Quote, to text: inout UnsafeMutablePointer<UInt8>, _ marker: inout LineMarker
    ) {
        guard let sum = average.add(quote) else { return }
        seq += 1
        unsafe text = write(sum, of: quote, seq: seq, to: text)
        unsafe marker.lineEnded(at: text, symbol: quote.symbol)
    }

    private func write(
        _ sum: MovingAverage.Sum, of quote: Quote, seq: UInt64, to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let mean = plainNotation(of: sum.mean(places: decimals), decimals: decimals)
        let line = format.line(seq: seq, quote: quote, mean: mean)
        for (place, byte) in line.enumerated() { unsafe text[place] = byte }
        return unsafe text + line.count
    }
}
