import Glibc

/// The feeds and subscribers of a soak, of which the oldest give way to new ones, and one pair that measures.
struct SoakCrowd {
    private let replay: Replay
    private let service: LineService
    private let socket: String
    private var feeders: [SoakFeeder] = []
    private var readers: [SoakReader] = []
    private var leaving: [SoakFeeder] = []
    private let probeFeed: Connection
    private let probeReader: Connection
    private var probes = 0
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    /// What those did who are gone.
    private var gone = (results: 0, lost: 0)
    /// Quotes that were sent, but for the probes.
    private(set) var sent = 0
    private var feedsBegun = 0
    private var subscribersBegun = 0

    init(
        _ replay: Replay, _ service: LineService, socket: String, feeders: Int, subscribers: Int
    ) throws(BenchmarkError) {
        self.replay = replay
        self.service = service
        self.socket = socket
        probeFeed = try Connection(port: service.port)
        probeReader = try Connection(path: socket)
        try probeReader.send(Array("symbols PROBE\n".utf8))
        _ = try probeReader.line()
        for _ in 0..<feeders { try addFeeder() }
        for _ in 0..<subscribers { try addReader() }
    }

    private mutating func addFeeder() throws(BenchmarkError) {
        feeders.append(try SoakFeeder(replay, port: service.port))
        feedsBegun += 1
    }

    private mutating func addReader() throws(BenchmarkError) {
        readers.append(try SoakReader(path: socket))
        subscribersBegun += 1
    }

    /// Sends what is due, and lets every subscriber read.
    mutating func exchange(due: Int) throws(BenchmarkError) {
        let share = max(0, due - sent) / feeders.count
        for index in feeders.indices { sent += try feeders[index].send(share) }
        for index in leaving.indices { sent += try leaving[index].send(1) }
        leaving.removeAll { $0.isBetweenQuotes }
        for index in readers.indices { try readers[index].read(&buffer) }
    }

    /// Another feed, and another subscriber, in the place of the oldest.
    mutating func change() throws(BenchmarkError) {
        let feeder = feeders.removeFirst()
        // A feed that ends within a quote leaves a bad line.
        if !feeder.isBetweenQuotes { leaving.append(feeder) }
        let reader = readers.removeFirst()
        gone = (gone.results + reader.lines, gone.lost + reader.lost)
        try addFeeder()
        try addReader()
    }

    /// Sends a quote, and returns after how many microseconds its result was there.
    mutating func probe() throws(BenchmarkError) -> Double {
        probes += 1
        let quote = Array("PROBE,t\(probes),\(probes % 1000 + 1)".utf8)
        let began = monotonicSeconds()
        try probeFeed.send((probes == 1 ? Array("symbol,time,price\n".utf8) : []) + quote + [UInt8(ascii: "\n")])
        while true {
            let line = try probeReader.line()
            if line.starts(with: quote) { return (monotonicSeconds() - began) * 1e6 }
            guard line.first == UInt8(ascii: "#") || line.starts(with: Array("symbol,".utf8)) else {
                throw .wrongOutput("A probe is answered by another line.")
            }
        }
    }

    /// Results that subscribers were told they have lost.
    var lost: Int { gone.lost + readers.reduce(0) { $0 + $1.lost } }

    /// Quotes that were sent and are not counted by the service, or were bad lines there.
    mutating func missing() throws(BenchmarkError) -> Int {
        // What was sent before the status is asked for may still be on its way, on other connections.
        var missing = 0
        for _ in 0..<1000 {
            try exchange(due: sent)
            try probeReader.send(Array("status\n".utf8))
            var line: [UInt8] = []
            while !line.starts(with: Array("# status ".utf8)) { line = try probeReader.line() }
            let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\n" }
            let counted = words.lazy.filter { $0.hasPrefix("quotes=") }.compactMap { Int($0.dropFirst(7)) }.first ?? 0
            missing = sent + probes - counted
            if missing == 0 { break }
            usleep(10_000)
        }
        return missing
    }

    /// How things are, as a row of the table.
    func row(after seconds: Double, _ latencies: [Double]) throws(BenchmarkError) -> [String] {
        let results = gone.results + readers.reduce(0) { $0 + $1.lines }
        let memory = Double(try service.process.residentMemory) / 1e6
        return [
            decimal(seconds, places: 0), grouped(sent), grouped(feedsBegun), grouped(subscribersBegun),
            grouped(results),
            decimal(memory, places: 1), "\(try service.process.descriptors)", decimal(median(latencies), places: 0),
            decimal(percentile(99, of: latencies), places: 0), decimal(latencies.max()!, places: 0),
        ]
    }
}
