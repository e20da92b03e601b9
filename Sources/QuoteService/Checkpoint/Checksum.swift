/// CRC-64/XZ: the polynomial of ECMA-182 (section B.1), reflected, begun with ones and inverted in the end, as the xz file
/// format has it. It finds every change of up to 64 bits in a row, and any other but for one in 2⁶⁴.
///
/// Against damage, not against forgery: whoever may write to the state directory may write whatever he likes.
package struct Checksum {
    private var state = UInt64.max

    package init() {}

    /// The checksum of all bytes that were added.
    package var value: UInt64 { ~state }

    /// Adds bytes. Linear; eight bytes a step (Kounavis and Berry, "slicing-by-8", 2005).
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var crc = state
        var place = 0
        unsafe Self.tables.withUnsafeBufferPointer { tables in
            while bytes.count - place >= 8 {
                let word =
                    unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) ^ crc
                crc = 0
                for byte in 0..<8 {
                    crc ^= unsafe tables[(7 - byte) << 8 | Int(truncatingIfNeeded: word >> UInt64(8 * byte)) & 0xFF]
                }
                place += 8
            }
            while place < bytes.count {
                crc = unsafe tables[Int(truncatingIfNeeded: crc ^ UInt64(bytes[place])) & 0xFF] ^ crc >> 8
                place += 1
            }
        }
        state = crc
    }

    package mutating func add(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe add($0) }
    }

    /// Eight tables of 256: what a byte does to the checksum when so many bytes follow it in a step.
    private static let tables: [UInt64] = {
        var tables = [UInt64](repeating: 0, count: 8 << 8)
        for byte in 0..<256 {
            tables[byte] = (0..<8).reduce(UInt64(byte)) { crc, _ in
                crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xC96C_5795_D787_0F42
            }
        }
        for place in 256..<tables.count {
            let before = tables[place - 256]
            tables[place] = tables[Int(before & 0xFF)] ^ before >> 8
        }
        return tables
    }()
}
