/// What was understood of a source and why, for a person who has a strange file before them.
package struct Explanation {
    /// What the log calls the source.
    private let name: String
    private let symbol: String
    private let options: Dialect.Options
    private(set) var start = Start()
    private(set) var finding: Finding?
    private(set) var decimalSign = DecimalSign.point
    /// Why it cannot be read at all.
    package private(set) var error: DialectError?
    private(set) var quotes: [ExplainedQuote] = []
    private(set) var badLines: [BadLine] = []
    private(set) var counts = QuoteReader.Counts()
    private(set) var order = TimeOrder.Verdict.unknown

    /// How the bytes begin.
    struct Start {
        var hasByteOrderMark = false
        var hasReturns = false
        var isASCII = true
    }

    /// A quote as it was understood.
    struct ExplainedQuote {
        var symbol: String
        var timestamp: String
        var price: Price
    }

    /// Bytes that are looked at.
    private static let sample = 1 << 20

    /// Reads the first quotes of a source.
    ///
    /// - Parameters:
    ///   - name: what the source is called.
    ///   - symbol: the symbol where the data has no such column.
    ///   - read: writes the next bytes of the source, and returns how many; 0 at the end.
    package init<Failure: Error>(
        of name: String, symbol: String, options: QuoteReader.Options,
        read: (UnsafeMutableRawBufferPointer, _ hasQuotes: Bool) throws(Failure) -> Int
    ) throws(Failure) {
        self.name = name
        self.symbol = symbol
        self.options = options.dialect
        let symbols = SymbolTable()
        let reader = QuoteReader(options: options, symbol: symbol, symbols: symbols)
        var order = TimeOrder()
        var received = 0
        while true {
            var event = QuoteReader.Event.ended
            let new = [Quote](capacity: TimeOrder.sample - order.count) { event = reader.read(into: &$0) }
            for quote in new {
                order.add(quote)
                quotes.append(ExplainedQuote(quote, symbols))
            }
            if case .badLine(let line) = event { badLines.append(line) }
            if case .failed(let error) = event { self.error = error }
            if event == .needsRecycling { reader.recycle() }
            if event == .needsBytes {
                let hasQuotes = order.count > 0
                let first = received == 0
                var start = self.start
                let count = try unsafe reader.receive { free throws(Failure) in
                    let count = received < Self.sample ? try unsafe read(free, hasQuotes) : 0
                    unsafe start.note(UnsafeRawBufferPointer(rebasing: free.prefix(count)), isFirst: first)
                    return count
                }
                self.start = start
                received += count
                if count == 0, received < Self.sample { reader.finish() } else if count == 0 { break }
            }
            if event == .ended || error != nil || order.count == TimeOrder.sample { break }
        }
        finding = reader.finding
        decimalSign = reader.dialect?.decimalSign ?? .point
        counts = reader.counts
        self.order = order.verdict
    }
}

extension Explanation.Start {
    mutating func note(_ bytes: UnsafeRawBufferPointer, isFirst: Bool) {
        if isFirst { hasByteOrderMark = unsafe bytes.starts(with: QuoteReader.byteOrderMark) }
        let content = unsafe bytes.dropFirst(isFirst && hasByteOrderMark ? 3 : 0)
        isASCII = unsafe isASCII && content.allSatisfy { $0 < 0x80 }
        hasReturns = unsafe hasReturns || content.contains(UInt8(ascii: "\r"))
    }
}

extension Explanation.ExplainedQuote {
    init(_ quote: Quote, _ symbols: SymbolTable) {
        symbol = String(decoding: symbols.name(of: quote.symbol), as: UTF8.self)
        timestamp = String(decoding: quote.timestampText, as: UTF8.self)
        price = quote.price
    }
}

// MARK: As text

