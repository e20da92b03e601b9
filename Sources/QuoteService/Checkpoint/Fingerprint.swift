import Glibc

/// A checksum of what was read of a file, by which it is known again: of the first bytes, which tell files apart whose
/// headers are the same, and of the last ones before the next to be read, which tell apart files that begin alike.
///
/// Not of all bytes: that would cost several percent of the time it takes to read them.
enum Fingerprint {
    /// Bytes that are looked at on either side.
    static let reach = 16 << 10

    /// - Returns: `nil` where the file has become shorter than `offset`, or cannot be read.
    /// - Complexity: constant, with two system calls.
    static func of(_ file: Descriptor, before offset: UInt64) -> UInt64? {
        guard let offset = Int(exactly: offset) else { return nil }
        let last = max(reach, offset - reach)
        var checksum = Checksum()
        for piece in [0..<min(offset, reach), min(last, offset)..<offset] {
            guard let bytes = file.bytes(at: piece) else { return nil }
            checksum.add(bytes)
        }
        return checksum.value
    }
}

extension Descriptor {
    /// The bytes of a file at these offsets, however far it is read; `nil` where they are not all there.
    func bytes(at range: Range<Int>) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < range.count {
            let count = unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    number, bytes.baseAddress! + filled, bytes.count - filled, off_t(range.lowerBound + filled))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
        }
        return bytes
    }

    /// Which file it is and how large, where it is a regular one.
    var regularFile: Rotation.Status? {
        var status = stat()
        guard unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Rotation.Status(status)
    }
}
