import Glibc

extension Span<UInt8> {
    /// The first newline from there on. Linear in the bytes before it.
    func firstNewline(from start: Int) -> Int? {
        unsafe withUnsafeBytes { bytes in
            guard start < bytes.count, let first = bytes.baseAddress,
                let newline = unsafe memchr(first + start, CInt(UInt8(ascii: "\n")), bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(newline) - first
        }
    }

    /// Where the bytes stand without the spaces and tabs around them. Linear in the number of spaces.
    func trimmedRange() -> Range<Int> {
        var start = 0
        var end = count
        while start < end, isSpace(self[start]) { start += 1 }
        while end > start, isSpace(self[end - 1]) { end -= 1 }
        return start..<end
    }

    func starts(with text: String) -> Bool {
        let bytes = text.utf8
        guard count >= bytes.count else { return false }
        var position = 0
        for byte in bytes {
            guard self[position] == byte else { return false }
            position += 1
        }
        return true
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
