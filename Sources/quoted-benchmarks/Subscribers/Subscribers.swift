import Glibc

/// What it costs `quoted` to publish a feed to many subscribers, and whether each of them gets every result.
///
/// The feed comes over TCP, quote by quote as their time comes; the subscribers are connections of this process, which
/// compares what each one receives with what `quoted` says of the same quotes in a file.
struct Subscribers: Benchmark {
    private let counts: [Int]
    private let rate: Int
    private let seconds: Int

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        let isSweep = arguments.takeFlag("--sweep")
        let count = try arguments.takeCount("--subscribers", default: 1000)
        counts = isSweep ? [1, 10, 100, 1000].filter { $0 < count } + [count] : [count]
        rate = try arguments.takeCount("--rate", default: 10_000)
        seconds = try arguments.takeCount("--seconds", default: isSweep ? 10 : 30)
    }

    /// Measures, prints the table; fails where a result is lost.
    func run() throws(BenchmarkError) {
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            let replay = try Replay(quotes: rate * seconds, in: scratch)
            var table = Table(columns: [
                "subscribers", "results delivered", "lost", "results/s", "MB/s", "processor ns a result", "processor",
                "memory MB: start, middle, end", "last result after", "subscribers' processor",
            ])
            var lost = 0
            for count in counts {
                let run = try publish(replay, to: count, at: "\(scratch)/\(count).sock")
                lost += run.lost
                table.add(row(run, subscribers: count, bytes: replay.results.count))
            }
            print("\(grouped(rate)) quotes a second over TCP for \(seconds) s, --replay 0 --lag drop")
            print(table)
            if lost > 0 { throw .wrongOutput("\(grouped(lost)) results were lost.") }
        }
    }

    /// What one run came to.
    private struct Run {
        var delivered = 0
        var lost = 0
        /// From the first quote to the last result.
        var elapsed = 0.0
        /// From the last quote to the last result.
        var behind = 0.0
        /// Processor seconds.
        var theirs = 0.0
        var ours = 0.0
        /// Resident memory of `quoted`, in bytes.
        var memory: [Int] = []
    }

    private func publish(_ replay: Replay, to count: Int, at socket: String) throws(BenchmarkError) -> Run {
        let service = try LineService(
            try Program.quoted(
                "--listen", "127.0.0.1:0", "--output", "unix:\(socket)", "--replay", "0", "--lag", "drop",
                "--max-subscribers", "\(count)", "--warmup", "partial"))
        let audience = try Audience(count, at: socket, expecting: replay.results, rate: rate)
        let feed = try Connection(port: service.port)
        try audience.receive { audience.have(replay.headerLength) }

        var run = Run()
        run.memory.append(try service.process.residentMemory)
        let theirs = try service.process.processorSeconds
        let ours = processorSeconds()
        let began = monotonicSeconds()
        var pacer = Pacer(replay, rate: rate, began: began)
        try audience.receive { () throws(BenchmarkError) in
            try pacer.send(to: feed)
            if run.memory.count == 1, 2 * pacer.sent >= replay.quotes {
                run.memory.append(try service.process.residentMemory)
            }
            return pacer.isDone && audience.isComplete
        }
        run.elapsed = monotonicSeconds() - began
        run.behind = monotonicSeconds() - pacer.lastSent
        run.theirs = try service.process.processorSeconds - theirs
        run.ours = processorSeconds() - ours
        run.memory.append(try service.process.residentMemory)
        run.lost = audience.lost
        run.delivered = count * replay.quotes - run.lost
        try service.stop()
        return run
    }

    private func row(_ run: Run, subscribers: Int, bytes: Int) -> [String] {
        let memory = run.memory.map { decimal(Double($0) / 1e6, places: 1) }
        return [
            grouped(subscribers), grouped(run.delivered), grouped(run.lost),
            grouped(Int(Double(run.delivered) / run.elapsed)),
            decimal(Double(bytes * subscribers) / run.elapsed / 1e6, places: 1),
            decimal(run.theirs / Double(max(1, run.delivered)) * 1e9, places: 0),
            "\(decimal(100 * run.theirs / run.elapsed, places: 0)) %", memory.joined(separator: ", "),
            "\(decimal(1000 * run.behind, places: 1)) ms", "\(decimal(100 * run.ours / run.elapsed, places: 0)) %",
        ]
    }
}
