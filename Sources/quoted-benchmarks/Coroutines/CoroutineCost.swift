/// What coroutines cost beside what does the same elsewhere: generators of the machine's `python3`, and in Swift a pair of
/// `AsyncStream`s and an unbuffered hand-over between two tasks.
struct CoroutineCost: Benchmark {
    private let count: Int
    private let runs: Int
    /// Only measure these, as another process of this benchmark asks for.
    private let alive: Alive?

    /// Those that are measured.
    private enum Peer: Int, CaseIterable {
        case coroutine, python, stream, tasks
    }

    /// What is measured of each; `nil` where it makes no sense or nobody is there.
    private typealias Figures = [Peer: Double]

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        count = try arguments.takeCount("--count", default: 1_000_000)
        runs = try arguments.takeCount("--runs", default: 5)
        alive = try arguments.takeOption("--alive").map { name throws(BenchmarkError) in
            guard let alive = Alive(rawValue: name) else { throw .usage("--alive \(name): unknown.") }
            return alive
        }
    }

    /// Measures, prints the table.
    func run() throws(BenchmarkError) {
        if let alive {
            for figure in try alive.measure(count) { print(figure) }
            return
        }
        var rounds: [(send: Figures, once: Figures, bytes: Figures, many: Figures)] = []
        var python = "python3"
        for _ in 0..<runs {
            let round = try measure()
            python = round.python ?? python
            rounds.append((round.send, round.once, round.bytes, round.many))
        }
        let names: [Peer: String] = [
            .coroutine: "coroutine", .python: "generator of \(python)", .stream: "AsyncStream",
            .tasks: "two tasks, unbuffered",
        ]
        var table = Table(columns: ["what", "by", "figure", "x coroutine"], labels: 2)
        add("a round trip, ns", rounds.map(\.send), names, to: &table)
        add("made, one yield, ended, ns", rounds.map(\.once), names, to: &table)
        add("suspended, bytes", rounds.map(\.bytes), names, to: &table)
        add("\(grouped(count)) at once: made, resumed, ended, ns each", rounds.map(\.many), names, to: &table)
        print("Processor time of \(grouped(count)) round trips, medians of \(runs) runs in turn")
        print(table)
    }

    private func add(_ what: String, _ rounds: [Figures], _ names: [Peer: String], to table: inout Table) {
        for peer in Peer.allCases {
            let figures = rounds.compactMap { $0[peer] }
            guard !figures.isEmpty else { continue }
            let ratio = median(rounds.compactMap { round in round[peer].map { $0 / round[.coroutine]! } })
            table.add([
                peer == .coroutine ? what : "", names[peer]!, grouped(Int(median(figures).rounded())),
                decimal(ratio, places: 2),
            ])
        }
    }

    private func measure() throws(BenchmarkError) -> (
        send: Figures, once: Figures, bytes: Figures, many: Figures, python: String?
    ) {
        var (send, once, bytes, many) = (Figures(), Figures(), Figures(), Figures())
        // Python right before the coroutine: theirs are the figures that lie closest together.
        let python = try pythonFigures("rounds")
        do {
            send[.coroutine] = try RoundTrips.send(count)
            once[.coroutine] = try RoundTrips.once(max(1, count / 10))
        } catch {
            throw .wrongOutput("A coroutine failed: \(error)")
        }
        // These are slower, by so much that a tenth will do.
        send[.stream] = RoundTrips.streamed(max(1, count / 10))
        once[.stream] = RoundTrips.streamedOnce(max(1, count / 10))
        send[.tasks] = RoundTrips.handedOver(max(1, count / 10))
        once[.tasks] = RoundTrips.handedOverOnce(max(1, count / 10))
        let pythonAlive = try pythonFigures("alive")
        for (peer, alive) in [(Peer.coroutine, Alive.coroutines), (.tasks, .tasks)] {
            let figures = try aliveFigures(alive)
            (bytes[peer], many[peer]) = (figures[0], figures[1])
        }
        if let python, let pythonAlive {
            (send[.python], once[.python]) = (python.figures[0], python.figures[1])
            (bytes[.python], many[.python]) = (pythonAlive.figures[0], pythonAlive.figures[1])
        }
        return (send, once, bytes, many, python?.name)
    }

    private func aliveFigures(_ alive: Alive) throws(BenchmarkError) -> [Double] {
        let command = [
            "\(try executableDirectory())/quoted-benchmarks", "coroutines", "--alive", alive.rawValue, "--count",
            "\(count)",
        ]
        return try Program(name: alive.rawValue, command: command).output().split(separator: "\n").compactMap {
            Double($0)
        }
    }

    /// What `python3` measures; `nil` where there is none.
    private func pythonFigures(_ work: String) throws(BenchmarkError) -> (name: String, figures: [Double])? {
        guard let python = findPython() else { return nil }
        let command = [python, "\(PeerSource.folder)/coroutines.py", work, "\(count)"]
        let lines = try Program(name: "python3", command: command).output().split(separator: "\n")
        guard lines.count == 3 else { throw .wrongOutput("python3 says: \(lines)") }
        return (String(lines[0]), lines.dropFirst().compactMap { Double($0) })
    }
}
