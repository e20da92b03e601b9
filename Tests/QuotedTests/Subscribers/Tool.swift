import Dispatch
import Foundation

/// A command of the system that takes part in a test: netcat, socat.
struct Tool {
    /// The command, up to the path of the socket.
    let words: [String]

    static let netcat = Tool(words: ["nc", "-U"])
    /// The one that closes its sending side at the end of its input.
    static let closingNetcat = Tool(words: ["nc", "-N", "-U"])
    static let socat = Tool(words: ["socat", "-u"])

    var name: String { words[0] }

    static let hasNetcat = isThere(["nc", "-h"], saying: "OpenBSD netcat")
    static let hasSocat = isThere(["socat", "-V"], saying: "socat version")

    /// Runs it with a socket to its end; what it prints goes to a file.
    ///
    /// - Parameter input: what it reads; nothing where it is empty.
    func run(_ socket: String, input: String = "", to file: String) async throws {
        let arguments = words + (name == "socat" ? ["UNIX-CONNECT:\(socket)", "-"] : [socket])
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        let process = try Self.start(arguments, input: input, to: file)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    process.waitUntilExit()
                    continuation.resume()
                }
            }
        } onCancel: {
            process.terminate()
        }
    }

    private static func start(_ words: [String], input: String, to file: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        process.standardError = FileHandle.nullDevice
        let entry = Pipe()
        process.standardInput = entry
        try process.run()
        try entry.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try entry.fileHandleForWriting.close()
        return process
    }

    /// Whether a command is there that says of itself what it should, wherever it says so.
    private static func isThere(_ words: [String], saying text: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        guard (try? process.run()) != nil else { return false }
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self).contains(text)
    }
}
