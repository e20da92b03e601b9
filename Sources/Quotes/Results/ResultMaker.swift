/// Makes results of quotes: takes each into its symbol's average and writes the line that tells it.
///
/// Quotes go in batches through two short loops, first the averages, then the lines, so that many independent quotes
/// are in flight at once. Whatever is not plain goes alone through `ResultFormat.line`, the oracle of the plain way.
@safe
package final class ResultMaker {
    private static let batch = 64
    /// The most bytes the plain way writes over for one result.
    private static let plainRoom = PlainJSON.room + NarrowMean.room + 8
    /// Room in which at least one result of a text of this length can be written.
    package static func room(textLength: Int) -> Int {
        max(plainRoom, ResultFormat.longestLine(textLength: textLength))
    }

    private let average: MovingAverage
    private let symbols: SymbolTable
    private let format: ResultFormat
    private let decimals: Int
    private let narrowMean: NarrowMean?
    private let plainJSON = PlainJSON()
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
        // Each way is a loop of its own, with as little in it as can be.
        unsafe text =
            switch (format, narrowMean.hasNineDecimals) {
            case (.csv, false): unsafe writeCSV(quotes, taken, narrowMean, to: text)
            case (.csv, true): unsafe writeCSVOfNine(quotes, taken, narrowMean, to: text)
            case (.json, false): unsafe writeJSON(quotes, taken, narrowMean, to: text)
            case (.json, true): unsafe writeJSONOfNine(quotes, taken, narrowMean, to: text)
            }
        seq += UInt64(taken)
        unsafe marker.linesEnded(at: ends, of: quotes, count: taken)
        return taken
    }

    @inline(never)
    private func writeCSV(
        _ quotes: UnsafePointer<Quote>, _ count: Int, _ mean: NarrowMean, to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        unsafe writeCSVLines(quotes, count, mean, nine: false, to: text)
    }

    @inline(never)
    private func writeCSVOfNine(
        _ quotes: UnsafePointer<Quote>, _ count: Int, _ mean: NarrowMean, to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        unsafe writeCSVLines(quotes, count, mean, nine: true, to: text)
    }

    @inline(never)
    private func writeJSON(
        _ quotes: UnsafePointer<Quote>, _ count: Int, _ mean: NarrowMean, to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        unsafe writeJSONLines(quotes, count, mean, nine: false, to: text)
    }

    @inline(never)
    private func writeJSONOfNine(
        _ quotes: UnsafePointer<Quote>, _ count: Int, _ mean: NarrowMean, to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        unsafe writeJSONLines(quotes, count, mean, nine: true, to: text)
    }

    @inline(__always)
    private func writeCSVLines(
        _ quotes: UnsafePointer<Quote>, _ count: Int, _ narrowMean: NarrowMean, nine: Bool,
        to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var line = unsafe text
        let sums = unsafe sums
        let ends = unsafe ends
        for index in 0..<count {
            let quote = unsafe quotes + index
            unsafe copy64(quote.pointee.text, to: line)
            let mean = unsafe line + Int(quote.pointee.textLength)
            unsafe mean[0] = UInt8(ascii: ",")
            if let end = unsafe narrowMean.write(sums[index], nine: nine, to: mean + 1) {
                unsafe end[0] = UInt8(ascii: "\n")
                unsafe line = end + 1
            } else {
                unsafe line = writeAny(quote.pointee, sum: sums[index], seq: seq + UInt64(index) + 1, to: line)
            }
            unsafe ends[index] = line
        }
        return unsafe line
    }

    @inline(__always)
    private func writeJSONLines(
        _ quotes: UnsafePointer<Quote>, _ count: Int, _ narrowMean: NarrowMean, nine: Bool,
        to text: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var line = unsafe text
        let sums = unsafe sums
        let ends = unsafe ends
        var seq = seq
        for index in 0..<count {
            let quote = unsafe quotes + index
            seq &+= 1
            let mean = unsafe plainJSON.write(quote.pointee, seq: seq, to: line)
            if let end = unsafe narrowMean.write(sums[index], nine: nine, to: mean) {
                unsafe line = plainJSON.end(at: end)
            } else {
                unsafe line = writeAny(quote.pointee, sum: sums[index], seq: seq, to: line)
            }
            unsafe ends[index] = line
        }
        return unsafe line
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
