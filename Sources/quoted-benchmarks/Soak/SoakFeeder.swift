import Glibc

/// A feed that sends the same quotes round and round, as many as are due.
struct SoakFeeder {
    private let connection: Connection
    private let replay: Replay
    /// The next byte to send.
    private var position = 0
    /// Quotes of this round that were sent to their end.
    private var sentOfRound = 0
    /// Quotes that were sent, in all rounds.
    private(set) var sent = 0

    init(_ replay: Replay, port: UInt16) throws(BenchmarkError) {
        self.replay = replay
        connection = try Connection(port: port)
    }

    /// Whether what was sent ends with a quote's end.
    var isBetweenQuotes: Bool { sentOfRound == 0 ? position == roundStart : replay.ends[sentOfRound - 1] == position }

    /// Where a round begins: behind the header, which is sent once.
    private var roundStart: Int { sent == 0 ? 0 : headerLength }
    private var headerLength: Int { replay.text.firstIndex(of: UInt8(ascii: "\n"))! + 1 }

    /// Sends as many quotes, as far as the connection takes them without waiting; returns how many that was.
    mutating func send(_ quotes: Int) throws(BenchmarkError) -> Int {
        guard quotes > 0 else { return 0 }
        let last = min(replay.quotes, sentOfRound + quotes)
        let bytes = replay.text[position..<replay.ends[last - 1]]
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        guard count >= 0 else {
            guard errno == EAGAIN || errno == EINTR else { throw .system(call: "send quotes", code: errno) }
            return 0
        }
        position += count
        let before = sent
        while sentOfRound < last, replay.ends[sentOfRound] <= position {
            sentOfRound += 1
            sent += 1
        }
        if sentOfRound == replay.quotes {
            sentOfRound = 0
            position = headerLength
        }
        return sent - before
    }
}
