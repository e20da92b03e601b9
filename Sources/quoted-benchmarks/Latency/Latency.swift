/// How long it takes from a quote that goes in over TCP to its result that comes out of the Unix socket, by `quoted` and by
/// a C program that does nothing but pass lines on.
///
/// Both run all the time and take turns of a few quotes, so that whatever else the machine does hits both alike. The next
/// quote is sent when the line of the last one is there. Who runs where decides more than what the programs do, and the
/// system decides that by chance; so both cases are measured apart.
struct Latency: Benchmark {
    private let quotes: Int
    private let gap: Int
    private let atMost: Double?

    /// Quotes in a turn of one program.
    private static let turn = 50
    /// Turns that only warm up.
    private static let warmUp = 2

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        quotes = try arguments.takeCount("--quotes", default: 20_000)
        gap = try arguments.takeCount("--gap", default: 0, from: 0)
        atMost = try arguments.takeRatio("--at-most")
    }

    /// Measures, prints the table.
    func run() throws(BenchmarkError) {
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            let relay = try PeerSource.build("relay", in: scratch)
            let sockets = ["quoted", "relay"].map { "\(scratch)/\($0).sock" }
            let quoted = try Program.quoted(
                "--listen", "127.0.0.1:0", "--output", "unix:\(sockets[0])", "--no-output-header", "--warmup", "partial"
            )
            let talks = [
                try Conversation(quoted, socket: sockets[0]),
                try Conversation(Program(name: "relay", command: [relay, sockets[1]]), socket: sockets[1]),
            ]
            var table = Table(
                columns: ["processors", "program", "median µs", "99th percentile µs", "x relay"], labels: 2)
            var ratios: [Double] = []
            for placement in Placement.possible {
                try placement.apply(to: talks.map(\.service.process))
                let microseconds = try measure(talks)
                let medians = microseconds.map(median)
                ratios.append(medians[0] / medians[1])
                for (index, talk) in talks.enumerated() {
                    table.add([
                        index == 0 ? placement.name : "", talk.name, decimal(medians[index], places: 1),
                        decimal(percentile(99, of: microseconds[index]), places: 1),
                        decimal(medians[index] / medians[1], places: 2),
                    ])
                }
            }
            try talks[0].service.stop()
            try talks[1].endFeed()

            let pause = gap > 0 ? ", \(grouped(gap)) µs apart" : ", one after the other"
            print("One quote in over TCP, one line out on a Unix socket: \(grouped(quotes)) each\(pause)")
            print(table)
            if let atMost, ratios.contains(where: { $0 > atMost }) {
                throw .tooSlow("A median is more than \(decimal(atMost, places: 2)) times the relay's.")
            }
        }
    }

    /// Lets the two talk in turns, and returns what each of them took, in microseconds.
    private func measure(_ talks: [Conversation]) throws(BenchmarkError) -> [[Double]] {
        var microseconds: [[Double]] = [[], []]
        var warmUp = Self.warmUp
        while microseconds[0].count < quotes {
            let count = min(Self.turn, quotes - microseconds[0].count)
            let order = (microseconds[0].count / Self.turn).isMultiple(of: 2) ? [0, 1] : [1, 0]
            for index in order {
                let times = try talks[index].exchange(count, gap: gap)
                if warmUp == 0 { microseconds[index] += times }
            }
            warmUp = max(0, warmUp - 1)
        }
        return microseconds
    }
}

/// Who runs on which processor.
private struct Placement {
    let name: String
    private let ours: Int32
    private let theirs: Int32

    /// Programs and benchmark on one processor, and, where there is another, on one each.
    static var possible: [Placement] {
        let processors = Processors.all
        guard processors.count > 1 else { return processors.map { Placement(name: "one", ours: $0, theirs: $0) } }
        return [
            Placement(name: "one", ours: processors[0], theirs: processors[0]),
            Placement(name: "two", ours: processors[0], theirs: processors[1]),
        ]
    }

    func apply(to programs: [RunningProgram]) throws(BenchmarkError) {
        try Processors.bind(to: ours)
        for program in programs { try Processors.bind(program, to: theirs) }
    }
}
