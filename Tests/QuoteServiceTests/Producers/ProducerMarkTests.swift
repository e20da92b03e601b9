import Coroutines
import Quotes
import Testing

@testable import QuoteService

/// Where a producer is in its source whenever the deque is empty, which is what a checkpoint says of it.
@Suite(.timeLimit(.minutes(10))) struct ProducerMarkTests {
    typealias Setting = ProducerTests.Setting

    @Test(arguments: [1, 2, 3, 7, 64], [1, 5, 64, 1000])
    func `every quote before the mark was taken, and none behind it`(_ deque: Int, _ chunk: Int) throws {
        let lines = (0..<300).map { $0 % 10 == 3 ? "A,t,\n" : $0 % 10 == 7 ? "A,t,x\n" : "A,t\($0),\($0)\n" }
        let text = Array(lines.joined().utf8)
        let setting = Setting(deque: deque)
        let pieces = stride(from: 0, to: text.count, by: chunk).map { text[$0..<min($0 + chunk, text.count)] }
        setting.produce(pieces.map { .bytes(String(decoding: $0, as: UTF8.self)) })
        var looks = 0
        setting.onEmptied = { [unowned setting] in
            looks += 1
            let mark = setting.producers[0].mark
            let before = String(decoding: text.prefix(Int(mark.offset)), as: UTF8.self).split(separator: "\n")
            #expect(before.count { !$0.hasSuffix(",") && !$0.hasSuffix("x") } == setting.taken.count)
            #expect(mark.line == before.count)
            #expect(mark.counts.quotes == setting.taken.count)
        }
        try setting.run()
        #expect(looks > 0)
        #expect(setting.producers[0].mark.offset == UInt64(text.count))
    }

    @Test func `a quote that waits until it is due is behind the mark, though it is read`() throws {
        let setting = Setting()
        let lines = (0..<5).map { "A,2026-01-02 10:00:0\($0),1\n" }
        let producer = setting.produce([.bytes(lines.joined())], pace: 1)
        setting.scheduler.spawn("watch") { task in
            for count in 1...3 {
                try await task.sleep(until: Instant(nanoseconds: Int64(count) * 1_000_000_000 - 500_000_000))
                #expect(setting.taken.count == count)
                #expect(setting.producers[0].mark.offset == UInt64(count * lines[0].utf8.count))
            }
            try task.kill(producer)
        }
        try setting.run()
        #expect(setting.taken.count == 3)
        #expect(setting.producers[0].mark.offset == UInt64(3 * lines[0].utf8.count))
    }

    @Test func `the mark stays at the end of a file until there are bytes of the next`() throws {
        let setting = Setting()
        setting.produce([
            .bytes("A,t,1\nA,t,2\n"), .outcome(.begunAnew(isCutOff: false)), .silence(.seconds(10)), .bytes("A,t,3\n"),
            .silence(.seconds(10)),
        ])
        var marks: [UInt64] = []
        setting.scheduler.spawn("watch") { task in
            for _ in 0..<2 {
                try await task.sleep(for: .seconds(9))
                marks.append(setting.producers[0].mark.offset)
            }
        }
        try setting.run()
        #expect(marks == [12, 6])
    }

    @Test func `a line that stops the source is behind the mark, for whoever has mended it`() throws {
        let setting = Setting()
        setting.settings.onBadLine = .stop
        setting.produce([.bytes("A,t,1\nA,t,x\nA,t,2\n")])
        setting.scheduler.onFailure = { _ in }
        try setting.run()
        let mark = setting.producers[0].mark
        #expect((mark.offset, mark.line, mark.counts.bad) == (6, 1, 0))
        #expect(setting.taken.count == 1)
    }

    @Test func `a producer that goes on counts only what it reads itself`() throws {
        let setting = Setting()
        var mark = QuoteReader.Mark()
        (mark.offset, mark.line, mark.counts) = (100, 7, .init(quotes: 5, missing: 1, bad: 1))
        mark.dialect = Dialect(
            delimiter: 0x3B, decimalSign: .comma, hasHeader: true, columns: .init(symbol: 1, timestamp: nil, price: 0))
        setting.produce(from: ScriptedSource([.bytes("1,5;A\nx;A\n")], beginning: mark))
        try setting.run()
        #expect(setting.texts == ["A,,1.5"])
        #expect((setting.counters.quotes, setting.counters.badLines) == (1, 1))
        #expect(setting.log == ["quoted: warning: source:9: price 'x' is not a number\n"])
        #expect(setting.producers[0].mark.offset == 110)
        #expect(setting.producers[0].counts.quotes == 6)
    }
}
