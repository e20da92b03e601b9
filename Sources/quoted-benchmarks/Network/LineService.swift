import Glibc

/// A running program that takes lines over TCP and publishes lines on a Unix socket: `quoted`, or a peer of it.
final class LineService {
    let process: RunningProgram
    /// Where it listens for feeds, on 127.0.0.1.
    let port: UInt16
    /// Where it says what there is to say. Stays open, so that a program that says more does not fail for it.
    private let errors: Int32

    /// What it says before the port, on standard error.
    private static let announcement = "listening for feeds on 127.0.0.1:"

    /// Starts a program and waits until it listens.
    init(_ program: Program) throws(BenchmarkError) {
        let (reading, writing) = try makePipe()
        errors = reading
        do {
            defer { close(writing) }
            process = try program.start(output: STDERR_FILENO, errors: writing)
        }
        port = try Self.readPort(from: reading, of: program.name)
    }

    deinit { close(errors) }

    /// Waits until it says something, on standard error, that it did not say before.
    func waitForError(containing text: String) throws(BenchmarkError) {
        var said = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        repeat {
            let count = unsafe read(errors, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .missing("\(process.name) does not say '\(text)', but: \(said)") }
            said += String(decoding: buffer[..<count], as: UTF8.self)
        } while !said.contains(text)
    }

    /// Takes in what it has said on standard error, so that there is room for more.
    func forgetErrors() throws(BenchmarkError) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var polled = pollfd(fd: errors, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&polled, 1, 0) == 1 {
            guard unsafe read(errors, &buffer, buffer.count) > 0 else { throw .missing("\(process.name) has ended.") }
        }
    }

    private static func readPort(from descriptor: Int32, of name: String) throws(BenchmarkError) -> UInt16 {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .missing("\(name) does not say where it listens, but: \(text)") }
            text += String(decoding: buffer[..<count], as: UTF8.self)
            if let port = port(in: text) { return port }
        }
    }

    private static func port(in text: String) -> UInt16? {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            guard let announced = line.firstRange(of: announcement) else { continue }
            return UInt16(line[announced.upperBound...])
        }
        return nil
    }

    /// Asks it to end, and waits until it has.
    func stop() throws(BenchmarkError) {
        try process.stop()
    }
}
