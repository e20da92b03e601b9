import Dispatch
import Foundation
import Glibc

extension LiveQuoted {
    /// Writes to its standard input, which has to be read meanwhile where it is much.
    func send(_ text: String) throws {
        try Conversation(process).send(text.utf8)
    }

    /// Writes what may have to wait to its standard input, on no thread of Swift's pool.
    func sendPatiently(_ text: String) async throws {
        let process = process
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try Conversation(process).send(text.utf8) })
            }
        }
    }

    /// The most memory that it has had resident so far, in KiB.
    func peakMemory() throws -> Int { try Conversation(process).peakMemory() }

    /// Whether a signal is kept for whoever watches for it, instead of doing what it does by default.
    private func blocks(_ signal: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(process.identifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("SigBlk:") } ?? ""
        let mask = UInt64(line.split(separator: "\t").last ?? "", radix: 16) ?? 0
        return mask & 1 << UInt64(signal - 1) != 0
    }

    /// Waits until so many results are made, and no more can be: the log says so twice.
    func waitForStandstill(results: Int) async throws {
        try await wait(for: "its signal watchers") { blocks(SIGUSR1) }
        for count in 1...2 {
            try await wait(for: "a standstill at \(results) results") {
                process.send(SIGUSR1)
                return errorText.split(separator: "\n").count { $0.contains(", \(results) results") } >= count
            }
        }
    }
}

extension Client {
    /// The number of a result among the lines received, of which the first is the header.
    func number(ofLine index: Int) -> Int? {
        lines[index].split(separator: ",").last.flatMap { Int($0) }
    }

    /// A figure of the status, asked for by one that comes and goes.
    func figureAtOnce(_ name: String) throws -> Int? {
        try send("status\n")
        closeSending()
        while readNext() > 0 {
            let line = text.split(separator: "\n").first { $0.hasPrefix("# status ") }
            let word = line?.split(separator: " ").first { $0.hasPrefix(name + "=") }
            if let word { return Int(word.dropFirst(name.count + 1)) }
        }
        return nil
    }
}
