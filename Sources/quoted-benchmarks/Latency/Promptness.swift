import Glibc

/// How long `quoted`, while it reads files as fast as it can, lets those wait who want something else: a subscriber that
/// comes, a signal that asks for the counters, and the one that ends it.
struct Promptness: Benchmark {
    private let rounds: Int
    private let atMost: Double?

    /// Quotes in a file, which takes some tens of milliseconds.
    private static let rows = 1_000_000
    /// How often the file is read, so that there is more than enough to read.
    private static let repetitions = 500

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        rounds = try arguments.takeCount("--rounds", default: 300)
        atMost = try arguments.takeRatio("--at-most")
    }

    /// Measures, prints the table.
    func run() throws(BenchmarkError) {
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            let path = "\(scratch)/quotes.csv"
            let socket = "\(scratch)/quoted.sock"
            try Generate.run(["--rows", "\(Self.rows)", "--to", path])
            let files = (0..<Self.repetitions).flatMap { _ in ["--file", path] }
            let service = try LineService(
                Program.quoted(arguments: files + ["--listen", "127.0.0.1:0", "--output", "unix:\(socket)"]))
            var milliseconds: (greeting: [Double], counters: [Double]) = ([], [])
            for _ in 0..<rounds {
                milliseconds.greeting.append(
                    try time { () throws(BenchmarkError) in _ = try Connection(path: socket).line() })
                milliseconds.counters.append(
                    try time { () throws(BenchmarkError) in
                        kill(service.process.identifier, SIGUSR1)
                        try service.waitForError(containing: " subscribers")
                    })
                usleep(1000)
            }
            let end = try time { () throws(BenchmarkError) in
                kill(service.process.identifier, SIGTERM)
                try service.waitForError(containing: "no more quotes are read")
            }
            try service.process.wait()

            var table = Table(
                columns: ["what is waited for", "median ms", "99th percentile ms", "longest ms"], labels: 1)
            let rows = [
                ("the header line, by a subscriber that comes", milliseconds.greeting),
                ("the counters, by who sends USR1", milliseconds.counters),
                ("the end of reading, by who sends TERM", [end]),
            ]
            for (name, times) in rows {
                table.add(
                    [name] + [median(times), percentile(99, of: times), times.max()!].map { decimal($0, places: 2) })
            }
            print("While files are read as fast as they can be, \(grouped(rounds)) times one after the other")
            print(table)
            if let atMost, rows.contains(where: { percentile(99, of: $0.1) > atMost }) {
                throw .tooSlow("A 99th percentile is above \(decimal(atMost, places: 1)) ms.")
            }
        }
    }

    /// How long `body` takes, in milliseconds.
    private func time(_ body: () throws(BenchmarkError) -> Void) throws(BenchmarkError) -> Double {
        let began = monotonicSeconds()
        try body()
        return (monotonicSeconds() - began) * 1e3
    }
}
