import Dispatch
import Glibc

/// The built `quoted`, run with pipes at its three standard descriptors unless a test asks for something else.
///
/// A child knows nothing of the tests' own `QUOTED_*` variables or service manager, and all signals do in it what they do
/// in a shell.
struct QuotedProcess {
    enum Ending: Hashable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// What is left of a process that has ended.
    struct Result {
        let ending: Ending
        let output: [UInt8]
        let errors: [UInt8]

        var outputText: String { String(decoding: output, as: UTF8.self) }
        var errorText: String { String(decoding: errors, as: UTF8.self) }
    }

    /// A system call that failed, with its `errno`.
    struct SystemError: Error {
        let call: String
        let code: Int32
    }

    /// Where a child's standard input comes from, or its standard output goes to.
    enum Standard {
        case pipe
        /// The file at this path, as `<` and `>>` name it.
        case file(String)
        /// Nowhere: the descriptor is closed, as `<&-` and `>&-` do.
        case closed
        /// A pipe whose other end is closed already.
        case abandoned

        /// Whether the tests have the other end of a pipe.
        fileprivate var hasOtherEnd: Bool { if case .pipe = self { true } else { false } }
    }

    let identifier: pid_t
    /// The tests' ends of the pipes; -1 where there is none.
    let input: Int32
    let output: Int32
    let errors: Int32
    /// Not to be removed while the process runs.
    private let directory: TemporaryDirectory?

    /// Runs `quoted` to its end with `input` on its standard input; kills it when the test's task is cancelled.
    ///
    /// Input and both outputs may be of any size: all three are served as they become ready.
    ///
    /// - Parameters:
    ///   - readLines: closes the output, as `head` does, when so many lines have been read.
    ///   - directory: where it runs; `nil` is where the tests do.
    ///   - launcher: a command that runs the command after it.
    static func run(
        _ arguments: [String], input: [UInt8] = [], from source: Standard = .pipe, to sink: Standard = .pipe,
        readLines: Int? = nil, environment: [String: String] = [:], in directory: TemporaryDirectory? = nil,
        through launcher: [String] = []
    ) async throws -> Result {
        let process = try start(
            arguments, from: source, to: sink, environment: environment, in: directory, through: launcher)
        return try await process.finish(input: input, readLines: readLines)
    }

    /// Starts `quoted`; `finish` or `converse` must be called once, or the process is left behind.
    static func start(
        _ arguments: [String], from source: Standard = .pipe, to sink: Standard = .pipe,
        environment: [String: String] = [:], in directory: TemporaryDirectory? = nil, through launcher: [String] = []
    ) throws -> QuotedProcess {
        let mover = directory.map { ["env", "-C", $0.path] } ?? []
        let words = mover + launcher + [try executablePath()] + arguments
        // A child that no longer reads is told by a write that fails, not by the death of the tests.
        signal(SIGPIPE, SIG_IGN)
        return try start(words, from: source, to: sink, environment, directory)
    }

    private static func start(
        _ words: [String], from source: Standard, to sink: Standard, _ environment: [String: String],
        _ directory: TemporaryDirectory?
    ) throws -> QuotedProcess {
        let pipes = try (input: Pipe(), output: Pipe(), errors: Pipe())
        defer { for end in [pipes.input.reading, pipes.output.writing, pipes.errors.writing] { close(end) } }

        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        switch source {
        case .pipe, .abandoned:
            unsafe posix_spawn_file_actions_adddup2(&actions, pipes.input.reading, STDIN_FILENO)
        case .file(let path): unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, path, O_RDONLY, 0)
        case .closed: unsafe posix_spawn_file_actions_addclose(&actions, STDIN_FILENO)
        }
        switch sink {
        case .pipe, .abandoned:
            unsafe posix_spawn_file_actions_adddup2(&actions, pipes.output.writing, STDOUT_FILENO)
        case .file(let path):
            unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY | O_APPEND, 0)
        case .closed: unsafe posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, pipes.errors.writing, STDERR_FILENO)
        // Whatever other tests have open at the moment: a pipe that a child has too does not end where its test closes it.
        for descriptor in STDERR_FILENO + 1..<Int32(min(4096, sysconf(Int32(_SC_OPEN_MAX)))) {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        let input = source.hasOtherEnd ? pipes.input.writing : -1
        let output = sink.hasOtherEnd ? pipes.output.reading : -1
        if input < 0 { close(pipes.input.writing) }
        if output < 0 { close(pipes.output.reading) }
        let identifier = unsafe try spawn(words, &actions, environment)
        return QuotedProcess(
            identifier: identifier, input: input, output: output, errors: pipes.errors.reading, directory: directory)
    }

    func send(_ signal: Int32) { kill(identifier, signal) }

    /// Writes `input`, closes it, reads both outputs to their ends, waits; kills when the task is cancelled.
    func finish(input bytes: [UInt8] = [], readLines: Int? = nil) async throws -> Result {
        try await onThread { try communicate(bytes, readLines: readLines) }
    }

    /// Runs `body`, which talks with the process a line at a time, then finishes it.
    func converse(_ body: @escaping @Sendable (inout Conversation) throws -> Void) async throws -> Result {
        try await onThread {
            var conversation = Conversation(self)
            do {
                try body(&conversation)
            } catch {
                send(SIGKILL)
                _ = try communicate([], readLines: nil)
                throw error
            }
            return try communicate([], readLines: nil)
        }
    }

    /// Runs blocking calls on a thread that is not of Swift's pool, which has as many as there are cores.
    private func onThread(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async { continuation.resume(with: Swift.Result { try work() }) }
            }
        } onCancel: {
            send(SIGKILL)
        }
    }
}
