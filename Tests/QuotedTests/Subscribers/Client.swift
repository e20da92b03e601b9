import Dispatch
import Glibc

/// A subscriber at a Unix socket that reads and writes when the test says so.
final class Client {
    /// What was waited for did not come in time.
    struct TooLate: Error, CustomStringConvertible {
        let what: String
        let received: String
        var description: String { "waited in vain for \(what); received:\n\(received)" }
    }

    private let descriptor: Int32
    private(set) var received: [UInt8] = []
    /// How many whole lines were received.
    private(set) var lineCount = 0
    /// Whether the other end has closed the connection.
    private(set) var isAtEnd = false

    /// Connects, at once or not at all.
    init(_ path: String) throws { descriptor = try UnixSocket.connect(to: path) }

    /// Connects as soon as there is somebody.
    convenience init(_ path: String, of quoted: LiveQuoted) async throws {
        try await quoted.wait(for: "a listener at \(path)") { (try? Client(path)) != nil }
        try self.init(path)
    }

    deinit { close(descriptor) }

    var text: String { String(decoding: received, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    // MARK: Sending

    func send(_ text: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = try sendWhatIsTaken(bytes, flags: 0)
            bytes = bytes.dropFirst(count)
        }
    }

    /// Sends as much as is taken at once, and returns how many bytes that was.
    func sendWhatIsTaken(_ bytes: ArraySlice<UInt8>, flags: Int32 = Int32(MSG_DONTWAIT)) throws -> Int {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, flags | Int32(MSG_NOSIGNAL))
        }
        guard count >= 0 || errno == EAGAIN else { throw QuotedProcess.SystemError(call: "send", code: errno) }
        return max(0, count)
    }

    /// Closes the sending side, as netcat does at the end of its input.
    func closeSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    // MARK: Receiving

    /// Takes in what there is, at most so many bytes; returns how many it was.
    @discardableResult
    func read(atMost limit: Int = .max) -> Int {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var taken = 0
        while taken < limit, !isAtEnd {
            let count = unsafe recv(descriptor, &chunk, min(chunk.count, limit - taken), Int32(MSG_DONTWAIT))
            if count < 0 && errno == EAGAIN { break }
            guard count > 0 else {
                isAtEnd = true
                break
            }
            received += chunk[..<count]
            lineCount += chunk[..<count].count { $0 == UInt8(ascii: "\n") }
            taken += count
        }
        return taken
    }

    /// Drops the first bytes that were received.
    func forget(_ count: Int) { received.removeFirst(count) }

    /// Takes in the next bytes, for which it waits; returns how many it was.
    func readNext() -> Int {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        unsafe poll(&polled, 1, 10_000)
        return read()
    }

    /// Takes in all that comes, or so many bytes now and then, until a condition holds.
    ///
    /// - Throws: `TooLate` after a minute, or where nothing more can come.
    func wait(for what: String, reading limit: Int = .max, until condition: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            read(atMost: limit)
            if try condition() { return }
            guard ContinuousClock.now < deadline, !isAtEnd else {
                throw TooLate(what: what, received: String(text.suffix(2000)))
            }
            await somethingComes()
        }
    }

    func wait(forLines count: Int) async throws { try await wait(for: "\(count) lines") { lineCount >= count } }

    func wait(forText text: String) async throws {
        try await wait(for: "'\(text)'") { received.suffix(100_000).contains(text.utf8) }
    }

    /// Takes in so many bytes every few milliseconds until a condition holds or a minute is over, with this thread all to
    /// itself: who reads nothing for five seconds is given up at the end.
    func readSlowly(_ limit: Int, until condition: () -> Bool) {
        let deadline = ContinuousClock.now + .seconds(60)
        while !isAtEnd, ContinuousClock.now < deadline {
            read(atMost: limit)
            if condition() { return }
            _ = poll(nil, 0, 5)
        }
    }

    func waitForEnd() async throws { try await wait(for: "the end") { isAtEnd } }

    /// Sends a command and returns the first line of what comes then that begins with this.
    func ask(_ command: String, for start: String) async throws -> String {
        read()
        let before = received.count
        try send(command + "\n")
        var answer: Substring?
        try await wait(for: "the answer to \(command)") {
            let new = String(decoding: received[before...], as: UTF8.self)
            answer = new.split(separator: "\n").first { $0.hasPrefix(start) }
            return answer != nil && new.hasSuffix("\n")
        }
        return String(answer ?? "")
    }

    /// A figure of the answer to `status` in CSV.
    func figure(_ name: String) async throws -> Int {
        let words = try await ask("status", for: "# status ").split(separator: " ")
        return words.firstNonNil { $0.hasPrefix(name + "=") ? Int($0.dropFirst(name.count + 1)) : nil } ?? -1
    }

    /// Waits until so many are subscribed, itself among them.
    func wait(forSubscribers count: Int) async throws {
        while try await figure("subscribers") != count { await somethingComes() }
    }

    /// Waits, on no thread of Swift's pool, until there is something to take in.
    private func somethingComes() async {
        let descriptor = descriptor
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                unsafe poll(&polled, 1, 10)
                continuation.resume()
            }
        }
    }
}

extension Collection<UInt8> {
    fileprivate func contains(_ text: String.UTF8View) -> Bool {
        String(decoding: self, as: UTF8.self).contains(String(decoding: Array(text), as: UTF8.self))
    }
}

extension Sequence {
    fileprivate func firstNonNil<Value>(_ transform: (Element) -> Value?) -> Value? {
        for element in self { if let value = transform(element) { return value } }
        return nil
    }
}
