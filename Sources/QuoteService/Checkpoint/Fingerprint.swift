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
