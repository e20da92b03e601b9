import CLinux

/// The plain way: lines without quotes, escapes, control characters or bytes past ASCII, whose price is plain digits.
///
/// A few lines at a time are cut into fields, with vectors (`cut_plain_lines`), and then made quotes: two short loops, so
/// that many independent lines are in flight at once. A line that does not fit is left at `position` for `readAnyLine`, so
/// this way never decides that a line is bad.
///
/// Safety: only whole lines are cut, since `linesEnd` follows a newline; the input is padded by 64 bytes on both sides, as
/// cutting asks for; fields stand within the first 64 bytes of their line, so a copy of 64 bytes from a field's start ends
/// in the input or its padding; and no more quotes are written than `quotes` has room for. The oracle is `readAnyLine`: a
/// test gives both the same bytes.
extension QuoteReader {
    /// Lines cut at a time: they stay in the first-level cache.
    static let cutsAtOnce = 64

    func readPlainLines(into quotes: inout OutputSpan<Quote>) {
        guard let (shape, isCanonical) = plainShape, position < linesEnd, !quotes.isFull else { return }
        unsafe quotes.withUnsafeMutableBufferPointer { slots, count in
            let start = unsafe slots.baseAddress.unsafelyUnwrapped
            let capacity = slots.count
            let composed = ComposedShape(hasSymbol: shape.symbol != noPlainColumn)
            while count < capacity, position < linesEnd {
                count +=
                    isCanonical
                    ? unsafe readLines(into: start + count, room: capacity - count, shape, CanonicalShape())
                    : unsafe readLines(into: start + count, room: capacity - count, shape, composed)
                // A line in quotes is composed without them.
                guard count < capacity, position < linesEnd, canCompose else { return }
                let made = unsafe readLines(
                    into: start + count, room: capacity - count, shape, isQuoted: true, composed)
                count += made
                if made == 0 { return }
            }
        }
    }

    /// Whether the default symbol can be copied as it is.
    private var canCompose: Bool { !defaultSymbol.needsCare && defaultSymbol.text.count <= 64 }

    /// How plain lines look, and whether they begin as their results do; `nil` where no line is plain.
    private var plainShape: (plain_shape, isCanonical: Bool)? {
        guard let dialect = plainDialect, !isDecimalSignOpen else { return nil }
        let columns = dialect.columns
        let isCanonical = dialect.delimiter == UInt8(ascii: ",") && columns == .init(symbol: 0, timestamp: 1, price: 2)
        guard isCanonical || canCompose, columns.last < 63 else {
            return nil
        }
        let shape = plain_shape(
            delimiter: dialect.delimiter, symbol: columns.symbol.map { UInt8($0) } ?? noPlainColumn,
            timestamp: columns.timestamp.map { UInt8($0) } ?? noPlainColumn, price: UInt8(columns.price),
            longest: UInt32(min(options.maximumLine, 1 << 30)))
        return (shape, isCanonical)
    }

    /// Makes quotes of plain lines, or of quoted ones, at most `room` and up to the first that is not. Returns how many.
    @inline(__always)
    private func readLines<Shape: PlainShape>(
        into slots: UnsafeMutablePointer<Quote>, room: Int, _ plain: plain_shape, isQuoted: Bool = false, _ shape: Shape
    ) -> Int {
        let input = unsafe UnsafePointer(memory.input)
        let cuts = unsafe memory.cuts
        let symbols = self.symbols
        var shape = shape
        shape.begin(in: self)
        var position = self.position
        let limit = linesEnd
        var made = 0
        while made < room, position < limit {
            let wanted = min(room &- made, Self.cutsAtOnce)
            let count = unsafe cut_plain_lines(input, &position, limit, plain, isQuoted, cuts, wanted)
            let slots = unsafe slots + made
            var filled = 0
            while filled < count {
                let cut = unsafe cuts[filled]
                guard let quote = unsafe shape.quote(input + Int(cut.line), cut, symbols: symbols) else { break }
                unsafe (slots + filled).initialize(to: quote)
                filled &+= 1
            }
            made &+= filled
            if filled < count { position = unsafe Int(cuts[filled].line) }
            if filled < wanted { break }
        }
        self.position = position
        shape.end(in: self)
        line += made
        counts.quotes += made
        return made
    }
}

/// A dialect whose lines may be plain, without anything that takes time to copy.
struct PlainDialect: BitwiseCopyable {
    let delimiter: UInt8
    let columns: Dialect.Columns

    init?(_ dialect: Dialect) {
        guard dialect.form == .records, dialect.decimalSign == .point else { return nil }
        delimiter = dialect.delimiter
        columns = dialect.columns
    }
}

private let noPlainColumn = UInt8(plain_no_column)
