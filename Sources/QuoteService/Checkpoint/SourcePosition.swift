package import Quotes

/// How far a file was read, and how to know it again.
package struct SourcePosition: Equatable {
    /// What the settings call it.
    package var name: String
    /// Which file it was; `nil` where there was none of that name yet.
    package var file: Rotation.FileID?
    /// Of what was read; `nil` where it is not there any more.
    package var fingerprint: UInt64?
    /// Behind the last record whose quote is in a window.
    package var mark: QuoteReader.Mark

    package init(name: String, file: Rotation.FileID?, fingerprint: UInt64?, mark: QuoteReader.Mark) {
        self.name = name
        self.file = file
        self.fingerprint = fingerprint
        self.mark = mark
    }
}

extension SourcePosition {
    /// The position in a file that is open.
    ///
    /// - Throws: `ServiceError` where it cannot be read.
    init(name: String, in file: Descriptor?, mark: QuoteReader.Mark) throws(ServiceError) {
        self.init(name: name, file: nil, fingerprint: nil, mark: mark)
        guard let file else { return }
        self.file = try file.regularFile(name)?.id
        fingerprint = try Fingerprint.of(file, before: mark.offset, path: name)
    }
}

// MARK: As bytes

extension CheckpointBytes {
    mutating func add(_ position: SourcePosition) {
        add(position.name)
        add(position.file) { bytes, file in
            bytes.add(file.device)
            bytes.add(file.inode)
        }
        add(position.fingerprint) { $0.add($1) }
        add(position.mark)
    }

    private mutating func add(_ mark: QuoteReader.Mark) {
        add(mark.offset)
        add(mark.line)
        add(mark.isPassingOver)
        add(mark.isDecimalSignOpen)
        add(mark.cell)
        for count in [mark.counts.quotes, mark.counts.missing, mark.counts.bad, mark.counts.blank] { add(count) }
        add(mark.dialect) { bytes, dialect in
            bytes.add(byte: dialect.delimiter)
            bytes.add(byte: dialect.decimalSign.rawValue)
            bytes.add(dialect.hasHeader)
            bytes.add(dialect.columns.symbol) { $0.add($1) }
            bytes.add(dialect.columns.timestamp) { $0.add($1) }
            bytes.add(dialect.columns.price)
            bytes.add(dialect.form)
        }
    }

    private mutating func add(_ form: Dialect.Form) {
        switch form {
        case .records:
            add(byte: 0)
        case .wide(let cells):
            add(byte: 1)
            add(cells) { bytes, cell in
                bytes.add(cell.column)
                bytes.add(cell.symbol)
            }
        case .objects(let members):
            add(byte: 2)
            for name in [members.symbol, members.timestamp] { add(name) { $0.add($1) } }
            add(members.price)
        }
    }
}

extension CheckpointBytesReader {
    mutating func position() throws(Damage) -> SourcePosition {
        SourcePosition(
            name: try text(),
            file: try optional { reader throws(Damage) in
                Rotation.FileID(device: try reader.number(), inode: try reader.number())
            },
            fingerprint: try optional { reader throws(Damage) in try reader.number() },
            mark: try mark())
    }

    private mutating func mark() throws(Damage) -> QuoteReader.Mark {
        var mark = QuoteReader.Mark()
        mark.offset = UInt64(try count())
        mark.line = try count()
        mark.isPassingOver = try flag()
        mark.isDecimalSignOpen = try flag()
        if hasForms { mark.cell = try count() }
        mark.counts = .init(quotes: try count(), missing: try count(), bad: try count(), blank: try count())
        mark.dialect = try optional { reader throws(Damage) in try reader.dialect() }
        return mark
    }

    private mutating func dialect() throws(Damage) -> Dialect {
        let delimiter = try byte()
        guard let decimalSign = DecimalSign(rawValue: try byte()), !"\"\r\n".utf8.contains(delimiter) else {
            throw Damage()
        }
        let hasHeader = try flag()
        let symbol = try optional { reader throws(Damage) in try reader.count() }
        let timestamp = try optional { reader throws(Damage) in try reader.count() }
        let columns = Dialect.Columns(symbol: symbol, timestamp: timestamp, price: try count())
        guard hasForms else {
            return Dialect(delimiter: delimiter, decimalSign: decimalSign, hasHeader: hasHeader, columns: columns)
        }
        return Dialect(
            delimiter: delimiter, decimalSign: decimalSign, hasHeader: hasHeader, columns: columns, form: try form())
    }

    /// Version 1 knew nothing of wide files and objects.
    private var hasForms: Bool { version >= 2 }

    private mutating func form() throws(Damage) -> Dialect.Form {
        switch try byte() {
        case 0: return .records
        case 1:
            let cells = try list { reader throws(Damage) in
                Dialect.Cell(column: try reader.count(), symbol: try reader.text())
            }
            // A record of no cells would never end.
            guard !cells.isEmpty else { throw Damage() }
            return .wide(cells)
        case 2:
            let names = [try optionalText(), try optionalText()]
            return .objects(.init(symbol: names[0], timestamp: names[1], price: try text()))
        default: throw Damage()
        }
    }

    private mutating func optionalText() throws(Damage) -> String? {
        try optional { reader throws(Damage) in try reader.text() }
    }
}
