import Glibc

/// What checkpoints cost: the same quotes with and without a state directory, in turns.
struct CheckpointCost: Benchmark {
    private let rows: Int
    private let runs: Int
    private let repetitions: Int
    private let bar: Double?

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        rows = try arguments.takeCount("--rows", default: 10_000_000)
        runs = try arguments.takeCount("--runs", default: 5)
        repetitions = try arguments.takeCount("--repetitions", default: 5)
        bar = try arguments.takeRatio("--at-most")
    }

    func run() throws(BenchmarkError) {
        var table = Table(
            columns: [
                "symbols", "quotes", "seconds without", "with", "x", "of the processor without", "with", "x",
                "KB of checkpoint",
            ], labels: 0)
        var worst = 0.0
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            for symbols in [500, 1_000_000] {
                let file = "\(scratch)/\(symbols).csv"
                try Generate.run(["--rows", "\(rows)", "--symbols", "\(symbols)", "--to", file])
                let cost = try measure(file)
                let ratio = medianRatio(cost.with.map(\.processorSeconds), cost.without.map(\.processorSeconds))
                worst = max(worst, ratio)
                table.add([
                    grouped(symbols), grouped(rows * repetitions),
                    decimal(median(cost.without.map(\.seconds)), places: 3),
                    decimal(median(cost.with.map(\.seconds)), places: 3),
                    decimal(medianRatio(cost.with.map(\.seconds), cost.without.map(\.seconds)), places: 3),
                    decimal(median(cost.without.map(\.processorSeconds)), places: 3),
                    decimal(median(cost.with.map(\.processorSeconds)), places: 3), decimal(ratio, places: 3),
                    grouped(cost.checkpoint / 1000),
                ])
                unsafe unlink(file)
            }
        }
        print(
            "A file read \(repetitions) times in a row, --warmup partial, to /dev/null; medians of \(runs) runs in turn"
        )
        print(table)
        if let bar, worst > bar {
            throw .tooSlow("Checkpoints cost \(decimal(worst, places: 3)) times the processor time.")
        }
    }

    private func measure(
        _ file: String
    ) throws(BenchmarkError) -> (without: [Measurement], with: [Measurement], checkpoint: Int) {
        let quoted = try Program.quoted("-q", "--warmup", "partial")
        let files = (0..<repetitions).flatMap { _ in ["--file", file] }
        let plain = Program(name: "quoted", command: quoted.command + files)
        var cost: (without: [Measurement], with: [Measurement], checkpoint: Int) = ([], [], 0)
        for round in 0..<runs {
            for isPlain in round.isMultiple(of: 2) ? [true, false] : [false, true] {
                if isPlain {
                    cost.without.append(try plain.measure())
                    continue
                }
                // Anew each time, or there would be nothing left to read.
                try withTemporaryDirectory { state throws(BenchmarkError) in
                    let command = quoted.command + files + ["--state-dir", state]
                    cost.with.append(try Program(name: "quoted", command: command).measure())
                    cost.checkpoint = try fileSize("\(state)/checkpoint")
                }
            }
        }
        return cost
    }
}
