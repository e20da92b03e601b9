import Glibc

/// A checksum of what was read of a file, by which it is known again: of the first bytes, which tell files apart whose
/// headers are the same, and of the last ones before the next to be read, which tell apart files that begin alike.
///
/// Not of all bytes: that would cost several percent of the time it takes to read them.
enum Fingerprint {
    /// Bytes that are looked at on either side.
    static let reach = 16 << 10

    /// - Returns: `nil` where the file has become shorter than `offset`.
    /// - Throws: `ServiceError` where it cannot be read: whether it is the same is not known then.
    /// - Complexity: constant, with two system calls.
    static func of(_ file: Descriptor, before offset: UInt64, path: String) throws(ServiceError) -> UInt64? {
        guard let offset = Int(exactly: offset) else { return nil }
        let last = max(reach, offset - reach)
        var checksum = Checksum()
        for piece in [0..<min(offset, reach), min(last, offset)..<offset] {
            guard let bytes = try file.bytes(at: piece, of: path) else { return nil }
            checksum.add(bytes)
        }
        return checksum.value
    }
}

extension Descriptor {
    /// The bytes of a file at these offsets, however far it is read; `nil` where it ends before them.
    ///
    /// - Throws: `ServiceError` where it cannot be read.
    func bytes(at range: Range<Int>, of path: String) throws(ServiceError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < range.count {
            let count = try SystemCall.retrying("read", .input, path) {
                unsafe bytes.withUnsafeMutableBytes { bytes in
                    unsafe pread(
                        number, bytes.baseAddress! + filled, bytes.count - filled, off_t(range.lowerBound + filled))
                }
            }
            guard count > 0 else { return nil }
            filled += count
        }
        return bytes
    }

    /// Which file it is and how large; `nil` where it is not a regular one.
    ///
    /// - Throws: `ServiceError` where the system does not tell.
    func regularFile(_ path: String) throws(ServiceError) -> Rotation.Status? {
        var status = stat()
        try SystemCall.retrying("fstat", .input, path) { unsafe fstat(number, &status) }
        return status.st_mode & S_IFMT == S_IFREG ? Rotation.Status(status) : nil
    }

    /// Sets where reading goes on.
    func seek(to offset: Int64, of path: String) throws(ServiceError) {
        try SystemCall.retrying("lseek", .input, path) { lseek(number, off_t(offset), SEEK_SET) }
    }
}
