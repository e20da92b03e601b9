import Glibc

/// Standard output as one writes to it without ever waiting in the system: whoever is to read it may have stopped to.
///
/// It is not set to `O_NONBLOCK`, which would hold for every process that shares it, the shell first of all. A pipe or a
/// terminal is opened once more, by its name in `/proc`, which gives a description of its own. Where that is not possible,
/// a socket is asked not to wait with each call, and anything else gets no more at a time than what a pipe that is ready
/// takes (`PIPE_BUF`).
package struct UnblockedOutput {
    private enum Way {
        /// Writing does not wait, or not for anybody else, as for a file.
        case plain
        case socket
        /// No more than this at a time, and only when it is ready.
        case cautious
    }

    private let descriptor: Descriptor
    private let way: Way

    /// What can be written without waiting for another process.
    private static let pipeBuffer = 4096

    package init() {
        let standard = Descriptor.standardOutput
        var status = stat()
        let mode = unsafe fstat(standard.number, &status) == 0 ? status.st_mode & S_IFMT : S_IFREG
        switch mode {
        // Other devices do not wait for anybody, and may have been opened for reading alone.
        case _ where mode == S_IFIFO || isatty(standard.number) == 1:
            let flags = O_WRONLY | O_NONBLOCK | O_NOCTTY
            let own = try? Descriptor.open("/proc/self/fd/\(standard.number)", flags, .output)
            (descriptor, way) = (own ?? standard, own == nil ? .cautious : .plain)
        case S_IFSOCK: (descriptor, way) = (standard, .socket)
        default: (descriptor, way) = (standard, .plain)
        }
    }

    /// What to wait for before writing again.
    package var number: CInt { descriptor.number }

    /// Whether to wait before each call, since the call itself may.
    package var mustWaitFirst: Bool { way == .cautious }

    /// Writes at most all of the bytes; returns how many were accepted, `nil` where it would have to wait.
    package func write(_ bytes: RawSpan) throws(ServiceError) -> Int? {
        do throws(ServiceError) {
            switch way {
            case .plain: return try descriptor.write(bytes, to: "-")
            case .cautious: return try descriptor.write(bytes.extracting(first: Self.pipeBuffer), to: "-")
            case .socket:
                return try SystemCall.retrying("send", .output, "-") {
                    unsafe bytes.withUnsafeBytes {
                        unsafe send(
                            number, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
                    }
                }
            }
        } catch {
            if error.number == EAGAIN { return nil }
            throw error
        }
    }
}
