import Coroutines
import Quotes
import Testing

@testable import QuoteService

@Suite struct BadLineReportTests {
    /// Reads a text, and reports its bad lines.
    func report(_ text: String, _ settings: Settings, to log: Log) throws {
        let policy = BadLinePolicy()
        try policy.apply(settings, log: log)
        let badLines = BadLineReport(source: "q.csv", policy: policy, log: log)
        let reader = QuoteReader(options: .init(), symbol: "X", symbols: SymbolTable())
        _ = unsafe reader.receive { free in
            unsafe free.copyBytes(from: text.utf8)
            return text.utf8.count
        }
        reader.finish()
        let deque = BoundedDeque<Quote>(capacity: 100)
        while true {
            var event = QuoteReader.Event.ended
            deque.append { quotes in event = reader.read(into: &quotes) }
            guard case .badLine(let line) = event else { break }
            try badLines.report(line, of: reader, now: Instant(nanoseconds: 0))
        }
        badLines.sourceEnded()
    }

    static let text = "A,t,1\nA,t,abc\nA\nA,t,2\n\"A,\nt\",x,y\n"

    @Test func `bad lines are logged with source and number`() throws {
        let fixture = try Fixture()
        try report(Self.text, Settings(), to: fixture.log)
        #expect(
            fixture.logged == [
                "quoted: warning: q.csv:2: price 'abc' is not a number\n",
                "quoted: warning: q.csv:3: too few fields: 1 where at least 3 are needed\n",
                "quoted: warning: q.csv:5: price 'y' is not a number\n",
            ])
    }

    @Test func `from the eleventh on they are summed up`() throws {
        let fixture = try Fixture()
        try report("A,t,1\n" + String(repeating: "A,t,x\n", count: 25), Settings(), to: fixture.log)
        #expect(fixture.logged.count == 11)
        #expect(fixture.logged.last == "quoted: warning: q.csv: 15 more bad lines, 25 in all\n")
    }

    @Test func `rejects hold every bad line as it is, after source, number and reason`() throws {
        let fixture = try Fixture()
        let path = "\(fixture.directory)/rejects"
        var settings = Settings()
        settings.rejects = path
        for _ in 1...2 { try report(Self.text, settings, to: fixture.log) }
        let once = """
            q.csv\t2\tprice 'abc' is not a number\tA,t,abc
            q.csv\t3\ttoo few fields: 1 where at least 3 are needed\tA
            q.csv\t5\tprice 'y' is not a number\t"A,
            t",x,y

            """
        #expect(try fixture.content(of: "rejects") == once + once)
    }

    @Test func `the first bad line stops when it is to, and is among the rejects`() throws {
        let fixture = try Fixture()
        var settings = Settings()
        settings.onBadLine = .stop
        settings.rejects = "\(fixture.directory)/rejects"
        let error = #expect(throws: ServiceError.self) {
            try report(Self.text, settings, to: fixture.log)
        }
        #expect(error?.status == .badData)
        #expect(
            error?.description
                == "cannot go on after q.csv:2: price 'abc' is not a number; "
                + "mend the line, or let bad lines be skipped with --on-bad-line skip")
        #expect(try fixture.content(of: "rejects") == "q.csv\t2\tprice 'abc' is not a number\tA,t,abc\n")
    }
}
