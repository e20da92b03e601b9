/// In which order the quotes of a source come, told by the timestamps of the first of them, each symbol's apart.
package struct TimeOrder {
    package enum Verdict: Equatable {
        case oldestFirst
        case newestFirst
        /// Both ways.
        case mixed
        /// There are too few timestamps that differ, or they cannot be read.
        case unknown
    }

    /// How two quotes of a symbol follow one another, for one way to read their timestamps.
    private struct Tally {
        var ascents = 0
        var descents = 0
        var isReadable = true

        mutating func add(_ earlier: Int64?, _ later: Int64?) {
            guard let earlier, let later else { return isReadable = false }
            if later > earlier { ascents += 1 }
            if later < earlier { descents += 1 }
        }

        var verdict: Verdict {
            guard isReadable, ascents + descents > 1 else { return .unknown }
            return ascents == 0 ? .newestFirst : descents == 0 ? .oldestFirst : .mixed
        }
    }

    /// Quotes that are looked at.
    package static let sample = 200

    private var last: [SymbolID: SortableTime] = [:]
    private var tallies = (dayFirst: Tally(), monthFirst: Tally())
    /// Quotes looked at.
    package private(set) var count = 0

    package init() {}

    /// Looks at the next quote.
    package mutating func add(_ quote: Quote) {
        count += 1
        guard let time = SortableTime(quote.timestampText) else { return }
        if let before = last[quote.symbol] {
            tallies.dayFirst.add(before.dayFirst, time.dayFirst)
            tallies.monthFirst.add(before.monthFirst, time.monthFirst)
        }
        last[quote.symbol] = time
    }

    /// What the quotes so far say: where days and months cannot be told apart, the reading that makes an order of them.
    package var verdict: Verdict {
        let verdicts = [tallies.dayFirst.verdict, tallies.monthFirst.verdict]
        return verdicts.first { $0 == .oldestFirst || $0 == .newestFirst } ?? verdicts.first { $0 == .mixed }
            ?? .unknown
    }
}
