import Glibc

/// What a quote costs `quoted` when something is otherwise than by default: other data, other options, other outputs.
///
/// Each variant runs in turns with the default, so that whatever else the machine does hits both alike.
struct Ratios: Benchmark {
    private let rows: Int
    private let runs: Int
    private let variants: [Variant]
    private let mustHold: Bool

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        rows = try arguments.takeCount("--rows", default: 10_000_000, from: 1000)
        // Fewer leave a ratio to chance on a busy machine.
        runs = try arguments.takeCount("--runs", default: 9)
        let only = try arguments.takeOption("--only")
        variants = Variant.all(isLarge: arguments.takeFlag("--large")).filter { $0.name.contains(only ?? $0.name) }
        mustHold = arguments.takeFlag("--check")
    }

    /// Measures, prints the table; fails where results are other than they should be, or, if asked to, where a bar is missed.
    func run() throws(BenchmarkError) {
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            var table = Table(columns: [
                "what", "ns a quote", "of the processor", "peak MB", "x default", "at most",
            ])
            var missed: [String] = []
            var files = Files(directory: scratch, rows: rows)
            let standard = try subject(.standard, [], .null, &files)
            let expected = "\(scratch)/expected.csv"
            try standard.program.write(to: expected)
            var defaults: [Measurement] = []

            for variant in variants {
                let baseline = try variant.baseline.map { baseline throws(BenchmarkError) in
                    try subject(baseline.data, baseline.arguments, .null, &files)
                }
                let tried = try subject(variant.data, variant.arguments, variant.sink, &files)
                if variant.hasSameResults { try check(tried, variant.name, expected, scratch) }
                var (base, other): ([Measurement], [Measurement]) = ([], [])
                for round in 0..<runs {
                    let measureBase = { () throws(BenchmarkError) in
                        base.append(try (baseline ?? standard).measure(scratch))
                    }
                    if round.isMultiple(of: 2) { try measureBase() }
                    other.append(try tried.measure(scratch))
                    if !round.isMultiple(of: 2) { try measureBase() }
                }
                if baseline == nil { defaults += base }
                let ratio = medianRatio(tried.paces(other), (baseline ?? standard).paces(base))
                if let bar = variant.bar, ratio > bar { missed.append("\(variant.name): \(decimal(ratio, places: 2))") }
                let against = variant.baseline.map { " of \($0.name)" } ?? ""
                table.add(
                    row(variant.name, tried, other) + [
                        decimal(ratio, places: 2) + against, variant.bar.map { decimal($0, places: 1) } ?? "",
                    ])
                files.removeUnused()
            }
            if !defaults.isEmpty { table.add(row("default, in all these turns", standard, defaults) + ["1.00", ""]) }
            print("Processor time of a quote, \(grouped(rows)) rows, medians of \(runs) turns with the default each")
            print("On \(Machine.description)\n")
            print(table)
            if mustHold, !missed.isEmpty { throw .tooSlow("Above the bar: \(missed.joined(separator: ", "))") }
        }
    }

    private func row(_ name: String, _ subject: Subject, _ measurements: [Measurement]) -> [String] {
        let peak = measurements.map(\.peakMemory).max()!
        return [
            name, decimal(median(measurements.map { $0.seconds / Double(subject.rows) * 1e9 }), places: 1),
            decimal(median(subject.paces(measurements)), places: 1),
            (peak <= Measurement.memoryFloor ? "≤ " : "") + decimal(Double(peak) / 1e6, places: 1),
        ]
    }

    private func subject(
        _ data: Variant.Data, _ arguments: [String], _ sink: Variant.Sink, _ files: inout Files
    ) throws(BenchmarkError) -> Subject {
        let quoted = try Program.quoted("-q", "--no-output-header", "--file", try files.path(of: data))
        return Subject(
            program: Program(name: quoted.name, command: quoted.command + arguments), rows: files.rows(of: data),
            sink: sink)
    }

    private func check(
        _ subject: Subject, _ name: String, _ expected: String, _ scratch: String
    ) throws(BenchmarkError) {
        let actual = "\(scratch)/actual.csv"
        try subject.program.write(to: actual)
        let agreement = try Agreement(expected: expected, actual: actual)
        guard agreement.isFull else { throw .wrongOutput("\(name): \(agreement)") }
    }
}

/// What is run over and over.
private struct Subject {
    let program: Program
    let rows: Int
    let sink: Variant.Sink

    func measure(_ scratch: String) throws(BenchmarkError) -> Measurement {
        switch sink {
        case .null: try program.measure()
        case .pipe: try program.measureIntoPipe()
        case .file: try program.measure(into: "\(scratch)/output.csv")
        }
    }

    /// Nanoseconds of processor time for a quote.
    func paces(_ measurements: [Measurement]) -> [Double] {
        measurements.map { $0.processorSeconds / Double(rows) * 1e9 }
    }
}

/// The made-up files, each there as long as it is wanted.
private struct Files {
    let directory: String
    let rows: Int
    private var paths: [Variant.Data: String] = [:]

    init(directory: String, rows: Int) {
        self.directory = directory
        self.rows = rows
    }

    func rows(of data: Variant.Data) -> Int { rows * data.tenths / 10 }

    mutating func path(of data: Variant.Data) throws(BenchmarkError) -> String {
        if let path = paths[data] { return path }
        let path = "\(directory)/quotes-\(data.options.joined())-\(data.tenths).csv"
        try Generate.run(["--rows", "\(rows(of: data))", "--to", path] + data.options)
        paths[data] = path
        return path
    }

    /// Removes those that no further variant is likely to want: all but the ones that are compared with.
    mutating func removeUnused() {
        for (data, path) in paths where data != .standard && data != .single {
            unsafe unlink(path)
            paths[data] = nil
        }
    }
}
