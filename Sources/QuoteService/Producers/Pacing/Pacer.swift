package import Coroutines
package import Quotes

/// Says when the quotes of a replayed file are due: as long after the first as their timestamps say, divided by the speed.
///
/// Due times count from the first quote, so that what delays one of them does not delay all that follow.
package struct Pacer {
    private let speed: Double
    private var start: (timestamp: Timestamp, instant: Instant)?
    private var warn: ((String) -> Void)?

    /// - Parameters:
    ///   - speed: how many times faster than real time, above 0.
    ///   - warn: is told once of a timestamp that cannot be read.
    package init(speed: Double, warn: @escaping (String) -> Void) {
        self.speed = speed
        self.warn = warn
    }

    /// When a quote with this timestamp is due; before now where it goes back in time, `nil` is at once.
    package mutating func due(_ timestamp: Timestamp, now: Instant) -> Instant? {
        guard let start else {
            start = (timestamp, now)
            return nil
        }
        // Whoever waits for longer than half the age of the timestamps' range waits for ever.
        let (difference, overflow) = timestamp.nanoseconds.subtractingReportingOverflow(start.timestamp.nanoseconds)
        guard !overflow, difference > 0 else { return nil }
        let wait = Double(difference) / speed
        return start.instant + .nanoseconds(wait < 9e18 ? Int64(wait) : .max)
    }

    /// When a quote is due; `nil` is at once, also where its timestamp cannot be read.
    package mutating func due(_ quote: Quote, now: Instant) -> Instant? {
        let text = quote.timestampText
        if let timestamp = Timestamp(text) { return due(timestamp, now: now) }
        warn?(
            "the timestamp '\(String(decoding: text.prefix(64), as: UTF8.self))' cannot be read; such quotes are not paced"
        )
        warn = nil
        return nil
    }
}

extension Quote {
    /// The timestamp as it was in the data, without the quotes of CSV. Linear in its length and the symbol's.
    package var timestampText: [UInt8] {
        let fields = Int(textLength) - Int(priceLength) - 1
        let bytes = unsafe UnsafeBufferPointer(start: text, count: max(0, fields))
        let quote = UInt8(ascii: "\"")
        var isQuoted = false
        var comma = 0
        while comma < fields, unsafe isQuoted || bytes[comma] != UInt8(ascii: ",") {
            if unsafe bytes[comma] == quote { isQuoted.toggle() }
            comma += 1
        }
        guard comma < fields else { return [] }
        let field = unsafe Array(bytes[(comma + 1)...])
        guard field.count >= 2, field.first == quote, field.last == quote else { return field }
        return Array(field.dropFirst().dropLast())
    }
}
