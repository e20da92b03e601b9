import Glibc

/// An open file descriptor, closed when it goes out of use.
package final class Descriptor {
    package let number: CInt
    private let isOwned: Bool

    package init(owning number: CInt) {
        self.number = number
        isOwned = true
    }

    private init(borrowing number: CInt) {
        self.number = number
        isOwned = false
    }

    package static var standardInput: Descriptor { Descriptor(borrowing: STDIN_FILENO) }
    package static var standardOutput: Descriptor { Descriptor(borrowing: STDOUT_FILENO) }
    package static var standardError: Descriptor { Descriptor(borrowing: STDERR_FILENO) }

    /// Opens `/dev/null` wherever a standard descriptor is closed: a file that is opened later must not get its number, or
    /// results would go into the file of rejects.
    ///
    /// It is opened the wrong way round, so that reading or writing fails as it does on a closed descriptor.
    package static func occupyStandardNumbers() {
        for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) == -1 {
            _ = unsafe Glibc.open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    deinit {
        if isOwned { close(number) }
    }

    /// Opens a file.
    ///
    /// - Throws: `ServiceError` with the path and what the user can do.
    package static func open(
        _ path: String, _ flags: CInt, mode: UInt32 = 0o644, _ use: ServiceError.Use
    ) throws(ServiceError) -> Descriptor {
        let number = try SystemCall.retrying("open", use, path) { unsafe Glibc.open(path, flags | O_CLOEXEC, mode) }
        return Descriptor(owning: number)
    }

    /// Reads at most as many bytes as fit; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, of subject: String) throws(ServiceError) -> Int {
        try SystemCall.retrying("read", .input, subject) { unsafe Glibc.read(number, buffer.baseAddress, buffer.count) }
    }

    /// Reads at most as many bytes as fit, without waiting for them; 0 at the end, `nil` when there is nothing yet.
    package func readIfReady(
        into buffer: UnsafeMutableRawBufferPointer, of subject: String
    ) throws(ServiceError) -> Int? {
        do throws(ServiceError) {
            return try unsafe read(into: buffer, of: subject)
        } catch {
            if error.number == EAGAIN { return nil }
            throw error
        }
    }

    /// Writes at most all of the bytes, and returns how many were accepted.
    package func write(_ bytes: RawSpan, to subject: String) throws(ServiceError) -> Int {
        try SystemCall.retrying("write", .output, subject) {
            unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        }
    }

    /// Sends at most all of the bytes to a socket without waiting, and returns how many were accepted.
    package func send(_ bytes: RawSpan, to subject: String) throws(ServiceError) -> Int {
        try SystemCall.retrying("send", .output, subject) {
            unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(number, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
        }
    }

    /// Writes all of the bytes, in as many calls as it takes.
    package func writeAll(_ bytes: RawSpan, to subject: String) throws(ServiceError) {
        var written = 0
        while written < bytes.byteCount {
            written += try write(bytes.extracting(written...), to: subject)
        }
    }

    /// The file type bits of the file's mode, such as `S_IFREG`.
    package func fileType(of subject: String, _ use: ServiceError.Use) throws(ServiceError) -> UInt32 {
        var status = stat()
        try SystemCall.retrying("fstat", use, subject) { unsafe fstat(number, &status) }
        return status.st_mode & S_IFMT
    }

    /// Whether both are the same regular file, by whatever paths they were opened.
    package func isSameFile(as other: Descriptor) -> Bool {
        var (one, two) = (stat(), stat())
        guard unsafe fstat(number, &one) == 0, unsafe fstat(other.number, &two) == 0 else { return false }
        return one.st_mode & S_IFMT == S_IFREG && (one.st_dev, one.st_ino) == (two.st_dev, two.st_ino)
    }
}
