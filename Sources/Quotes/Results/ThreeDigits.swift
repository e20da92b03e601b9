/// Writes digits three at a time, from a table of the texts from 000 to 999.
@safe
struct ThreeDigits: BitwiseCopyable {
    /// A thousand words with the first digit in the lowest byte and none in the highest; made once and never freed.
    private nonisolated(unsafe) static let texts: UnsafePointer<UInt32> = {
        let texts = UnsafeMutablePointer<UInt32>.allocate(capacity: 1000)
        for number in 0..<1000 {
            let digits = UInt32(number / 100 | (number / 10 % 10) << 8 | (number % 10) << 16)
            unsafe (texts + number).initialize(to: 0x0030_3030 | digits)
        }
        return unsafe UnsafePointer(texts)
    }()

    private let texts: UnsafePointer<UInt32>

    init() {
        unsafe texts = Self.texts
    }

    /// Three digits of a number below 1,000, the first in the lowest byte.
    @inline(__always)
    func three(_ number: UInt32) -> UInt64 { unsafe UInt64(texts[Int(number)]) }

    /// Six digits of a number below 1,000,000, the first in the lowest byte.
    @inline(__always)
    func six(_ number: UInt32) -> UInt64 {
        let thousands = number / 1000
        return three(thousands) | three(number &- 1000 &* thousands) &<< 24
    }

    /// Writes a number below 1,000,000 without leading zeros. 8 bytes are written over.
    @inline(__always)
    func writeShort(_ number: UInt32, to text: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let digits = six(number)
        // The last digit stays, whatever it is.
        let zeroBits = ((digits ^ 0x3030_3030_3030) | 1 &<< 40).trailingZeroBitCount
        unsafe store(digits &>> UInt64(truncatingIfNeeded: zeroBits & 0x38), to: text)
        return unsafe text + (6 &- zeroBits &>> 3)
    }

    /// Writes a number from 1,000,000 to 999,999,999. At most 11 bytes are written over.
    @inline(never)
    func writeLong(_ number: UInt32, to text: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        let millions = number / 1_000_000
        let text = unsafe writeShort(millions, to: text)
        unsafe store(six(number &- 1_000_000 &* millions), to: text)
        return unsafe text + 6
    }
}

@inline(__always)
func store(_ word: UInt64, to text: UnsafeMutablePointer<UInt8>) {
    unsafe UnsafeMutableRawPointer(text).storeBytes(of: word.littleEndian, as: UInt64.self)
}
