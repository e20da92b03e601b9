import Glibc

/// Whether `quoted` is after a long run what it was at its beginning: feeds and subscribers come and go all the time, and
/// memory, descriptors and latency are taken down.
struct Soak: Benchmark {
    private let seconds: Int
    private let rate: Int
    private let feeders: Int
    private let subscribers: Int

    /// How often quotes are sent, in seconds.
    private static let tick = 0.02
    /// How long a feed or a subscriber stays before another takes its place, in seconds, one after the other.
    private static let stay = 1.0

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        seconds = try arguments.takeCount("--seconds", default: 3600)
        rate = try arguments.takeCount("--rate", default: 50_000)
        feeders = try arguments.takeCount("--feeders", default: 10)
        subscribers = try arguments.takeCount("--subscribers", default: 20)
    }

    /// Runs, prints the table; fails where a quote or a result is lost.
    func run() throws(BenchmarkError) {
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            let replay = try Replay(quotes: 100_000, in: scratch)
            let socket = "\(scratch)/quoted.sock"
            let service = try LineService(
                try Program.quoted(
                    "--listen", "127.0.0.1:0", "--output", "unix:\(socket)", "--replay", "0", "--warmup", "partial",
                    "--state-dir", scratch))
            var crowd = try SoakCrowd(
                replay, service, socket: socket, feeders: feeders, subscribers: subscribers)
            var table = Table(columns: [
                "after s", "quotes", "feeds", "subscribers", "results read", "memory MB", "descriptors",
                "latency µs: median", "99th percentile", "longest",
            ])
            // The first and the last of the tenths are what is compared.
            let began = monotonicSeconds()
            var latencies: [Double] = []
            var rows = 0
            var nextChange = began + Self.stay
            while true {
                let now = monotonicSeconds()
                let elapsed = now - began
                try crowd.exchange(due: Int(min(elapsed, Double(seconds)) * Double(rate)))
                latencies.append(try crowd.probe())
                if now >= nextChange {
                    try crowd.change()
                    try service.forgetErrors()
                    nextChange += Self.stay
                }
                if elapsed >= Double(seconds) * Double(rows + 1) / 10 {
                    rows += 1
                    table.add(try crowd.row(after: elapsed, latencies))
                    latencies = []
                    if rows == 10 { break }
                }
                usleep(UInt32(max(0, Self.tick - (monotonicSeconds() - now)) * 1e6))
            }
            let missing = try crowd.missing()
            try service.stop()
            print(
                "\(grouped(rate)) quotes a second for \(grouped(seconds)) s; each second another feed and another subscriber"
            )
            print(table)
            guard missing == 0, crowd.lost == 0 else {
                throw .wrongOutput("\(grouped(missing)) quotes and \(grouped(crowd.lost)) results were lost.")
            }
            print("\(grouped(crowd.sent)) quotes were sent, none was lost, nor a result.")
        }
    }
}
