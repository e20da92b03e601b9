import Testing

@testable import QuoteService

@Suite struct ChecksumTests {
    static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var checksum = Checksum()
        checksum.add(bytes)
        return checksum.value
    }

    /// Bit by bit, as the polynomial is divided by hand.
    static func plain(_ bytes: [UInt8]) -> UInt64 {
        var crc = UInt64.max
        for byte in bytes {
            crc ^= UInt64(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xC96C_5795_D787_0F42 }
        }
        return ~crc
    }

    /// The check values of the catalogue of parametrised CRC algorithms.
    @Test(arguments: [("123456789", 0x995D_C9BB_DF19_39FA), ("", 0)] as [(String, UInt64)])
    func `known texts have their known checksums`(_ test: (text: String, checksum: UInt64)) {
        #expect(Self.checksum(Array(test.text.utf8)) == test.checksum)
    }

    @Test func `bytes in pieces of any size have the checksum that dividing bit by bit gives`() {
        let bytes = (0..<100).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }
        for count in 0...bytes.count {
            let bytes = Array(bytes.prefix(count))
            for size in [1, 3, 7, 8, 9, 64] {
                var checksum = Checksum()
                for start in stride(from: 0, to: count, by: size) {
                    checksum.add(Array(bytes[start..<min(start + size, count)]))
                }
                #expect(checksum.value == Self.plain(bytes))
            }
        }
    }
}
