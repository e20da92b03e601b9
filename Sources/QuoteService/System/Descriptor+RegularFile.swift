import Glibc

/// What only regular files have: bytes at any place, a size, and a place where reading goes on.
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

    /// Where reading goes on.
    func offset(in path: String) throws(ServiceError) -> Int64 {
        Int64(try SystemCall.retrying("lseek", .input, path) { lseek(number, 0, SEEK_CUR) })
    }

    /// Sets where reading goes on.
    func seek(to offset: Int64, of path: String) throws(ServiceError) {
        try SystemCall.retrying("lseek", .input, path) { lseek(number, off_t(offset), SEEK_SET) }
    }
}
