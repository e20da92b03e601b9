import Coroutines
import Testing

@testable import QuoteService

@Suite struct PacedWarningsTests {
    @Test func `a burst is written, then one now and then, which tells how many were left out`() throws {
        let fixture = try Fixture()
        let clock = ManualClock()
        let warnings = PacedWarnings(log: fixture.log, pace: LogPace(burst: 2, interval: .seconds(1))) { clock.now }
        for number in 1...5 { warnings.warn("line \(number)") }
        clock.advance(by: .seconds(1))
        for number in 6...7 { warnings.warn("line \(number)") }
        clock.advance(by: .seconds(60))
        warnings.warn("line 8")
        #expect(
            fixture.logged.filter { !$0.contains("debug: ") } == [
                "quoted: warning: line 1\n", "quoted: warning: line 2\n",
                "quoted: warning: line 6 (3 messages like this left out)\n",
                "quoted: warning: line 8 (1 messages like this left out)\n",
            ])
    }
}
