import Glibc

/// A subscriber of a Unix socket, which takes what there is whenever it is asked.
final class Watcher {
    let descriptor: Int32
    private(set) var text = ""
    private(set) var isClosed = false

    init(_ path: String) throws { descriptor = try UnixSocket.connect(to: path) }

    deinit { close(descriptor) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        let count = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        guard count == bytes.count else { throw QuotedProcess.SystemError(call: "send", code: errno) }
    }

    /// Takes in what has come.
    func takeIn() {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while !isClosed {
            let count = unsafe recv(descriptor, &chunk, chunk.count, Int32(MSG_DONTWAIT))
            if count < 0 && errno == EAGAIN { return }
            if count > 0 { text += String(decoding: chunk[..<count], as: UTF8.self) } else { isClosed = true }
        }
    }

    /// The result lines so far, without the header and what is said between them.
    var results: [String] {
        takeIn()
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("symbol,") }.map(String.init)
    }
}
