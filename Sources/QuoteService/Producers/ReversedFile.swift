package import Quotes

/// The bytes of a regular file with its records in reverse: the last one first, behind the header.
///
/// What the file is was found from its start before, as if it were read from there; so what is given are its records alone,
/// and a reader of them begins at ``beginning``.
package final class ReversedFile {
    /// Behind the header, with all that was found out; `nil` where the file has no record at all.
    package let beginning: QuoteReader.Mark?
    private let descriptor: Descriptor
    private let path: String
    private var records: ReversedRecords?
    /// The first record, and what of the file is not yet read: up to here.
    private let start: Int64
    private var end: Int64
    /// The rest of a record that there was no room for.
    private var rest: ArraySlice<UInt8> = []

    /// Bytes read at a time.
    private static let chunk = 128 << 10

    /// Finds out what the file is, from its start.
    ///
    /// - Throws: `ServiceError` where it cannot be read, or makes no sense.
    package init(_ descriptor: Descriptor, path: String, options: QuoteReader.Options) throws(ServiceError) {
        self.descriptor = descriptor
        self.path = path
        end = Int64(try descriptor.regularFile(path)?.size ?? 0)
        let mark = try Self.beginning(of: descriptor, path, options)
        beginning = mark
        start = mark.map { Int64($0.offset) } ?? end
        records = mark?.dialect.map { ReversedRecords(dialect: $0, maximumLine: options.maximumLine) }
    }

    /// Reads the first records, as a reader does that goes forwards.
    private static func beginning(
        of descriptor: Descriptor, _ path: String, _ options: QuoteReader.Options
    ) throws(ServiceError) -> QuoteReader.Mark? {
        let reader = QuoteReader(options: options, symbol: "", symbols: SymbolTable())
        var beginning: QuoteReader.Mark?
        while true {
            var event = QuoteReader.Event.ended
            // Without room it stops before the first record; then a few of them tell the decimal sign.
            _ = [Quote](capacity: beginning == nil ? 0 : 64) { quotes in event = reader.read(into: &quotes) }
            switch event {
            case .full where beginning == nil:
                beginning = reader.mark
                beginning?.counts = .init()
            case .needsBytes where beginning == nil:
                let count = try unsafe reader.receive { free throws(ServiceError) in
                    try unsafe descriptor.read(into: free, of: path)
                }
                if count == 0 { reader.finish() }
            case .badLine(let line) where beginning == nil:
                throw ServiceError(
                    .badData, "cannot read '\(path)' from its end",
                    because: "its first line tells how to read it, and line \(line.number) is bad: \(line.reason)",
                    advice: "mend the line, or leave out --reverse")
            case .failed(let error):
                throw ServiceError(error, of: path, path: path)
            case .ended where beginning == nil:
                return nil
            default:
                beginning?.dialect?.decimalSign = reader.dialect?.decimalSign ?? .point
                beginning?.isDecimalSignOpen = reader.mark.isDecimalSignOpen
                return beginning
            }
        }
    }

    /// Reads the next bytes, at most as many as there is room for.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(ServiceError) -> ReadOutcome {
        var count = 0
        while count < buffer.count {
            if rest.isEmpty {
                guard let record = try nextRecord() else { break }
                rest = record[...]
            }
            let piece = rest.prefix(buffer.count - count)
            unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyBytes(from: piece)
            count += piece.count
            rest = rest.dropFirst(piece.count)
        }
        return count == 0 ? .ended : .bytes(count)
    }

    private func nextRecord() throws(ServiceError) -> [UInt8]? {
        while true {
            if let record = records?.next() { return record }
            guard end > start else { return nil }
            let count = min(end - start, Int64(Self.chunk))
            guard let bytes = try descriptor.bytes(at: Int(end - count)..<Int(end), of: path) else {
                throw ServiceError(
                    .inputOutput, "cannot read '\(path)' from its end",
                    because: "it has become shorter meanwhile",
                    advice: "read it when nobody writes to it")
            }
            records?.prepend(bytes, isStart: end - count == start)
            end -= count
        }
    }
}
