import Glibc

/// A feed of one program, and a subscriber of the same.
final class Conversation {
    let service: LineService
    private let feed: Connection
    private let subscriber: Connection
    private var cents = 10_000

    /// Starts a program that publishes at this socket.
    init(_ program: Program, socket: String) throws(BenchmarkError) {
        service = try LineService(program)
        subscriber = try Connection(path: socket)
        feed = try Connection(port: service.port)
    }

    var name: String { service.process.name }

    /// Sends quotes one by one, each when the line of the one before is there and a pause is over.
    ///
    /// - Parameter gap: the pause, in microseconds.
    /// - Returns: the times from a quote to its line, in microseconds.
    func exchange(_ count: Int, gap: Int) throws(BenchmarkError) -> [Double] {
        var times: [Double] = []
        for _ in 0..<count {
            cents += 1
            let quote = Array("AAPL,2026-01-02T14:30:00.123Z,\(decimal(Double(cents) / 100, places: 2))".utf8)
            let line = quote + [UInt8(ascii: "\n")]
            if gap > 0 { usleep(UInt32(gap)) }
            let began = monotonicSeconds()
            try feed.send(line)
            let answer = try subscriber.line()
            times.append((monotonicSeconds() - began) * 1e6)
            guard answer.starts(with: quote) else {
                throw .wrongOutput("\(name) answers \(String(decoding: quote, as: UTF8.self)) with another line.")
            }
        }
        return times
    }

    /// Ends the feed, and waits for the program to end with it.
    func endFeed() throws(BenchmarkError) {
        shutdown(feed.descriptor, Int32(SHUT_RDWR))
        try service.process.wait()
    }
}
