/// The state of the service at a moment when every quote that was read is in its window: all that it takes to go on.
///
/// As bytes: `quoted checkpoint` and a newline, the version, four rows, each after its length, and the checksum of all
/// that. The rows are the state, the names of the symbols, their windows, and the results owed to standard output.
package struct Checkpoint: Equatable {
    /// When it was made, in seconds since 1970.
    package var time: UInt64 = 0
    /// Whether it was the last of a run that ended in order: nothing came out after it.
    package var isFinal = false
    /// What the run was told.
    package var terms = RunTerms()
    /// The `seq` of the last result, which may be among those owed.
    package var seq: UInt64 = 0
    /// Whether the header of the results is on standard output.
    package var hasHeader = false
    /// The files that are read, in the order of the settings.
    package var positions: [SourcePosition] = []
    /// How many symbols there are.
    package var symbols = 0
    /// Their names, each after its length, in the order of their numbers.
    package var names: [UInt8] = []
    /// Their windows, as `MovingAverage.windowBytes` makes them.
    package var windows: [UInt8] = []
    /// Whole lines that are not, or not wholly, on standard output.
    package var owed: [UInt8] = []

    package init() {}
}

extension Checkpoint {
    static let magic = Array("quoted checkpoint\n".utf8)
    /// To be counted up whenever a reader of the version before could misunderstand what is written.
    static let version: UInt64 = 2

    /// The pieces that a checkpoint is written in, but for the checksum.
    package var rows: [[UInt8]] {
        var head = CheckpointBytes()
        head.add(Self.version)
        head.add(stateBytes)
        // The long rows are not copied together.
        return [Self.magic + head.bytes]
            + [names, windows, owed].flatMap { row in
                var length = CheckpointBytes()
                length.add(row.count)
                return [length.bytes, row]
            }
    }

    /// The checkpoint as a whole.
    package var bytes: [UInt8] {
        let bytes = rows.flatMap { $0 }
        var checksum = Checksum()
        checksum.add(bytes)
        return bytes + Self.bytes(of: checksum)
    }

    static func bytes(of checksum: Checksum) -> [UInt8] {
        var bytes = CheckpointBytes()
        bytes.add(checksum.value)
        return bytes.bytes
    }

    private var stateBytes: [UInt8] {
        var bytes = CheckpointBytes()
        bytes.add(time)
        bytes.add(isFinal)
        bytes.add(terms)
        bytes.add(seq)
        bytes.add(hasHeader)
        bytes.add(positions) { $0.add($1) }
        bytes.add(symbols)
        return bytes.bytes
    }

    /// Why bytes are no checkpoint that can be gone on from.
    package enum Refusal: Error, Equatable {
        /// They are something else.
        case foreign
        /// A later version of `quoted` made them.
        case newer(version: UInt64)
        case damaged
    }

    /// Reads what `bytes` made.
    ///
    /// - Throws: `Refusal` for all other bytes: any changed one, any missing at the end, any too many.
    package init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.starts(with: Self.magic) else { throw .foreign }
        var head = CheckpointBytesReader(bytes, in: Self.magic.count..<bytes.count)
        // Before the checksum: a later version may have another.
        let version = (try? head.number()) ?? 0
        guard version <= Self.version else { throw .newer(version: version) }
        let first = Self.magic.count + MemoryLayout<UInt64>.size
        let checked = bytes.count - MemoryLayout<UInt64>.size
        guard version > 0, first <= checked else { throw .damaged }
        do throws(CheckpointBytesReader.Damage) {
            var reader = CheckpointBytesReader(bytes, in: first..<checked)
            var checksum = Checksum()
            unsafe bytes.withUnsafeBytes { unsafe checksum.add(UnsafeRawBufferPointer(rebasing: $0[..<checked])) }
            guard bytes[checked...].elementsEqual(Self.bytes(of: checksum)) else {
                throw CheckpointBytesReader.Damage()
            }
            var state = CheckpointBytesReader(try reader.content(), version: version)
            try self.init(state: &state)
            names = try reader.content()
            windows = try reader.content()
            owed = try reader.content()
            guard state.isAtEnd, reader.isAtEnd else { throw CheckpointBytesReader.Damage() }
        } catch {
            throw .damaged
        }
    }

    private init(state reader: inout CheckpointBytesReader) throws(CheckpointBytesReader.Damage) {
        time = try reader.number()
        isFinal = try reader.flag()
        terms = try reader.terms()
        seq = UInt64(try reader.count())
        hasHeader = try reader.flag()
        positions = try reader.list { reader throws(CheckpointBytesReader.Damage) in try reader.position() }
        symbols = try reader.count()
    }
}
