import Glibc

/// The configuration file on disk.
package enum ConfigurationFile {
    /// The longest file that is read, in bytes; one with every option is under 4 KiB.
    static let longest = 1 << 20

    /// Reads a whole file.
    ///
    /// - Throws: ``ExitStatus/configuration`` when it cannot be read, or is too long to be a configuration.
    package static func content(path: String) throws(ServiceError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno, call: "open", .configuration, path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        while content.count <= longest {
            var failure: CInt = 0
            let part = unsafe [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                let result = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                failure = result < 0 ? errno : 0
                count = max(result, 0)
            }
            if failure == EINTR { continue }
            guard failure == 0 else { throw .system(failure, call: "read", .configuration, path) }
            if part.isEmpty { return content }
            content += part
        }
        throw ServiceError(
            .configuration, "cannot read '\(path)'", because: "it is longer than \(longest) bytes",
            advice: "check that it is a configuration file")
    }
}
