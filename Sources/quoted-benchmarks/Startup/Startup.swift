import Glibc

/// How long it takes to start: to the end of `--version`, and to the first result of a small file.
struct Startup: Benchmark {
    private let runs: Int

    /// Rows of the small file.
    private static let rows = 1000

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        runs = try arguments.takeCount("--runs", default: 200)
    }

    /// Measures, prints the table.
    func run() throws(BenchmarkError) {
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            let file = "\(scratch)/quotes.csv"
            do {
                let output = try openFile(file, O_WRONLY | O_CREAT | O_TRUNC)
                defer { close(output) }
                var generator = Generator(shape: Generator.Shape(symbols: 20))
                try generator.write(rows: Self.rows, to: output)
            }
            var candidates = [
                Candidate(try .quoted("--version"), try .quoted("-q", "--no-output-header", "--file", file)),
                Candidate("plain C", [try PeerSource.build("plain", in: scratch)], file),
            ]
            if let python = findPython() {
                candidates.append(Candidate("python3", [python, "\(PeerSource.folder)/generators.py"], file))
            }
            for round in 0..<runs {
                let order = round.isMultiple(of: 2) ? Array(candidates.indices) : candidates.indices.reversed()
                for index in order { try candidates[index].measure() }
            }
            report(candidates)
        }
    }

    private func report(_ candidates: [Candidate]) {
        var table = Table(columns: [
            "program", "--version ms", "x C", "of the processor", "x C", "first result ms", "x C",
        ])
        for candidate in candidates {
            table.add([
                candidate.name, decimal(median(candidate.version) * 1e3, places: 2),
                decimal(medianRatio(candidate.version, candidates[1].version), places: 2),
                decimal(median(candidate.versionProcessor) * 1e3, places: 2),
                decimal(medianRatio(candidate.versionProcessor, candidates[1].versionProcessor), places: 2),
                decimal(median(candidate.firstResult) * 1e3, places: 2),
                decimal(medianRatio(candidate.firstResult, candidates[1].firstResult), places: 2),
            ])
        }
        print("From the start of the process, medians of \(runs) runs in turn; a file of \(grouped(Self.rows)) quotes")
        print(table)
    }
}

/// A program that is started over and over.
private struct Candidate {
    let name: String
    private let versionProgram: Program
    private let resultProgram: Program
    /// Seconds from the start to the end of `--version`.
    private(set) var version: [Double] = []
    /// Seconds of processor time that this took.
    private(set) var versionProcessor: [Double] = []
    /// Seconds from the start to the first line of results.
    private(set) var firstResult: [Double] = []

    init(_ version: Program, _ result: Program) {
        name = version.name
        versionProgram = version
        resultProgram = result
    }

    /// A program that takes `--version` or a file.
    init(_ name: String, _ command: [String], _ file: String) {
        self.init(Program(name: name, command: command + ["--version"]), Program(name: name, command: command + [file]))
    }

    /// Runs it twice.
    mutating func measure() throws(BenchmarkError) {
        let measurement = try versionProgram.measure()
        version.append(measurement.seconds)
        versionProcessor.append(measurement.processorSeconds)

        let (reading, writing) = try makePipe()
        let began = monotonicSeconds()
        let process: RunningProgram
        do {
            defer { close(writing) }
            process = try resultProgram.start(output: writing)
        }
        var first: UInt8 = 0
        let count = unsafe read(reading, &first, 1)
        firstResult.append(monotonicSeconds() - began)
        _ = try readToEnd(reading, name)
        try process.wait()
        guard count == 1 else { throw .wrongOutput("\(name) gives no result of a small file.") }
    }
}
