import Glibc

/// The file that metrics are written to, replaced as a whole each time: whoever reads it finds one state or the next.
package final class MetricsFile {
    /// What a write came to, as far as it is worth a line in the log.
    package enum Change: Equatable, Sendable {
        /// As before.
        case none
        /// It failed, and had not failed before.
        case failed(ServiceError)
        /// It went well again.
        case recovered
    }

    package let path: String
    private var isFailing = false

    package init(path: String) {
        self.path = path
    }

    /// Replaces the file's content.
    ///
    /// The new content is written beside the file and takes its place when it is complete. It is not forced to the disk: after
    /// a crash of the machine metrics are out of date anyway.
    ///
    /// - Throws: `ServiceError` where the file or its directory cannot be written, or something other than a file is there.
    package func write(_ text: String) throws(ServiceError) {
        try refuseToReplaceWhatIsNoFile()
        let temporary = path + ".tmp"
        // What an earlier run has left, or somebody else has put there, is neither used nor followed.
        unsafe unlink(temporary)
        let descriptor = try Descriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOCTTY, .output)
        do throws(ServiceError) {
            try unsafe descriptor.writeAll(Array(text.utf8).span.bytes, to: temporary)
            try SystemCall.retrying("rename", .output, path) { unsafe rename(temporary, path) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }

    /// Replaces the file's content, and tells of a failure once, until it goes well again.
    package func update(_ text: String) -> Change {
        do throws(ServiceError) {
            try write(text)
            defer { isFailing = false }
            return isFailing ? .recovered : .none
        } catch {
            defer { isFailing = true }
            return isFailing ? .none : .failed(error)
        }
    }

    /// A rename would put a file in the place of a device or a link.
    private func refuseToReplaceWhatIsNoFile() throws(ServiceError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        throw ServiceError(
            .cannotCreate, "cannot replace '\(path)'", because: "it is not a regular file",
            advice: "choose the path of a file for the metrics")
    }
}
