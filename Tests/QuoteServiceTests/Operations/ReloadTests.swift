import Testing

@testable import QuoteService

@Suite struct ReloadTests {
    /// One changed setting, the flag it belongs to, and whether it takes effect.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let isLive: Bool
        let change: @Sendable (inout Settings) -> Void

        init(_ name: String, live isLive: Bool = false, change: @escaping @Sendable (inout Settings) -> Void) {
            self.name = name
            self.isLive = isLive
            self.change = change
        }

        var testDescription: String { name }
    }

    static let cases = [
        Case("log-level", live: true) { $0.logLevel = .debug },
        Case("metrics-file", live: true) { $0.metricsFile = "m" },
        Case("on-bad-line", live: true) { $0.onBadLine = .stop },
        Case("rejects", live: true) { $0.rejects = "r" },
        Case("max-subscribers", live: true) { $0.maxSubscribers = 1 },
        Case("max-feeders", live: true) { $0.maxFeeders = 1 },
        Case("max-symbols") { $0.maxSymbols = 1 },
        Case("replay", live: true) { $0.replay = 11 },
        Case("file") { $0.sources.append(.file(path: "b")) },
        Case("connect") { $0.sources.append(.connect(Endpoint(host: "h", port: 1))) },
        Case("listen") { $0.sources.append(.listen(Endpoint(host: "h", port: 1))) },
        Case("follow") { $0.follow = true },
        Case("pace") { $0.pace = 2 },
        Case("delimiter") { $0.delimiter = 9 },
        Case("columns") { $0.columns.price = .number(1) },
        Case("no-header") { $0.noHeader = true },
        Case("symbol") { $0.symbol = "X" },
        Case("max-line") { $0.maxLine = 100 },
        Case("window") { $0.window = 5 },
        Case("warmup") { $0.warmup = .partial },
        Case("decimals") { $0.decimals = 2 },
        Case("output") { $0.outputs = [.unixSocket(path: "q")] },
        Case("format") { $0.format = .json },
        Case("no-output-header") { $0.noOutputHeader = true },
        Case("socket-mode") { $0.socketMode = 0o600 },
        Case("socket-group") { $0.socketGroup = "g" },
        Case("history") { $0.history = 16 },
        Case("lag") { $0.lag = .block },
        Case("deque") { $0.deque = 5 },
        Case("overflow") { $0.overflow = .dropOldest },
        Case("state-dir") { $0.stateDir = "s" },
        Case("config") { $0.config = "c" },
    ]

    @Test(arguments: cases) func `a changed setting takes effect, or is named as one that will`(_ test: Case) {
        let old = Settings()
        var new = old
        test.change(&new)
        let reload = Reload(of: new, over: old)
        #expect(reload.settings == (test.isLive ? new : old))
        #expect(reload.changed == (test.isLive ? [test.name] : []))
        #expect(reload.deferred == (test.isLive ? [] : [test.name]))
        #expect(
            Reload.report(reload.changed)
                == (test.isLive
                    ? "configuration read again: --\(test.name) changed"
                    : "configuration read again: nothing has changed"))
        #expect(reload.warning == (test.isLive ? nil : "--\(test.name): takes effect at the next start"))
    }

    @Test func `the table says of every option whether it can change`() {
        let kept = Set(Option.all.filter { !$0.texts(in: Settings()).isEmpty || !$0.value.isSwitch }.map(\.name))
        #expect(kept.subtracting(Self.cases.map(\.name)).isEmpty)
    }

    @Test func `what waits for the next start is named at each reload until it is taken back`() {
        let old = Settings()
        var new = old
        (new.window, new.deque, new.replay) = (20, 5, 0)
        let first = Reload(of: new, over: old)
        #expect(first.warning == "--window, --deque: take effect at the next start")
        let second = Reload(of: new, over: first.settings)
        #expect(second.warning == first.warning)
        #expect(second.changed == [])
        new.window = old.window
        new.deque = old.deque
        #expect(Reload(of: new, over: second.settings).warning == nil)
    }

    @Test func `a replay beyond the history in force is cut to it`() {
        var old = Settings()
        (old.history, old.replay) = (16, 4)
        var new = old
        (new.history, new.replay) = (1024, 500)
        let reload = Reload(of: new, over: old)
        #expect(reload.settings.replay == 16)
        #expect(reload.deferred == ["history", "replay"])
    }
}