extension Explanation: CustomStringConvertible {
    package var description: String {
        var text = "\(name)\n"
        for (what, how) in understood { text += "  \(padded(what, to: 14))\(how)\n" }
        if !quotes.isEmpty {
            text += "The first quotes:\n"
            let shown = quotes.prefix(5)
            let width = shown.map { $0.symbol.count }.max() ?? 0
            let timeWidth = shown.map { $0.timestamp.count }.max() ?? 0
            for quote in shown {
                text +=
                    "  \(padded(quote.symbol, to: width))  \(padded(quote.timestamp, to: timeWidth))  \(quote.price)\n"
            }
        }
        if !doubts.isEmpty { text += "Doubtful:\n" + doubts.map { "  \($0)\n" }.joined() }
        if finding != nil {
            text += "To say otherwise: "
            text += isOfObjects ? "" : "--delimiter C, --no-header, "
            text += "--columns symbol=NAME,time=NAME,price=NAME, --symbol NAME\n"
        }
        return text
    }

    private var isOfObjects: Bool {
        if case .objects? = finding?.dialect.form { true } else { false }
    }

    /// What was understood, each with the reason.
    private var understood: [(String, String)] {
        guard let finding else { return [("empty", "there is no line that could tell anything")] }
        let encoding =
            (start.isASCII ? "ASCII" : "UTF-8") + (start.hasByteOrderMark ? ", with a byte-order mark" : "")
            + ", lines end in " + (start.hasReturns ? "CR LF" : "LF")
        if case .objects(let members) = finding.dialect.form {
            let member = { (name: String?) in name.map { "member '\($0.readable(limit: 40))'" } }
            return [
                ("encoding", encoding), ("form", "a JSON object a line, as the first line is one"),
                ("symbol", member(members.symbol) ?? noSymbol),
                ("time", member(members.timestamp) ?? "none in the data"),
                ("price", "member '\(members.price.readable(limit: 40))'"), ("order", orderText),
            ]
        }
        return [("encoding", encoding)] + shape(finding) + [("order", orderText)]
    }

    private var noSymbol: String { "none in the data: '\(symbol.readable(limit: 40))' (--symbol)" }

    private func shape(_ finding: Finding) -> [(String, String)] {
        let dialect = finding.dialect
        let names = [UInt8(ascii: "\t"): "tab", 0x2C: "comma", 0x3B: "semicolon", 0x7C: "bar", 0x20: "space"]
        let delimiter = names[dialect.delimiter] ?? "'\(Character(Unicode.Scalar(dialect.delimiter)))'"
        let why = options.delimiter != nil ? "by --delimiter" : "it makes the most of the first line"
        let header = finding.names.map {
            "the first line: " + $0.map { $0.readable(limit: 40) }.joined(separator: ", ")
        }
        let columns = dialect.columns
        var rows = [
            ("delimiter", "\(delimiter): \(why)"),
            ("decimal sign", decimalSign == .comma ? "comma: the first price that tells has one" : "point"),
            (
                "header",
                header ?? "none" + (options.hasHeader == false ? ", by --no-header" : ": the first line has a price")
            ),
        ]
        if case .wide(let cells) = dialect.form {
            let symbols = cells.prefix(5).map { $0.symbol.readable(limit: 40) }.joined(separator: ", ")
            rows.append(("symbol", "\(cells.count) columns, one a symbol: \(symbols)\(cells.count > 5 ? ", …" : "")"))
        } else {
            rows.append(("symbol", columns.symbol.map { column($0, finding, finding.symbol) } ?? noSymbol))
        }
        rows.append(
            ("time", columns.timestamp.map { column($0, finding, finding.timestamp) } ?? "none in the data"))
        if dialect.form == .records { rows.append(("price", column(columns.price, finding, finding.price))) }
        return rows
    }

    private func column(_ column: Int, _ finding: Finding, _ why: Finding.Reason) -> String {
        let name = finding.names.flatMap { column < $0.count ? ", '\($0[column].readable(limit: 40))'" : nil } ?? ""
        return "column \(column + 1)\(name): \(why)"
    }

    private var orderText: String {
        switch order {
        case .oldestFirst: "oldest first"
        case .newestFirst: "newest first"
        case .mixed: "neither oldest nor newest first"
        case .unknown: "unknown: the timestamps do not tell"
        }
    }

    private func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension Finding.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .option: "by --columns"
        case .name: "by its name"
        case .emptyName: "the first name is empty, as that of an index"
        case .onlyOther: "it is the only one beside the time"
        case .place: "by its place"
        case .look: "by what the first line looks like"
        case .candle: "the close after open, high and low"
        case .wide: "a column a symbol"
        }
    }
}
