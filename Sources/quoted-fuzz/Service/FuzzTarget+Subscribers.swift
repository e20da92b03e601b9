import FoundationEssentials
import Oracles
import QuoteService
import Quotes

extension FuzzTarget {
    func checkSubscribers(_ input: inout FuzzInput) throws(BrokenPromise) {
        let format = input.one(of: ResultFormat.allCases)
        let lag = input.one(of: Settings.Lag.allCases)
        let sent = input.bytes
        let first = input.number(below: 3)
        let sizes = input.sizes()

        let commands = Self.pieces(of: sent, [.max])
        try promise(commands == Self.plainCommands(sent), "\(commands), not \(Self.plainCommands(sent))")
        try promise(Self.pieces(of: sent, sizes) == commands, "other commands in pieces of \(sizes)")

        let whole = try SubscriberSession(format, lag, from: first)
        let answers = try whole.answers(to: sent, sizes: [.max], taking: [.max])
        let cut = try SubscriberSession(format, lag, from: first)
        let answersToPieces = try cut.answers(to: sent, sizes: sizes, taking: sizes)
        try promise(answers == answersToPieces, "other answers in pieces of \(sizes)")
        try Self.checkLines(answers, format, results: whole.lines)
    }

    /// The commands in what is sent, taken in by turns in pieces of these sizes.
    private static func pieces(of sent: [UInt8], _ sizes: [Int]) -> [SubscriberCommand] {
        var lines = CommandLines()
        var commands: [SubscriberCommand] = []
        for piece in sent.cut(sizes) {
            lines.receive(piece)
            while let command = lines.next() { commands.append(command) }
        }
        return commands
    }

    /// The commands of all lines that have an end.
    private static func plainCommands(_ sent: [UInt8]) -> [SubscriberCommand] {
        sent.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast().compactMap { line in
            SubscriberCommand(String(decoding: line, as: UTF8.self))
        }
    }

    /// Promises that a subscriber gets nothing but whole lines, each a result or a notice.
    private static func checkLines(_ bytes: [UInt8], _ format: ResultFormat, results: Set<[UInt8]>)
        throws(BrokenPromise)
    {
        guard !bytes.isEmpty else { return }
        try promise(bytes.last == UInt8(ascii: "\n"), "a part of a line")
        for line in bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if results.contains(Array(line)) { continue }
            let text = String(decoding: line, as: UTF8.self)
            switch format {
            case .csv: try promise(text.hasPrefix("# "), "no notice: \(text.debugDescription)")
            case .json:
                let notice = try? JSONDecoder().decode([String: AnyJSON].self, from: Data(line))
                try promise(notice?.count == 1, "no notice: \(text.debugDescription)")
            }
        }
    }
}

/// Any value, of which only the syntax matters.
private struct AnyJSON: Decodable {
    init(from decoder: any Decoder) throws {}
}

/// A subscriber of a log with a few results, some of which it may have missed.
private struct SubscriberSession {
    let lines: Set<[UInt8]>
    private let results = ResultLog(capacity: 4096, history: 4)
    private let symbols = SymbolTable()
    private let subscriber: Subscriber
    private let format: ResultFormat

    private static let quotes = "A,t,1\n\"B\"\"\",u,2\nA,v,3\nC,w,4\nA,x,5\n株,y,6\n"

    /// - Parameter line: the first it gets; the log has lost some by then.
    init(_ format: ResultFormat, _ lag: Settings.Lag, from line: Int) throws(BrokenPromise) {
        self.format = format
        let average = MovingAverage(window: 1)
        let maker = ResultMaker(average: average, symbols: symbols, format: format, decimals: 1)
        let reader = QuoteReader(options: .init(chunk: Self.quotes.utf8.count), symbol: "S", symbols: symbols)
        _ = unsafe reader.receive { free in
            unsafe free.copyBytes(from: Self.quotes.utf8)
            return Self.quotes.utf8.count
        }
        let quotes = [Quote](capacity: 8) { _ = reader.read(into: &$0) }
        guard let room = results.reserve(2_000) else { throw BrokenPromise("no room in an empty log") }
        let step = unsafe maker.take(quotes.span, into: room.bytes, marks: room.marks)
        try promise(step.quotes == 6 && step.lines == 6, "\(step.lines) results of 6 quotes")
        let text = unsafe Array(room.bytes.prefix(step.bytes))
        lines = Set(text.split(separator: UInt8(ascii: "\n")).map(Array.init))
        results.commit(step.bytes, lines: step.lines)
        subscriber = Subscriber(
            id: 1, results: results, symbols: symbols, format: format, lag: lag, from: UInt64(line), header: "")
    }

    /// What the subscriber gets for the bytes it sends, when it takes so many bytes at a time.
    func answers(to sent: [UInt8], sizes: [Int], taking: [Int]) throws(BrokenPromise) -> [UInt8] {
        var commands = CommandLines()
        var answers = Answers(taking: taking)
        for piece in sent.cut(sizes) {
            commands.receive(piece)
            while let command = commands.next() {
                subscriber.receive(command) { Array(format == .csv ? "# status\n".utf8 : "{\"status\":1}\n".utf8) }
                while subscriber.isAnswering, try answers.take(from: subscriber) {}
            }
        }
        while try answers.take(from: subscriber) {}
        return answers.bytes
    }
}

/// What a subscriber has got so far.
private struct Answers {
    let taking: [Int]
    private(set) var bytes: [UInt8] = []
    private var turn = 0

    init(taking: [Int]) { self.taking = taking }

    /// Takes what is there next, which may be nothing by turns; whether there was anything.
    mutating func take(from subscriber: Subscriber) throws(BrokenPromise) -> Bool {
        guard case .deliver = subscriber.next() else { return false }
        guard turn < 1 << 20 else { throw BrokenPromise("a subscriber is never done") }
        let size = taking[turn % taking.count]
        turn += 1
        unsafe subscriber.deliver { offered in
            unsafe bytes += offered.prefix(size)
            return min(size, offered.count)
        }
        return true
    }
}

extension [UInt8] {
    /// Pieces of these sizes by turns, empty ones among them.
    fileprivate func cut(_ sizes: [Int]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = self[...]
        while !rest.isEmpty {
            let size = sizes[pieces.count % sizes.count]
            pieces.append(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        return pieces
    }
}
