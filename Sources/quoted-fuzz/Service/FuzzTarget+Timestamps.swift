import Coroutines
import Oracles
import QuoteService
import Quotes

extension FuzzTarget {
    func checkTimestamps(_ input: inout FuzzInput) throws(BrokenPromise) {
        let speed = input.one(of: [1, 60, 0.5, 1e-300, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
        let now = Instant(nanoseconds: input.one(of: [0, 1_000_000_000, .max, .min]))
        var pacer = Pacer(speed: speed) { _ in }
        var first: Timestamp?
        for line in input.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = String(decoding: line, as: UTF8.self)
            let timestamp = Timestamp(line)
            let expected = NaiveTimestamp(text)
            try promise(
                timestamp?.nanoseconds == expected?.nanoseconds,
                "\(text.debugDescription): \(timestamp as Any), not \(expected as Any)")
            guard let timestamp else { continue }
            let due = pacer.due(timestamp, now: now)
            if let first, let due {
                try promise(timestamp > first && due >= now, "\(text.debugDescription) is due before now, at \(due)")
            }
            first = first ?? timestamp
        }
    }
}
