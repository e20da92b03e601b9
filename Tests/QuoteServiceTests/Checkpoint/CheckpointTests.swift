import Quotes
import Testing

@testable import QuoteService

/// Checkpoints as bytes.
@Suite(.timeLimit(.minutes(10))) struct CheckpointTests {
    /// A checkpoint with something in every place.
    static let example: Checkpoint = {
        var settings = Settings()
        settings.sources = [.file(path: "a.csv"), .standardInput]
        settings.window = 3
        settings.columns.symbol = .name("Ticker")
        var mark = QuoteReader.Mark()
        (mark.offset, mark.line, mark.isPassingOver, mark.isDecimalSignOpen) = (1234, 56, true, true)
        mark.counts = .init(quotes: 50, missing: 3, bad: 2, blank: 1)
        mark.dialect = Dialect(
            delimiter: 0x3B, decimalSign: .comma, hasHeader: true,
            columns: .init(symbol: nil, timestamp: 4, price: 7))
        var checkpoint = Checkpoint()
        (checkpoint.time, checkpoint.isFinal, checkpoint.seq) = (1_767_364_200, true, 515)
        (checkpoint.hasHeader, checkpoint.symbols) = (true, 2)
        checkpoint.terms = RunTerms(settings, isRepeatable: true)
        checkpoint.positions = [
            SourcePosition(name: "a.csv", file: .init(device: 5, inode: 99), fingerprint: 0xDEAD, mark: mark),
            SourcePosition(name: "b\u{E4}.csv", file: nil, fingerprint: nil, mark: QuoteReader.Mark()),
            position(
                .wide([.init(column: 1, symbol: "A"), .init(column: 3, symbol: "B\u{E4}")]), cell: 1),
            position(.objects(.init(symbol: "s", timestamp: "t", price: "p")), cell: 0),
        ]
        checkpoint.names = [1, 0, 0, 0, 0, 0, 0, 0, 0x41, 1, 0, 0, 0, 0, 0, 0, 0, 0x42]
        checkpoint.windows = Array(repeating: 7, count: 24)
        checkpoint.owed = Array("A,t,1,2\n".utf8)
        return checkpoint
    }()

    static func position(_ form: Dialect.Form, cell: Int) -> SourcePosition {
        var mark = QuoteReader.Mark()
        mark.cell = cell
        mark.dialect = Dialect(
            delimiter: 0x2C, decimalSign: .point, hasHeader: true,
            columns: .init(symbol: nil, timestamp: 0, price: 1), form: form)
        return SourcePosition(name: "c", file: nil, fingerprint: nil, mark: mark)
    }

    @Test(arguments: [example, Checkpoint()]) func `what was written is what is read`(_ checkpoint: Checkpoint) throws {
        #expect(try Checkpoint(checkpoint.bytes) == checkpoint)
        var checksum = Checksum()
        for row in checkpoint.rows { checksum.add(row) }
        #expect(checkpoint.rows.flatMap { $0 } + Checkpoint.bytes(of: checksum) == checkpoint.bytes)
    }

    static func refusal(_ bytes: [UInt8]) -> Checkpoint.Refusal? {
        do throws(Checkpoint.Refusal) {
            _ = try Checkpoint(bytes)
            return nil
        } catch { return error }
    }

    @Test func `a checkpoint with any bit turned over is refused`() {
        let bytes = Self.example.bytes
        for place in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8(bit)
                let refusal = Self.refusal(damaged)
                switch place {
                case ..<18: #expect(refusal == .foreign)
                // The version, which is 2: without its second bit it is none.
                case 18 where bit == 1: #expect(refusal == .damaged)
                case 18..<26:
                    guard case .newer = refusal else {
                        Issue.record("bit \(bit) of byte \(place): \(String(describing: refusal))")
                        continue
                    }
                default: #expect(refusal == .damaged)
                }
            }
        }
    }

    @Test func `a checkpoint that ends early, anywhere, is refused, as is one with more behind it`() {
        let bytes = Self.example.bytes
        for count in 0..<bytes.count {
            #expect(Self.refusal(Array(bytes.prefix(count))) == (count < 18 ? .foreign : .damaged))
        }
        #expect(Self.refusal(bytes + [0]) == .damaged)
        #expect(Self.refusal(bytes + bytes) == .damaged)
        #expect(Self.refusal([]) == .foreign)
    }

    /// Bytes with a checksum that is right, as nobody but a malicious writer makes them.
    static func checked(_ body: [UInt8]) -> [UInt8] {
        var checksum = Checksum()
        checksum.add(body)
        return body + Checkpoint.bytes(of: checksum)
    }

    @Test func `nothing is read from lengths and numbers that cannot be, however right the checksum is`() {
        let body = Array(Self.example.bytes.dropLast(8))
        #expect(Self.refusal(Self.checked(body)) == nil)
        for place in 26..<body.count - 8 {
            for value: UInt64 in [.max, 1 << 63, 1 << 62, UInt64(body.count), 1 << 32] {
                var changed = body
                for byte in 0..<8 { changed[place + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
                // Whatever comes of it, it comes to an end without a trap.
                let refusal = Self.refusal(Self.checked(changed))
                #expect(refusal == nil || refusal == .damaged)
            }
        }
        for count in 26..<body.count { #expect(Self.refusal(Self.checked(Array(body.prefix(count)))) == .damaged) }
    }
}
