import Testing

/// A feed that behaves, and a subscriber to its results: each quote is sent when the result of the one before is there.
struct GoodFeed {
    private let quoted: LiveQuoted
    private let feeder: Feeder
    private let watcher: Watcher
    private var count = 0
    /// The longest that a result may take where others do their worst, on a busy machine.
    private static let limit = Duration.seconds(10)

    /// Connects to the first listener, and to the socket of subscribers.
    init(_ quoted: LiveQuoted, socket: String) async throws {
        self.quoted = quoted
        let port = try await quoted.port()
        feeder = try Feeder(port: port)
        watcher = try Watcher(socket)
        try watcher.send("symbols GOOD\n")
        let isAnswered = await quoted.waited(.seconds(60)) {
            watcher.takeIn()
            return watcher.text.contains("# symbols GOOD\n")
        }
        try #require(isAnswered)
    }

    /// Sends so many quotes, and fails where a result is late.
    mutating func send(_ more: Int) async throws {
        for _ in 0..<more {
            count += 1
            try feeder.send("GOOD,t\(count),1\n")
            let isThere = await quoted.waited(Self.limit) { watcher.results.last == "GOOD,t\(count),1,1" }
            try #require(isThere, "the result of quote \(count) is late: \(quoted.errorText.suffix(1000))")
        }
    }

    /// The counters, asked for anew each time; empty where there is no answer yet.
    var status: String {
        try? watcher.send("status\n")
        watcher.takeIn()
        return String(watcher.text.split(separator: "\n").last { $0.hasPrefix("# status ") } ?? "")
    }
}
