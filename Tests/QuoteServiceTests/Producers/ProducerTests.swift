import Coroutines
import Quotes
import Synchronization
import Testing

@testable import QuoteService

@Suite(.timeLimit(.minutes(10))) struct ProducerTests {
    /// A deque, producers, and a consumer that takes down the text of quotes and when they came.
    final class Setting {
        let clock = ManualClock()
        let scheduler: Scheduler
        let queue: QuoteQueue
        let counters = Counters()
        let symbols = SymbolTable()
        var settings = Settings()
        private let logged = Lines()
        var taken: [(text: String, at: Instant)] = []
        var producers: [Producer] = []
        /// Called whenever the deque has been emptied, at which a checkpoint may be made.
        var onEmptied: () -> Void = {}

        final class Lines: Sendable {
            let lines = Mutex<[String]>([])
        }

        init(deque: Int = 16, overflow: OverflowPolicy = .block) {
            scheduler = Scheduler(clock: clock)
            queue = QuoteQueue(capacity: deque, overflow: overflow)
            settings.warmup = .partial
        }

        var texts: [String] { taken.map(\.text) }
        var log: [String] { logged.lines.withLock { $0 } }

        @discardableResult
        func produce(_ script: [ScriptedSource.Line], pace: Double? = nil) -> ScheduledTask {
            produce(from: ScriptedSource(script), pace: pace)
        }

        @discardableResult
        func produce(from source: any ByteSource, pace: Double? = nil) -> ScheduledTask {
            let log = Log { [logged] line in logged.lines.withLock { $0.append(line) } }
            let place = queue.open()
            return scheduler.spawn("producer") { [self] task in
                defer { place.leave() }
                let policy = BadLinePolicy()
                try policy.apply(settings, log: log)
                let producer = Producer(
                    source: source, queue: queue,
                    badLines: BadLineReport(source: source.name, policy: policy, log: log),
                    counters: counters, pacer: pace.map { Pacer(speed: $0) { log.warning($0) } }
                ) { [settings, symbols] in QuoteReader(options: settings.readerOptions, symbol: "S", symbols: symbols) }
                producers.append(producer)
                try await producer.run(task)
            }
        }

        func consume() {
            scheduler.spawn("consumer") { [self] task in
                while true {
                    guard let quote = queue.deque.first else {
                        if queue.deque.isClosed { return }
                        try await task.wait(for: queue.hasQuotes)
                        continue
                    }
                    let text = unsafe UnsafeBufferPointer(start: quote.text, count: Int(quote.textLength))
                    taken.append((unsafe String(decoding: text, as: UTF8.self), task.now))
                    _ = queue.deque.popFirst()
                    if queue.deque.isEmpty {
                        onEmptied()
                        queue.isEmptied.notifyAll()
                    }
                }
            }
        }

        func run() throws {
            consume()
            try scheduler.run()
        }
    }

    @Test(arguments: [1, 2, 3, 7, 16, 1000]) func `a feed that drips gives the same quotes as a burst`(deque: Int)
        throws
    {
        let lines = (0..<100).map { "A,t\($0),\($0).5" }
        let text = "symbol,time,price\n" + lines.joined(separator: "\n")
        let burst = Setting(deque: deque)
        burst.produce([.bytes(text)])
        try burst.run()
        #expect(burst.texts == lines)
        let drip = Setting(deque: deque)
        drip.produce(text.flatMap { [.silence(.milliseconds(1)), .bytes(String($0))] })
        try drip.run()
        #expect(drip.texts == lines)
        #expect(drip.counters.quotes == 100)
    }

    @Test func `what is there is handed on before more is waited for`() throws {
        let setting = Setting()
        setting.produce([.bytes("A,t,1\nA,t,2\nA,"), .silence(.seconds(5)), .bytes("t,3\n")])
        try setting.run()
        #expect(setting.taken.map(\.at.nanoseconds) == [0, 0, 5_000_000_000])
    }

    @Test func `a new beginning has its own header and columns`() throws {
        let setting = Setting()
        setting.produce([
            .bytes("symbol,time,price\nA,t,1\nB,t,2"), .outcome(.begunAnew(isCutOff: false)),
            .bytes("price;symbol\n3;C\n"), .outcome(.begunAnew(isCutOff: false)), .bytes("4\n"),
        ])
        try setting.run()
        #expect(setting.texts == ["A,t,1", "B,t,2", "C,,3", "S,,4"])
        #expect(setting.counters.quotes == 4)
    }

    @Test(arguments: [ReadOutcome.cutOff, .begunAnew(isCutOff: true)])
    func `a line that was cut off is a bad line`(_ outcome: ReadOutcome) throws {
        let setting = Setting()
        setting.produce([.bytes("A,t,1\nA,t,2.2"), .outcome(outcome)])
        try setting.run()
        #expect(setting.texts == ["A,t,1"])
        #expect(setting.counters.badLines == 1)
        #expect(setting.log == ["quoted: warning: source:2: cut off in the middle\n"])
    }

    @Test func `a loss between two lines cuts nothing off`() throws {
        let setting = Setting()
        setting.produce([.bytes("A,t,1\n"), .outcome(.cutOff)])
        setting.produce([.outcome(.cutOff)])
        try setting.run()
        #expect(setting.texts == ["A,t,1"])
        #expect(setting.counters.badLines == 0)
    }

    @Test func `the summary of bad lines comes when it is due, though no line comes`() throws {
        let setting = Setting()
        let bad = String(repeating: "A,t,x\n", count: 12)
        setting.produce([.bytes("A,t,1\n" + bad), .silence(.seconds(3600)), .bytes("A,t,2\n")])
        setting.scheduler.spawn("watch") { task in
            try await task.sleep(for: .seconds(61))
            #expect(setting.log.last == "quoted: warning: source: 2 more bad lines in the last minute, 12 in all\n")
        }
        try setting.run()
        #expect(setting.log.count == 11)
    }

    @Test func `a producer that is killed leaves its quotes readable and its place free`() throws {
        let setting = Setting(deque: 1000)
        let victim = setting.produce([
            .bytes("A,t,1\nA,t,2\n" + String(repeating: "A,t,x\n", count: 12)), .silence(.seconds(9)),
        ])
        setting.scheduler.spawn("killer") { task in try task.kill(victim) }
        setting.scheduler.spawn("late") { task in
            // Whatever memory was freed has other content by then.
            let rubbish = (0..<64).map { _ in [UInt8](repeating: 0x23, count: 200_000) }
            #expect(rubbish.count == 64)
            setting.consume()
        }
        try setting.scheduler.run()
        #expect(setting.texts == ["A,t,1", "A,t,2"])
        #expect(setting.queue.producers == 0)
        #expect(setting.log.last == "quoted: warning: source: 2 more bad lines, 12 in all\n")
    }

    @Test func `a producer with much to do lets the others have their turn`() throws {
        let setting = Setting(deque: 1 << 20)
        let many = String(repeating: "A,t,1\n", count: 20_000)
        setting.produce(Array(repeating: .bytes(many), count: 8))
        setting.produce([.bytes("B,t,1\n")])
        try setting.run()
        let place = try #require(setting.texts.firstIndex(of: "B,t,1"))
        #expect(place <= 8192)
        #expect(setting.taken.count == 160_001)
    }

    @Test(arguments: [1, 4, 16, 1024]) func `a full deque is shared by all who want to fill it`(deque: Int) throws {
        let setting = Setting(deque: deque)
        for symbol in ["A", "B", "C"] {
            setting.produce(Array(repeating: .bytes(String(repeating: "\(symbol),t,1\n", count: 8192)), count: 2))
        }
        try setting.run()
        #expect(setting.taken.count == 3 * 2 * 8192)
        // While all three have something, none is ahead of another by more than a few deques.
        let start = setting.texts.prefix(8192)
        let shares = ["A", "B", "C"].map { symbol in start.count { $0.hasPrefix(symbol) } }
        #expect(shares.allSatisfy { abs($0 - 8192 / 3) <= 3 * deque })
    }

    @Test(arguments: [1, 16, 1024]) func `a deque that drops the oldest drops none where the consumer keeps up`(
        deque: Int
    ) throws {
        let setting = Setting(deque: deque, overflow: .dropOldest)
        setting.produce([.bytes(String(repeating: "A,t,1\n", count: 10_000))])
        try setting.run()
        #expect(setting.taken.count == 10_000)
        #expect(setting.queue.deque.dropped == 0)
    }

    @Test func `a deque that drops the oldest does so where nobody takes`() throws {
        let setting = Setting(deque: 16, overflow: .dropOldest)
        setting.produce([.bytes((1...100).map { "A,t,\($0)\n" }.joined())])
        setting.scheduler.spawn("late") { task in
            for _ in 0..<1000 { try await task.yieldTurn() }
            setting.consume()
        }
        try setting.scheduler.run()
        #expect(setting.texts == (85...100).map { "A,t,\($0)" })
        #expect(setting.queue.deque.dropped == 84)
    }

    @Test func `quotes are replayed when they are due, however long each takes`() throws {
        let setting = Setting()
        let times = ["10:00:00", "10:00:01", "10:00:01.5", "10:00:00", "never", "10:00:09", "11:00:00"]
        setting.produce([.bytes(times.map { "A,\($0 == "never" ? $0 : "2026-01-02 \($0)"),1\n" }.joined())], pace: 2)
        try setting.run()
        #expect(setting.taken.map(\.at.nanoseconds) == [0, 500, 750, 750, 750, 4500, 1_800_000].map { $0 * 1_000_000 })
        #expect(setting.log.count == 1)
        #expect(setting.log.first?.contains("'never'") == true)
        #expect(setting.counters.quotes == 7)
    }

    @Test func `a replay that was held up makes up for it`() throws {
        var pacer = Pacer(speed: 60) { _ in Issue.record("no timestamp is unreadable") }
        let start = Instant(nanoseconds: 7)
        #expect(pacer.due(Timestamp(nanoseconds: 100), now: start) == nil)
        let minute: Int64 = 60_000_000_000
        for count in 1...100 {
            let due = pacer.due(Timestamp(nanoseconds: 100 + Int64(count) * minute), now: start + .seconds(50))
            #expect(due == start + .seconds(count))
        }
        #expect(pacer.due(Timestamp(nanoseconds: .min), now: start) == nil)
        #expect(pacer.due(Timestamp(nanoseconds: .max), now: start).map { $0 > start } == true)
    }

    @Test(arguments: [
        ("A,2026,1.5", "2026"), (",,1", ""), ("\"A,\"\"B\",t,1", "t"), ("A,\"Jan 2, 2026\",1", "Jan 2, 2026"),
        ("A,,123", ""),
    ])
    func `the timestamp of a quote is found in its text`(_ test: (text: String, timestamp: String)) throws {
        let setting = Setting()
        var found: [String] = []
        let reader = QuoteReader(
            options: .init(dialect: .init(delimiter: nil, hasHeader: true)), symbol: "S", symbols: setting.symbols)
        _ = unsafe reader.receive { buffer in
            unsafe buffer.copyBytes(from: "symbol,time,price\n\(test.text)\n".utf8)
            return test.text.utf8.count + 19
        }
        let quotes = [Quote](capacity: 4) { _ = reader.read(into: &$0) }
        found = quotes.map { String(decoding: $0.timestampText, as: UTF8.self) }
        #expect(found == (test.text.hasPrefix(",") ? [] : [test.timestamp]))
    }
}
