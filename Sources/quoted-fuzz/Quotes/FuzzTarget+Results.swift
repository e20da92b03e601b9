import Oracles
import Quotes

extension FuzzTarget {
    func checkResults(_ input: inout FuzzInput) throws(BrokenPromise) {
        var check = ResultCheck(&input)
        // The first line tells the dialect.
        let text = Array("1.5,1.5,1.5,1.5\n".utf8) + input.bytes
        let columns = input.one(of: [(1, 2, 3), (2, 3, 1)])
        let options = Dialect.Options(
            delimiter: UInt8(ascii: ","), hasHeader: false, symbol: .number(columns.0), timestamp: .number(columns.1),
            price: .number(columns.2))
        let reader = QuoteReader(
            options: .init(dialect: options, maximumLine: text.count + 64, chunk: text.count), symbol: "DEF",
            symbols: check.symbols)
        _ = unsafe reader.receive { free in
            unsafe free.copyBytes(from: text)
            return text.count
        }
        reader.finish()
        var event = QuoteReader.Event.full
        while event != .ended {
            let quotes = [Quote](capacity: 100) { event = reader.read(into: &$0) }
            try check.take(quotes)
            if event == .needsRecycling { reader.recycle() }
        }
    }
}

/// Makes results of quotes, and compares each line with what long division says.
private struct ResultCheck {
    let symbols = SymbolTable()
    private let format: ResultFormat
    private let results: ResultMaker
    private var naive: NaiveAverage
    /// Bytes of room over and above what the next result needs.
    private let spare: Int
    private var seq = 0

    init(_ input: inout FuzzInput) {
        let window = input.one(of: [1, 2, 3, 4, 7, 10, 16, 100, 1_000, 65_536])
        let decimals = input.number(below: 19)
        let isPartial = input.flag()
        format = input.one(of: ResultFormat.allCases)
        spare = input.one(of: [0, 1, 100, 400, 5_000])
        let average = MovingAverage(window: window, warmUp: isPartial ? .partial : .skip)
        results = ResultMaker(average: average, symbols: symbols, format: format, decimals: decimals)
        naive = NaiveAverage(window: window, decimals: decimals, isPartial: isPartial)
    }

    mutating func take(_ quotes: [Quote]) throws(BrokenPromise) {
        var rest = quotes[...]
        while let first = rest.first {
            let room = ResultMaker.room(textLength: Int(first.textLength)) + spare
            let (taken, lines) = try lines(of: Array(rest), room: room)
            var expected = 0
            for quote in rest.prefix(taken) {
                guard let mean = naive.add(name(of: quote), attounits(of: quote)) else { continue }
                try promise(expected < lines.count, "no line for a quote with a mean")
                try compare(lines[expected], quote, mean: mean)
                expected += 1
            }
            try promise(expected == lines.count, "\(lines.count) lines for \(expected) means")
            try promise(results.seq == UInt64(seq), "\(results.seq) results, not \(seq)")
            rest = rest.dropFirst(taken)
        }
    }

    /// How many quotes are taken for a room that ends where its bytes do, and the lines as they are marked.
    private func lines(of quotes: [Quote], room: Int) throws(BrokenPromise) -> (Int, [[UInt8]]) {
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: room)
        let marks = UnsafeMutableBufferPointer<LineMark>.allocate(capacity: quotes.count)
        defer {
            unsafe bytes.deallocate()
            unsafe marks.deallocate()
        }
        let step = unsafe results.take(quotes.span, into: bytes, marks: marks)
        try promise(step.quotes > 0, "nothing is taken for a room of \(room)")
        var lines: [[UInt8]] = []
        var start = 0
        for number in 0..<step.lines {
            let end = unsafe Int(marks[number].end)
            try promise(start < end && end <= step.bytes, "a line from \(start) to \(end) of \(step.bytes)")
            unsafe lines.append(Array(bytes[start..<end]))
            start = end
        }
        try promise(start == step.bytes, "\(step.bytes) bytes in lines that end at \(start)")
        return (step.quotes, lines)
    }

    private mutating func compare(_ line: [UInt8], _ quote: Quote, mean: String) throws(BrokenPromise) {
        seq += 1
        let text = text(of: quote)
        switch format {
        case .csv:
            let expected = text + Array(",\(mean)\n".utf8)
            try promise(line == expected, "\(shown(line)), not \(shown(expected))")
        case .json:
            let found = try? format.lines(of: line).first
            guard let found, line.last == UInt8(ascii: "\n") else { throw BrokenPromise("no JSON: \(shown(line))") }
            let fields = [found.symbol, found.timestamp].map { NaiveReader.inCSV(Array($0.utf8)) }
            let told = Array(fields.joined(separator: [0x2C])) + Array(",\(found.price)".utf8)
            try promise(
                told == text && found.seq == seq && found.sma == mean && Array(found.symbol.utf8) == name(of: quote),
                "\(shown(line)), not \(seq), \(shown(text)) and \(mean)")
        }
    }

    private func text(of quote: Quote) -> [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: quote.text, count: Int(quote.textLength)))
    }

    private func name(of quote: Quote) -> [UInt8] { symbols.name(of: quote.symbol) }

    private func attounits(of quote: Quote) -> Int128 {
        let price = text(of: quote).suffix(Int(quote.priceLength))
        return FuzzTarget.results.attounits(String(decoding: price, as: UTF8.self))
    }

    private func shown(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).debugDescription }
}
