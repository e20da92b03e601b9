import Dispatch
import Glibc

/// A `quoted` that runs while a test feeds it, and what it has said so far.
final class LiveQuoted {
    /// What was waited for did not come in time.
    struct TooLate: Error, CustomStringConvertible {
        let what: String
        let output: String
        let errors: String
        var description: String { "waited in vain for \(what); output:\n\(output)\nerrors:\n\(errors)" }
    }

    let process: QuotedProcess
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private var outputLines = 0
    private var known: QuotedProcess.Ending?
    private(set) var hasClosedOutput = false
    private(set) var hasClosedErrors = false
    private var hasInput = true
    private var hasOutput = true

    /// - Parameter launcher: a command that runs the command after it.
    init(
        _ arguments: [String], environment: [String: String] = [:], in directory: TemporaryDirectory? = nil,
        through launcher: [String] = []
    ) throws {
        process = try QuotedProcess.start(arguments, environment: environment, in: directory, through: launcher)
        for end in [process.output, process.errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    deinit {
        if known == nil { process.send(SIGKILL) }
        closeInput()
        closeOutput()
        close(process.errors)
        _ = ending()
    }

    /// Closes the pipe to its standard input.
    func closeInput() {
        if hasInput { close(process.input) }
        hasInput = false
    }

    /// Closes the pipe from its standard output.
    func closeOutput() {
        if hasOutput { close(process.output) }
        hasOutput = false
    }

    /// How the process ends, which it is about to do; it is killed where it does not within half a minute.
    func ending() -> QuotedProcess.Ending {
        if let known { return known }
        var status: Int32 = 0
        let deadline = ContinuousClock.now + .seconds(30)
        while unsafe waitpid(process.identifier, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline { process.send(SIGKILL) }
            usleep(1000)
        }
        let signal = status & 0x7f
        let ending = signal == 0 ? QuotedProcess.Ending.exited(status >> 8 & 0xff) : .killed(signal: signal)
        known = ending
        return ending
    }

    var outputText: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
    /// Result lines, without the header.
    var results: [String] { outputText.split(separator: "\n").dropFirst().map(String.init) }

    /// Takes in what the process says until a condition holds.
    ///
    /// - Throws: `TooLate` after a minute.
    func wait(for what: String, until condition: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            takeIn()
            if try condition() { return }
            guard ContinuousClock.now < deadline, !hasClosedOutput else {
                throw TooLate(
                    what: what, output: String(outputText.suffix(2000)), errors: String(errorText.suffix(2000)))
            }
            await somethingIsSaid()
        }
    }

    /// Takes in what the process says until a condition holds, and returns whether it came to hold in time.
    ///
    /// - Parameter duration: how long to wait; every 10 ms the condition is looked at, whatever it depends on.
    func waited(_ duration: Duration, until condition: () throws -> Bool) async rethrows -> Bool {
        let deadline = ContinuousClock.now + duration
        while true {
            takeIn()
            if try condition() { return true }
            guard ContinuousClock.now < deadline else { return false }
            await somethingIsSaid(orAfter: 10)
        }
    }

    func wait(forResults count: Int) async throws {
        try await wait(for: "\(count) results") { outputLines > count }
    }

    func wait(forLog text: String) async throws {
        try await wait(for: "'\(text)'") { errorText.contains(text) }
    }

    /// The port of the first listener.
    func port() async throws -> UInt16 {
        let text = "listening for feeds on "
        try await wait(for: "a port") { errorText.contains(text) && errorText.hasSuffix("\n") }
        let line = errorText.split(separator: "\n").first { $0.contains(text) } ?? ""
        return UInt16(line.split(separator: ":").last ?? "") ?? 0
    }

    /// How many descriptors the process has open.
    var descriptors: Int {
        guard let directory = unsafe opendir("/proc/\(process.identifier)/fd") else { return 0 }
        defer { unsafe closedir(directory) }
        var count = 0
        while unsafe readdir(directory) != nil { count += 1 }
        return count
    }

    /// The letter of the process's state, `T` where it is stopped; empty where it is no more.
    var state: String {
        guard let file = unsafe fopen("/proc/\(process.identifier)/stat", "r") else { return "" }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard unsafe fgets(&line, CInt(line.count), file) != nil else { return "" }
        // The name before it is in parentheses, and may hold anything.
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        return text.split(separator: ") ").last.map { String($0.prefix(1)) } ?? ""
    }

    /// The inode numbers of its sockets.
    var sockets: [String] {
        (0..<64).compactMap { number in
            var target = [CChar](repeating: 0, count: 64)
            guard unsafe readlink("/proc/\(process.identifier)/fd/\(number)", &target, 63) > 0 else { return nil }
            let text = String(decoding: target.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            return text.hasPrefix("socket:[") ? String(text.dropFirst(8).dropLast()) : nil
        }
    }

    /// The memory that the process has resident, in KiB; 0 where it is no more.
    var memory: Int {
        guard let file = unsafe fopen("/proc/\(process.identifier)/statm", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard unsafe fgets(&line, CInt(line.count), file) != nil else { return 0 }
        let pages = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self).split(separator: " ")
        return (Int(pages[1]) ?? 0) * sysconf(CInt(_SC_PAGESIZE)) / 1024
    }

    private func takeIn() {
        if hasOutput {
            let said = Self.available(process.output, isAtEnd: &hasClosedOutput)
            output += said
            outputLines += said.count { $0 == UInt8(ascii: "\n") }
        }
        errors += Self.available(process.errors, isAtEnd: &hasClosedErrors)
    }

    private static func available(_ descriptor: Int32, isAtEnd: inout Bool) -> [UInt8] {
        var taken: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count == 0 { isAtEnd = true }
            guard count > 0 else { return taken }
            taken += chunk[..<count]
        }
    }

    /// Waits, on no thread of Swift's pool, until there is something to take in.
    private func somethingIsSaid(orAfter milliseconds: Int32 = 100) async {
        // A descriptor at its end would be ready for ever.
        let ends =
            (hasClosedOutput || !hasOutput ? [] : [process.output]) + (hasClosedErrors ? [] : [process.errors])
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var polled = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
                unsafe poll(&polled, nfds_t(polled.count), milliseconds)
                continuation.resume()
            }
        }
    }
}
