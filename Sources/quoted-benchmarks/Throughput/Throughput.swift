import Glibc

/// How fast a file is averaged to `/dev/null`, by `quoted` and by its peers on the same machine in the same minutes, and
/// whether their answers agree.
struct Throughput: Benchmark {
    private let rows: Int
    private let runs: Int
    private let givenFile: String?
    private let givenPeers: [Peer]
    private let python: String?
    private let names: String?

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        rows = try arguments.takeCount("--rows", default: 10_000_000)
        runs = try arguments.takeCount("--runs", default: 5)
        givenFile = try arguments.takeOption("--file")
        python = try arguments.takeOption("--python") ?? findPython()
        names = try arguments.takeOption("--only")
        var peers: [Peer] = []
        while let peer = try arguments.takeOption("--peer") { peers.append(try Peer.given(peer)) }
        givenPeers = peers
    }

    /// Makes the data where there is none, measures, prints the table.
    func run() throws(BenchmarkError) {
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            let file = givenFile ?? "\(scratch)/quotes.csv"
            if unsafe access(file, R_OK) != 0 { try Generate.run(["--rows", "\(rows)", "--to", file]) }
            let (found, notes) = Peer.found(in: scratch, python: python)
            let wanted = found.filter { peer in
                names?.split(separator: ",").contains { peer.name.hasPrefix($0) } ?? true
            }
            let quoted = Peer(
                "quoted", try Program.quoted("-q", "--no-output-header", "--file").command,
                version: try Program.quoted("--version").command)
            let peers = [quoted] + wanted + givenPeers

            var excerpts: [Int: Excerpt] = [:]
            for peer in peers where excerpts[peer.excerpt] == nil {
                excerpts[peer.excerpt] = try Excerpt(of: file, oneOf: peer.excerpt, in: scratch)
            }
            let contestants = peers.map { Contestant(peer: $0, input: excerpts[$0.excerpt]!) }
            let measurements = try measure(contestants)
            // At the end, when it does not matter any more how much memory this process has used.
            let agreements = try agree(contestants, scratch)
            report(contestants, measurements, agreements)
            if names == nil { for note in notes { print("- \(note)") } }
            for (contestant, agreement) in zip(contestants, agreements)
            where contestant.peer.name == Peer.referenceName && !agreement.isFull {
                throw .wrongOutput("quoted's output is not the reference's.")
            }
        }
    }

    /// A program with the file it reads.
    private struct Contestant {
        let peer: Peer
        let input: Excerpt
        var program: Program { peer.program(input.path) }
    }

    /// Each round runs every program once, neighbours in the list one right after the other, in turns from either end.
    private func measure(_ contestants: [Contestant]) throws(BenchmarkError) -> [[Measurement]] {
        var measurements = contestants.map { _ in [Measurement]() }
        for round in 0..<runs {
            let order = round.isMultiple(of: 2) ? Array(contestants.indices) : contestants.indices.reversed()
            for index in order { measurements[index].append(try contestants[index].program.measure()) }
        }
        return measurements
    }

    /// Compares what each program says with what `quoted`, the first of them, says of the same file.
    private func agree(_ contestants: [Contestant], _ scratch: String) throws(BenchmarkError) -> [Agreement] {
        let (expected, actual) = ("\(scratch)/expected.csv", "\(scratch)/actual.csv")
        var expectedOf = ""
        return try contestants.map { contestant throws(BenchmarkError) in
            if expectedOf != contestant.input.path {
                expectedOf = contestant.input.path
                try contestants[0].peer.program(expectedOf).write(to: expected)
            }
            try contestant.program.write(to: actual)
            return try Agreement(expected: expected, actual: actual)
        }
    }

    private func report(
        _ contestants: [Contestant], _ measurements: [[Measurement]], _ agreements: [Agreement]
    ) {
        let floor = Measurement.memoryFloor
        // Nanoseconds of each run for a quote.
        let paces = zip(contestants, measurements).map { contestant, measurements in
            measurements.map { $0.seconds / Double(contestant.input.quotes) * 1e9 }
        }
        let reference = contestants.firstIndex { $0.peer.name == Peer.referenceName }
        var table = Table(columns: [
            "program", "quotes", "seconds", "ns a quote", "of the processors", "MB/s", "x quoted", "x reference",
            "peak MB", "answers",
        ])
        for (index, contestant) in contestants.enumerated() {
            let seconds = median(measurements[index].map(\.seconds))
            let peak = measurements[index].map(\.peakMemory).max()!
            let bytes = Double(contestant.input.bytes)
            table.add([
                contestant.peer.name, grouped(contestant.input.quotes), decimal(seconds, places: 3),
                decimal(median(paces[index]), places: 1),
                decimal(
                    median(measurements[index].map(\.processorSeconds)) / Double(contestant.input.quotes) * 1e9,
                    places: 1),
                decimal(bytes / seconds / 1e6, places: 0),
                decimal(medianRatio(paces[index], paces[0]), places: 2),
                reference.map { decimal(medianRatio(paces[index], paces[$0]), places: 2) } ?? "-",
                (peak <= floor ? "≤ " : "") + decimal(Double(peak) / 1e6, places: 1), "\(agreements[index])",
            ])
        }
        print(
            "From a file of \(grouped(contestants[0].input.bytes)) bytes to /dev/null, medians of \(runs) runs in turn")
        print("On \(Machine.description)\n")
        print(table)
        print("")
        for contestant in contestants where !contestant.peer.version.isEmpty {
            print("- \(contestant.peer.name): \(contestant.peer.version)")
        }
    }
}
