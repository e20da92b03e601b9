import Foundation

/// Runs of `quoted` one after the other that share a state directory, with files to read beside it.
final class StateRuns: Sendable {
    let files: TemporaryDirectory
    let state: TemporaryDirectory
    let options: [String]

    /// - Parameter options: of all runs. Results are JSON, since that has `seq`.
    init(_ options: [String] = ["-w", "2", "--decimals", "1"]) throws {
        files = try TemporaryDirectory()
        state = try TemporaryDirectory()
        self.options = ["--state-dir", state.path, "--format", "json"] + options
    }

    /// Runs to the end of the sources.
    func run(
        _ arguments: [String], input: [UInt8] = [], to sink: QuotedProcess.Standard = .pipe,
        environment: [String: String] = [:]
    ) async throws -> QuotedProcess.Result {
        try await QuotedProcess.run(options + arguments, input: input, to: sink, environment: environment, in: files)
    }

    /// Starts a run that a test feeds.
    func start(_ arguments: [String]) throws -> LiveQuoted { try LiveQuoted(options + arguments) }

    /// Appends to a file, and returns its path.
    @discardableResult
    func append(_ text: String, to name: String) throws -> String {
        let file = unsafe open(files / name, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        defer { close(file) }
        let written = unsafe Array(text.utf8).withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        guard written == text.utf8.count else { throw QuotedProcess.SystemError(call: "write", code: errno) }
        return files / name
    }

    func rename(_ name: String, to other: String) {
        unsafe _ = Foundation.rename(files / name, files / other)
    }

    /// The bytes of the checkpoint, `nil` where there is none.
    var checkpoint: [UInt8]? { FileManager.default.contents(atPath: state / "checkpoint").map(Array.init) }

    func damage(_ change: (inout [UInt8]) -> Void) throws {
        var bytes = checkpoint ?? []
        change(&bytes)
        try Data(bytes).write(to: URL(fileURLWithPath: state / "checkpoint"))
    }

    /// Waits until a run has written a checkpoint that is another than one before.
    func waitForCheckpoint(after old: [UInt8]?) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while checkpoint == old || checkpoint == nil {
            guard ContinuousClock.now < deadline else { throw Conversation.NotInTime(what: "a checkpoint") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

/// Quotes of one symbol whose prices are their numbers, and their results with a window of 2.
func quotes(_ numbers: ClosedRange<Int>) -> String { numbers.map { "A,t\($0),\($0)\n" }.joined() }

func results(_ numbers: ClosedRange<Int>, seq first: Int? = nil) -> String {
    numbers.enumerated().map { index, number in
        let seq = (first ?? numbers.lowerBound - 1) + index
        return
            "{\"seq\":\(seq),\"symbol\":\"A\",\"timestamp\":\"t\(number)\",\"price\":\"\(number)\",\"sma\":\"\(number - 1).5\"}\n"
    }.joined()
}
