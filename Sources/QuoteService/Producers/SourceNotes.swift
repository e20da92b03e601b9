import Quotes

/// What a user would want to know of a file, told once while its first quotes are read: that each of its columns is a
/// symbol, that its newest quotes come first.
package struct SourceNotes {
    private let source: String
    private let advice: String
    private let log: Log
    private var order: TimeOrder? = TimeOrder()
    private var isFormTold = false

    /// - Parameter advice: what to do where the newest quotes come first.
    package init(source: String, advice: String, log: Log) {
        self.source = source
        self.advice = advice
        self.log = log
    }

    /// Whether everything was told.
    var isComplete: Bool { order == nil }

    /// Looks at quotes that were just read.
    mutating func add(_ quotes: Span<Quote>, _ dialect: Dialect?) {
        tellForm(dialect)
        for index in quotes.indices {
            order?.add(quotes[index])
            if let order, order.count == TimeOrder.sample { return tellOrder() }
        }
    }

    /// The source has ended.
    mutating func end() {
        tellOrder()
    }

    private mutating func tellForm(_ dialect: Dialect?) {
        guard !isFormTold, let dialect else { return }
        isFormTold = true
        guard case .wide(let cells) = dialect.form else { return }
        let names = cells.prefix(3).map(\.symbol).joined(separator: ", ")
        log.info(
            "\(source): each of its \(cells.count) columns beside the time is a symbol (\(names)"
                + "\(cells.count > 3 ? ", …" : "")); --columns price=NAME reads one of them")
    }

    private mutating func tellOrder() {
        guard order?.verdict == .newestFirst else { return order = nil }
        order = nil
        log.warning("\(source): its newest quotes come first, and are averaged in this order; \(advice)")
    }
}
