import Testing

@testable import QuoteService

extension Publisher {
    func subscriber(_ lag: Settings.Lag = .drop, replay: Int = 0, header: String = "") -> Subscriber {
        Subscriber(
            id: 1, results: results, symbols: symbols, format: format, lag: lag,
            from: results.firstLine(replaying: replay), header: header)
    }
}

extension Subscriber {
    /// What a client gets that reads all there is, so many bytes at a time.
    ///
    /// - Parameter limit: bytes read in all.
    func take(atMost limit: Int = .max, pieces: Int = .max) -> String {
        var taken: [UInt8] = []
        while taken.count < limit {
            switch next() {
            case .wait, .close: return String(decoding: taken, as: UTF8.self)
            case .lookFurther: continue
            case .deliver:
                unsafe deliver { bytes in
                    let count = min(bytes.count, pieces, limit - taken.count)
                    unsafe taken += bytes.prefix(count)
                    return count
                }
            }
        }
        return String(decoding: taken, as: UTF8.self)
    }

    /// What is sent in answer to a command, beside results that are due anyway.
    func answer(to line: String) throws -> String {
        receive(try #require(SubscriberCommand(line))) { Array("# status of a test\n".utf8) }
        return take()
    }

    /// Whether there is nothing more to send, and the connection is to be closed.
    var isAtEnd: Bool { next() == .close }
}
