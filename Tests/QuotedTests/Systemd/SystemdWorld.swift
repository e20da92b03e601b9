import Foundation
import Testing

/// A throw-away world whose first process is a real systemd; the machine's files are there to be read, and whatever is
/// written disappears.
enum SystemdWorld {
    /// What the script `with-systemd` ends with where the machine cannot host a world.
    private static let cannotBoot: Int32 = 77

    /// Boots a world and runs a scenario, a Bash script, in it. Fails the test where a command of the scenario fails, and
    /// cancels it where the machine, for a reason that is told, cannot boot one.
    ///
    /// - Parameters:
    ///   - scenario: follows `prelude.bash`, whose functions it uses.
    ///   - seconds: the longest time that it may take.
    static func run(_ scenario: String, seconds: Int = 100) async throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
        let project = directory.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let scratch = FileManager.default.temporaryDirectory.appending(path: "quoted-systemd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let script = scratch.appending(path: "scenario.bash")
        try Data(("source '\(directory.path)/prelude.bash'\n" + scenario).utf8).write(to: script)
        let log = scratch.appending(path: "log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)

        let process = Process()
        process.executableURL = directory.appending(path: "with-systemd")
        process.arguments = [
            "--timeout", "\(seconds)", "--", "bash", script.path, try QuotedProcess.executablePath(), project.path,
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let status = try await status(of: process)
        let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        if status == cannotBoot {
            try Test.cancel("this machine cannot boot systemd in a world of its own: \(text)")
        }
        #expect(status == 0, "\(text)")
    }

    /// Runs a process to its end; ends it early, with all it has started, where the test is cancelled.
    private static func status(of process: Process) async throws -> Int32 {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
        } onCancel: {
            if process.isRunning { process.terminate() }
        }
    }
}
