import CLinux

/// The plain way: lines without quotes, escapes, control characters or bytes past ASCII, whose price is plain digits.
///
/// The C room makes quotes of them, with vectors (`read_plain_lines`). A line that does not fit is left at `position` for
/// `readAnyLine`, so this way never decides that a line is bad.
///
/// Safety: only whole lines are read, since `linesEnd` follows a newline; the input and the composed texts are padded by 64
/// bytes on both sides, as reading asks for; and no more quotes are written than `quotes` has room for. The oracle is
/// `readAnyLine`: a test gives both the same bytes.
extension QuoteReader {
    func readPlainLines(into quotes: inout OutputSpan<Quote>) {
        guard unsafe plainWay != nil, !isDecimalSignOpen, position < linesEnd, !quotes.isFull else { return }
        unsafe quotes.withUnsafeMutableBufferPointer { slots, count in
            let start = unsafe slots.baseAddress.unsafelyUnwrapped
            let capacity = slots.count
            while true {
                unsafe count += readLines(into: start + count, room: capacity - count)
                // A line in quotes is composed without them.
                guard count < capacity, position < linesEnd, canCompose else { return }
                let made = unsafe readLines(into: start + count, room: capacity - count, isQuoted: true)
                count += made
                guard made > 0, count < capacity, position < linesEnd else { return }
            }
        }
    }

    /// Whether the default symbol can be copied as it is.
    private var canCompose: Bool { !defaultSymbol.needsCare && defaultSymbol.text.count <= 64 }

    /// Makes quotes of plain lines, or of quoted ones, at most `room` and up to the first that is not. Returns how many.
    private func readLines(into slots: UnsafeMutablePointer<Quote>, room: Int, isQuoted: Bool = false) -> Int {
        unsafe plainWay!.default_symbol_id = defaultSymbolID
        unsafe plainWay!.composed = memory.composed + memory.composedCount
        unsafe plainWay!.composed_room = memory.composedCapacity - memory.composedCount
        let made = unsafe slots.withMemoryRebound(to: quote_fields.self, capacity: room) { quotes in
            unsafe read_plain_lines(&plainWay!, memory.input, &position, linesEnd, isQuoted, quotes, room)
        }
        memory.composedCount = unsafe memory.composedCapacity - plainWay!.composed_room
        line += made
        counts.quotes += made
        return made
    }

    /// How plain lines of a dialect are read; `nil` where no line is plain.
    func plainWay(of dialect: Dialect) -> plain_way? {
        guard dialect.form == .records, dialect.decimalSign == .point else { return nil }
        let columns = dialect.columns
        let isCanonical = dialect.delimiter == UInt8(ascii: ",") && columns == .init(symbol: 0, timestamp: 1, price: 2)
        guard isCanonical || canCompose, columns.last < 63 else { return nil }
        let shape = plain_shape(
            delimiter: dialect.delimiter, symbol: columns.symbol.map { UInt8($0) } ?? noPlainColumn,
            timestamp: columns.timestamp.map { UInt8($0) } ?? noPlainColumn, price: UInt8(columns.price),
            longest: UInt32(min(options.maximumLine, 1 << 30)))
        return unsafe plain_way(
            shape: shape, vectors: widest_vectors(), symbols: symbols.plainSlots, find_other: findOtherSymbol,
            find_other_context: Unmanaged.passUnretained(symbols).toOpaque(), default_symbol: memory.defaultSymbol,
            default_symbol_length: UInt32(min(defaultSymbol.text.count, 64)), default_symbol_id: defaultSymbolID,
            composed: memory.composed, composed_room: 0, looked_at: 0, is_clean: false)
    }
}

private let noPlainColumn = UInt8(plain_no_column)

/// Asks the table, which is the context, for a symbol that the C room does not find.
func findOtherSymbol(context: UnsafeMutableRawPointer, name: UnsafePointer<UInt8>, length: Int) -> SymbolID {
    let symbols = unsafe Unmanaged<SymbolTable>.fromOpaque(context).takeUnretainedValue()
    return unsafe symbols.id(ofPlain: name, length: length) ?? SymbolID(no_symbol)
}
