/// A line with a JSON object, which is a quote.
extension QuoteReader {
    /// Reads the line at `position` and moves past it. Returns `nil` to go on.
    func readObject(
        _ names: Dialect.Members, in bytes: Span<UInt8>, into quotes: inout OutputSpan<Quote>
    ) -> Event? {
        let window = bytes.extracting(position..<min(end, windowEnd(from: position)))
        guard let newline = window.indices.first(where: { window[$0] == UInt8(ascii: "\n") }) else {
            return passFirstLine(of: bytes, reason: .notAnObject)
        }
        let line = Record(end: position + newline + 1)
        let content = bytes.extracting(content(of: line, in: bytes))
        if content.count > options.maximumLine { return passFirstLine(of: bytes, reason: .notAnObject) }
        if content.trimmedRange().isEmpty {
            counts.blank += 1
            pass(line, content)
            return nil
        }
        if let reason = refusal(of: content) { return reject(line, content, because: reason) }
        guard let members = objectMembers(in: bytes) else { return reject(line, content, because: .notAnObject) }
        return read(members, names, of: line, content, into: &quotes)
    }

    /// The members of the object in the line at `position`.
    func objectMembers(in bytes: Span<UInt8>) -> [ObjectLine.Member]? {
        let rest = position..<min(end, windowEnd(from: position))
        let line = rest.prefix { bytes[$0] != UInt8(ascii: "\n") }.map { bytes[$0] }
        return ObjectLine.members(of: line)
    }

    private func read(
        _ members: [ObjectLine.Member], _ names: Dialect.Members, of line: Record, _ content: Span<UInt8>,
        into quotes: inout OutputSpan<Quote>
    ) -> Event? {
        // Where a name comes twice the last counts, as everywhere in JSON.
        let value = { (name: String) in members.last { $0.name == name }?.value }
        guard let price = value(names.price) else { return reject(line, content, because: .noMember(names.price)) }
        let symbolName = names.symbol.map { value($0)?.text ?? "" }
        let timestamp = names.timestamp.flatMap { value($0)?.text } ?? ""
        if symbolName == "" { return reject(line, content, because: .emptySymbol) }
        if (symbolName ?? "").utf8.contains(0) || timestamp.utf8.contains(0) {
            return reject(line, content, because: .zeroByte)
        }
        switch Self.reading(of: price) {
        case .missing:
            counts.missing += 1
        case .price(let value):
            guard let symbol = symbolName.map({ symbol(named: $0) }) ?? symbolOfSource else {
                return reject(line, content, because: .tooManySymbols(limit: symbols.limit))
            }
            guard let quote = compose(symbol, timestamp, value) else { return .needsRecycling }
            append(quote, to: &quotes)
        case let reading:
            let text = if case .other(let text) = price { text } else { price.text ?? "" }
            return reject(line, content, because: reading.reason(for: text))
        }
        pass(line, content)
        return nil
    }

    private static func reading(of value: ObjectLine.Value) -> PriceReading {
        guard let text = value.text else { return .notANumber }
        return PriceReading(Array(text.utf8).span)
    }
}
