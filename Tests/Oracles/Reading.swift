package import Quotes

/// All that came out of a source, quotes copied when they were consumed.
package struct Reading: Equatable {
    package enum Item: Equatable {
        case quote(ReadQuote)
        /// A bad line and the bytes that the reader gave as rejected.
        case bad(BadLine, rejected: [UInt8])
        case failed(DialectError)
        /// The reader did what it must never do.
        case broken(BrokenPromise)
    }

    package var items: [Item] = []
    package var counts = QuoteReader.Counts()

    package init() {}

    package var quotes: [ReadQuote] { items.compactMap { if case .quote(let quote) = $0 { quote } else { nil } } }
    /// Results of the shape `symbol,timestamp,price`, and `line: reason` where a line was bad.
    package var summary: [String] {
        items.map {
            switch $0 {
            case .quote(let quote): String(decoding: quote.text, as: UTF8.self)
            case .bad(let line, _): "\(line.number): \(line.reason)"
            case .failed(let error): "failed: \(error)"
            case .broken(let promise): "broken: \(promise)"
            }
        }
    }
}

/// A quote with the bytes that it pointed to.
package struct ReadQuote: Equatable {
    package var text: [UInt8]
    package var symbol: [UInt8]
    package var price: [UInt8]
    package var value: Int64
    package var traits: UInt8
}

extension Reading: CustomStringConvertible {
    package var description: String {
        let lines = items.map { item in
            switch item {
            case .quote(let quote):
                "\(String(decoding: quote.text, as: UTF8.self)) [\(String(decoding: quote.symbol, as: UTF8.self))"
                    + " \(quote.value) \(quote.traits)]"
            case .bad(let line, let rejected):
                "\(line.number): \(line.reason) <\(String(decoding: rejected, as: UTF8.self))>"
            case .failed(let error): "failed: \(error)"
            case .broken(let promise): "broken: \(promise)"
            }
        }
        return (lines + ["\(counts)"]).joined(separator: "\n")
    }

    /// The first difference from another reading, for a failure of a test.
    package func difference(from other: Reading) -> String? {
        if self == other { return nil }
        let lines = description.split(separator: "\n")
        let others = other.description.split(separator: "\n")
        let place = zip(lines, others).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        guard let place else { return "\(lines.count) items, not \(others.count)" }
        return "item \(place): \(lines[place].prefix(300)), not \(others[place].prefix(300))"
    }
}
