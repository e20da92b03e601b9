import Glibc

/// A test's turn-taking with a running process: it writes some input, and reads the lines that come of it.
struct Conversation {
    /// The process ended its output where a line was expected.
    struct NoMoreLines: Error {}

    let process: QuotedProcess
    private var received: [UInt8] = []

    init(_ process: QuotedProcess) {
        self.process = process
    }

    /// Writes all of the bytes to the process's standard input, or to another descriptor.
    func send(_ bytes: some Sequence<UInt8>, to descriptor: Int32? = nil) throws {
        let bytes = Array(bytes)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe write(descriptor ?? process.input, bytes.baseAddress! + written, bytes.count - written)
            }
            guard count >= 0 else { throw QuotedProcess.SystemError(call: "write", code: errno) }
            written += count
        }
    }

    /// Waits for the next line of the process's standard output, and returns it without its newline.
    mutating func line() throws -> String {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let newline = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeFirst(newline + 1) }
                return String(decoding: received[..<newline], as: UTF8.self)
            }
            let count = unsafe read(process.output, &chunk, chunk.count)
            guard count >= 0 else { throw QuotedProcess.SystemError(call: "read", code: errno) }
            guard count > 0 else { throw NoMoreLines() }
            received += chunk[..<count]
        }
    }

    /// Whether a whole or partial line has come that was not asked for.
    var hasMore: Bool {
        var polled = pollfd(fd: process.output, events: Int16(POLLIN), revents: 0)
        return unsafe !received.isEmpty || poll(&polled, 1, 0) > 0
    }

    /// The most memory that the process has had resident so far, in KiB.
    ///
    /// Not what `wait4` says in the end, which is never less than what the parent had when it started the process.
    func peakMemory() throws -> Int {
        guard let file = unsafe fopen("/proc/\(process.identifier)/status", "r") else {
            throw QuotedProcess.SystemError(call: "fopen", code: errno)
        }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while unsafe fgets(&line, CInt(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self).split {
                $0 == "\t" || $0 == " "
            }
            if words.first == "VmHWM:", let kibibytes = Int(words[1]) { return kibibytes }
        }
        throw NoMoreLines()
    }
}
