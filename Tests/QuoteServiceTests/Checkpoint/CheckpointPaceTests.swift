import Testing

@testable import QuoteService

@Suite struct CheckpointPaceTests {
    static func intervals(_ costs: [Duration]) -> [Duration] {
        var pace = CheckpointPace()
        return costs.map { pace.interval(afterCost: $0) }
    }

    @Test func `checkpoints come often at first, then once a second`() {
        let milliseconds = [16, 32, 64, 128, 256, 512, 1000, 1000, 1000]
        #expect(Self.intervals(Array(repeating: .zero, count: 9)) == milliseconds.map { .milliseconds($0) })
    }

    @Test func `they take less than a hundredth of the time, whatever one costs`() {
        let costs: [Duration] = [
            .microseconds(100), .milliseconds(1), .milliseconds(10), .seconds(1), .milliseconds(1),
        ]
        for (cost, interval) in zip(costs, Self.intervals(costs)) {
            #expect(cost * 100 < interval)
            #expect(interval <= max(.seconds(1), cost * 150))
        }
    }
}
