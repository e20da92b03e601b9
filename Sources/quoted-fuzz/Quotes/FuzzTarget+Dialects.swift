import Oracles
import Quotes

extension FuzzTarget {
    func checkDialects(_ input: inout FuzzInput) throws(BrokenPromise) {
        var feed = Feed(input.bytes)
        feed.dialect = options(&input)
        feed.maximumLine = input.one(of: [300, 1, 7, 64, 65_536])
        feed.chunk = input.one(of: [200, 1, 64, 4_096])
        let whole = feed.read()
        let sizes = input.sizes()
        try compare(feed.read(chunks: sizes), whole, "in chunks of \(sizes)")
        if feed.text.count < 400 { try compare(feed.read(chunks: 1), whole, "byte by byte") }
        for item in whole.items { try checkText(of: item) }
        // A plain reader that is told what was found reads the same, unless lines were passed over to find it.
        let isClean = whole.items.allSatisfy { if case .quote = $0 { true } else { false } }
        guard isClean, let dialect = feed.dialectFound() else { return }
        // Before the dialect is known a line of tabs is blank, whatever they are found to be after that.
        if dialect.delimiter == UInt8(ascii: "\t"), whole.counts.blank > 0 { return }
        if case .objects = dialect.form { return }
        let expected = NaiveReader(dialect: dialect, options: feed.dialect, maximumLine: feed.maximumLine).read(
            feed.text)
        try compare(whole, expected, "as \(dialect)")
    }

    private func options(_ input: inout FuzzInput) -> Dialect.Options {
        let delimiters: [UInt8?] = [nil, nil] + ",;\t|:".utf8.map { $0 }
        var options = Dialect.Options(
            delimiter: input.one(of: delimiters), hasHeader: input.one(of: [nil, nil, false, true]))
        let selectors: [Dialect.Selector?] = [
            nil, nil, nil, .number(1), .number(2), .number(3), .number(9), .number(0), .name("price"), .name("a B"),
            .name(""),
        ]
        options.symbol = input.one(of: selectors)
        options.timestamp = input.one(of: selectors)
        options.price = input.one(of: selectors)
        return options
    }

    /// What is wrong with a line or a source is told in one line of text.
    private func checkText(of item: Reading.Item) throws(BrokenPromise) {
        switch item {
        case .quote: break
        case .bad(let line, _): try promiseOneLine("\(line.reason)")
        case .failed(let error): try promiseOneLine("\(error)")
        case .broken(let promise): throw promise
        }
    }

    /// Promises a text of one line without control characters.
    func promiseOneLine(_ text: String) throws(BrokenPromise) {
        try promise(!text.isEmpty, "a message without text")
        let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        try promise(isPlain, "a message with control characters: \(text.debugDescription)")
    }
}
