import Coroutines
import Quotes
import Testing

@testable import QuoteService

@Suite struct CountersTests {
    /// Counters of which every figure is different.
    static func counters() -> Counters {
        let counters = Counters(startTime: 1_767_364_200)
        (counters.quotes, counters.missing, counters.badLines, counters.dropped) = (1, 2, 3, 4)
        (counters.results, counters.feeders, counters.feedersAccepted, counters.reconnects) = (5, 6, 7, 8)
        (counters.subscribers, counters.subscribersAccepted, counters.subscribersRefused) = (9, 10, 11)
        counters.settledLosses = Counters.Losses(results: 10, subscribers: 10)
        counters.observe { Counters.Losses(results: 1, subscribers: 2) }
        counters.observe { Counters.Losses(results: 2) }
        counters.bytesWritten = 14
        (counters.checkpoints, counters.checkpointFailures, counters.checkpointTime) = (15, 16, 17)
        counters.checkpointBytes = 18
        counters.observe(QuoteQueue(capacity: 100, overflow: .block), SymbolTable())
        return counters
    }

    @Test func `the log always has what became of the quotes, and the rest where it plays a part`() {
        #expect(Counters().description == "0 quotes, 0 missing, 0 bad lines, 0 dropped, 0 results")
        #expect(
            Self.counters().description
                == "1 quotes, 2 missing, 3 bad lines, 4 dropped, 5 results, 6 feeds, 7 feeds accepted, 8 reconnects, "
                + "9 subscribers, 10 subscribers accepted, 11 subscribers refused, 12 subscribers lagged, 13 results lost, "
                + "16 checkpoints not written"
        )
    }

    @Test func `the headline is what a glance is worth`() {
        #expect(Counters().headline == "0 quotes, 0 symbols, 0 feeds, 0 subscribers, 0 in the deque")
        #expect(
            Self.counters().headline
                == "1 quotes, 0 symbols, 6 feeds, 9 subscribers, 12 subscribers lagged, 13 results lost, 0 in the deque"
        )
    }

    @Test func `a status is one comment line or one object, with the same figures`() throws {
        let counters = Self.counters()
        let csv = counters.status(.csv)
        #expect(
            csv.hasPrefix("# status quotes=1 missing=2 badLines=3 repeated=0 dropped=4 results=5 symbols=0 feeders=6 "))
        #expect(csv.hasSuffix("\n") && csv.count { $0 == "\n" } == 1)
        let json = counters.status(.json)
        #expect(json.hasPrefix(#"{"status":{"quotes":1,"missing":2,"badLines":3,"#))
        #expect(json.hasSuffix("}}\n") && json.count { $0 == "\n" } == 1)
        let pairs = csv.dropLast().split(separator: " ").dropFirst(2).map { $0.split(separator: "=").map(String.init) }
        #expect(pairs.map { $0[0] } == Metric.all.map(\.key))
        for pair in pairs where pair[0] != "uptime" { #expect(json.contains("\"\(pair[0])\":\(pair[1])")) }
    }

    @Test func `what changes without being counted is looked up`() throws {
        let queue = QuoteQueue(capacity: 3, overflow: .block)
        let symbols = SymbolTable()
        let counters = Counters()
        counters.observe(queue, symbols)
        #expect((counters.dequeFill, counters.dequeCapacity, counters.symbols) == (0, 3, 0))
        // The reader knows a symbol of its own, which no quote here has.
        let reader = QuoteReader(options: QuoteReader.Options(), symbol: "X", symbols: symbols)
        let text = Array("A,1,2\nB,1,123456789012345.123456789\nA,1,2\n".utf8)
        _ = unsafe reader.receive { free in
            unsafe free.copyBytes(from: text)
            return text.count
        }
        queue.deque.append { quotes in _ = reader.read(into: &quotes) }
        #expect((counters.dequeFill, counters.symbols) == (3, 2))
        queue.deque.removeAll()
        #expect(counters.dequeFill == 0)
        withExtendedLifetime(reader) {}
    }

    @Test func `a figure has one name everywhere, and explains itself`() throws {
        #expect(Set(Metric.all.map(\.key)).count == Metric.all.count)
        #expect(Set(Metric.all.compactMap(\.stem)).count == Metric.all.compactMap(\.stem).count)
        for metric in Metric.all {
            #expect(metric.help.hasSuffix("."))
            #expect(metric.name.map { $0.hasSuffix("_total") == (metric.kind == .counter) } ?? true)
        }
    }

    @Test func `the text for Prometheus keeps to its grammar and has every figure`() throws {
        let counters = Self.counters()
        let samples = try PrometheusText(counters.prometheusText).samples
        var expected = ["quoted_build_info": PrometheusText.Sample(kind: "gauge", value: 1)]
        for metric in Metric.all {
            guard let name = metric.name else { continue }
            expected[name] = PrometheusText.Sample(kind: metric.kind.rawValue, value: Double(metric.value(counters)))
        }
        #expect(samples == expected)
        #expect(samples["quoted_results_lost_total"]?.value == 13)
        #expect(samples["quoted_start_time_seconds"]?.value == 1_767_364_200)
    }
}
