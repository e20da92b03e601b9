import CLinux
import Glibc

/// Quotes to feed, and what `quoted` makes of them.
struct Replay {
    /// How many quotes there are.
    let quotes: Int
    /// The quotes' text with its header line.
    let text: [UInt8]
    /// Where each quote ends in the text.
    let ends: [Int]
    /// What each subscriber is to receive: a header line, and one line a quote.
    let results: [UInt8]

    /// Makes quotes up in a directory, and lets `quoted` read them from a file.
    init(quotes: Int, in directory: String) throws(BenchmarkError) {
        let path = (quotes: "\(directory)/quotes.csv", results: "\(directory)/results.csv")
        do {
            let file = try openFile(path.quotes, O_WRONLY | O_CREAT | O_TRUNC)
            defer { close(file) }
            var generator = Generator(shape: Generator.Shape())
            try generator.write(rows: quotes, to: file)
        }
        do {
            let output = try openFile(path.results, O_WRONLY | O_CREAT | O_TRUNC)
            defer { close(output) }
            let quoted = try Program.quoted("-q", "--file", path.quotes, "--warmup", "partial")
            try quoted.start(output: output).wait()
        }
        self.quotes = quotes
        let text = try readFile(path.quotes)
        self.text = text
        results = try readFile(path.results)
        ends = text.indices.filter { text[$0] == UInt8(ascii: "\n") }.dropFirst().map { $0 + 1 }
        let lines = results.count { $0 == UInt8(ascii: "\n") }
        guard lines == quotes + 1 else { throw .wrongOutput("\(lines) lines of results from \(quotes) quotes.") }
    }

    /// How long the results' header line is.
    var headerLength: Int { results.firstIndex(of: UInt8(ascii: "\n"))! + 1 }
}

/// Sends quotes when their time has come.
struct Pacer {
    private let replay: Replay
    private let rate: Int
    private let began: Double
    private var sentBytes = 0
    /// Quotes that were sent.
    private(set) var sent = 0
    /// When the last of them was.
    private(set) var lastSent: Double

    /// - Parameters:
    ///   - rate: quotes a second.
    ///   - began: when the first is due.
    init(_ replay: Replay, rate: Int, began: Double) {
        self.replay = replay
        self.rate = rate
        self.began = began
        lastSent = began
    }

    var isDone: Bool { sent == replay.quotes }

    /// Sends what is due, as far as the connection takes it without waiting.
    mutating func send(to feed: Connection) throws(BenchmarkError) {
        let now = monotonicSeconds()
        let due = min(replay.quotes, Int((now - began) * Double(rate)) + 1)
        guard due > sent else { return }
        let bytes = replay.text[sentBytes..<replay.ends[due - 1]]
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(feed.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        guard count >= 0 else {
            guard errno == EAGAIN || errno == EINTR else { throw .system(call: "send quotes", code: errno) }
            return
        }
        sentBytes += count
        while sent < due, replay.ends[sent] <= sentBytes { sent += 1 }
        lastSent = now
    }
}
