import Oracles
import QuoteService
import Quotes

extension FuzzTarget {
    /// The bytes of a checkpoint, or, by choice, what lies between the version and a checksum that is right.
    func checkCheckpoints(_ input: inout FuzzInput) throws(BrokenPromise) {
        let bytes = input.flag() ? sealed(input.bytes) : input.bytes
        let window = input.one(of: [1, 2, 10, 65_536])
        let checkpoint: Checkpoint
        do throws(Checkpoint.Refusal) { checkpoint = try Checkpoint(bytes) } catch { return }
        // What an earlier version wrote is written in another way now.
        let isCurrent = bytes.starts(with: Checkpoint().bytes.prefix(26))
        try promise(!isCurrent || checkpoint.bytes == bytes, "bytes that nobody writes are taken for a checkpoint")
        let average = MovingAverage(window: window)
        do throws(Checkpoint.Refusal) { try checkpoint.fill(SymbolTable(), average) } catch { return }
        try promise(
            average.windowBytes(ofSymbols: checkpoint.symbols) == checkpoint.windows, "other windows than were written")
    }

    private func sealed(_ body: [UInt8]) -> [UInt8] {
        let bytes = Checkpoint().bytes.prefix(26) + body
        var checksum = Checksum()
        checksum.add(Array(bytes))
        return bytes + (0..<8).map { UInt8(truncatingIfNeeded: checksum.value >> UInt64(8 * $0)) }
    }
}
