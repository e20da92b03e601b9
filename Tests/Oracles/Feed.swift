package import Quotes

/// A text and how it is to be read; reads it in chunks of any size with room for any number of quotes.
package struct Feed {
    package var text: [UInt8]
    package var dialect = Dialect.Options()
    package var symbol = "DEF"
    package var maximumLine = 65_536
    /// The reader's own `chunk` option; the chunks it is given may be smaller.
    package var chunk = 4_096

    package init(
        _ text: String, dialect: Dialect.Options = .init(), symbol: String = "DEF", maximumLine: Int = 65_536,
        chunk: Int = 4_096
    ) {
        self.init(Array(text.utf8), dialect: dialect, symbol: symbol, maximumLine: maximumLine, chunk: chunk)
    }

    package init(
        _ text: [UInt8], dialect: Dialect.Options = .init(), symbol: String = "DEF", maximumLine: Int = 65_536,
        chunk: Int = 4_096
    ) {
        self.text = text
        self.dialect = dialect
        self.symbol = symbol
        self.maximumLine = maximumLine
        self.chunk = chunk
    }

    /// Reads the whole text, giving the reader as much as it has room for at a time.
    package func read() -> Reading { read(chunks: .max) }

    /// - Parameters:
    ///   - size: bytes a receive, at most as many as the reader has room for; every third receive brings nothing.
    ///   - room: quotes a read.
    ///   - isHandedOver: whether after every read that brought something another reader goes on from the mark.
    package func read(chunks size: Int, room: Int = 64, isHandedOver: Bool = false) -> Reading {
        read(chunks: [size, 0, size], room: room, isHandedOver: isHandedOver)
    }

    /// - Parameters:
    ///   - sizes: bytes a receive, by turns; 0 brings nothing. One of them at least is more.
    ///   - room: quotes a read.
    ///   - isHandedOver: whether after every read that brought something another reader goes on from the mark.
    /// - Returns: what was read; where the reader breaks a promise the item that says so is the last.
    package func read(chunks sizes: [Int], room: Int = 64, isHandedOver: Bool = false) -> Reading {
        var run = FeedRun(self, sizes, isHandedOver: isHandedOver)
        do throws(BrokenPromise) {
            try run.read(room: room)
        } catch {
            run.reading.items.append(.broken(error))
        }
        return run.reading
    }

    /// The dialect that the reader has at the end of the text; `nil` where it found none.
    package func dialectFound() -> Dialect? {
        var run = FeedRun(self, [.max], isHandedOver: false)
        do throws(BrokenPromise) { try run.read(room: 64) } catch { return nil }
        return run.reader.dialect
    }
}

/// One reader at work on a feed. Quotes are consumed, which is to say copied, as late as the reader allows.
private struct FeedRun {
    private let feed: Feed
    private let sizes: [Int]
    private let symbols = SymbolTable()
    private let isHandedOver: Bool
    private let options: QuoteReader.Options
    private(set) var reader: QuoteReader
    private var sent = 0
    private var handedOver: UInt64 = 0
    private var receives = 0
    private var unconsumed: [(place: Int, quote: Quote)] = []
    var reading = Reading()

    init(_ feed: Feed, _ sizes: [Int], isHandedOver: Bool) {
        self.feed = feed
        self.sizes = sizes
        self.isHandedOver = isHandedOver
        options = QuoteReader.Options(dialect: feed.dialect, maximumLine: feed.maximumLine, chunk: feed.chunk)
        reader = QuoteReader(options: options, symbol: feed.symbol, symbols: symbols)
    }

    mutating func read(room: Int) throws(BrokenPromise) {
        // No run of a correct reader is longer: every read takes in a line, or is followed by bytes or by recycling.
        var steps = (8 * feed.text.count + 64) * sizes.count
        while steps > 0 {
            steps -= 1
            var event = QuoteReader.Event.ended
            let quotes = [Quote](capacity: room) { event = reader.read(into: &$0) }
            for quote in quotes {
                unconsumed.append((reading.items.count, quote))
                reading.items.append(.quote(ReadQuote(text: [], symbol: [], price: [], value: 0, traits: 0)))
            }
            if isHandedOver, event != .ended { handOver() }
            switch event {
            case .full:
                guard quotes.count == room else { throw BrokenPromise("the reader is full before there is no room") }
            case .needsBytes:
                consume()
                try receive()
            case .needsRecycling:
                guard !unconsumed.isEmpty else { throw BrokenPromise("the reader asks for recycling for ever") }
                consume()
                reader.recycle()
            case .badLine(let line):
                let rejected = isHandedOver ? [] : unsafe reader.withRejectedLine { unsafe [UInt8]($0) }
                reading.items.append(.bad(line, rejected: rejected))
            case .failed(let error):
                reading.items.append(.failed(error))
            case .ended:
                consume()
                reading.counts = reader.counts
                return
            }
        }
        throw BrokenPromise("the reader hangs after \(sent) of \(feed.text.count) bytes")
    }

    private mutating func receive() throws(BrokenPromise) {
        guard sent < feed.text.count else {
            reader.finish()
            return
        }
        let size = sizes[receives % sizes.count]
        receives += 1
        let (sent, text, chunk) = (sent, feed.text, feed.chunk)
        self.sent += try unsafe reader.receive { free throws(BrokenPromise) in
            guard free.count >= chunk else {
                throw BrokenPromise("room for \(free.count) bytes where \(chunk) were promised")
            }
            let count = min(size, text.count - sent, free.count)
            unsafe free.copyBytes(from: text[sent..<sent + count])
            return count
        }
    }

    /// Puts another reader in the place of one that is further than it began.
    private mutating func handOver() {
        let mark = reader.mark
        guard mark.offset > handedOver else { return }
        consume()
        handedOver = mark.offset
        sent = Int(mark.offset)
        let next = QuoteReader(options: options, symbol: feed.symbol, symbols: symbols)
        next.resume(at: mark)
        reader = next
    }

    private mutating func consume() {
        for (place, quote) in unconsumed { reading.items[place] = .quote(ReadQuote(quote, symbols: symbols)) }
        unconsumed = []
    }
}

extension ReadQuote {
    init(_ quote: Quote, symbols: SymbolTable) {
        text = unsafe [UInt8](UnsafeBufferPointer(start: quote.text, count: Int(quote.textLength)))
        symbol = symbols.name(of: quote.symbol)
        price = Array(text.suffix(Int(quote.priceLength)))
        value = quote.traits.contains(.wide) ? 0 : quote.value
        traits = quote.traits.rawValue
    }
}
