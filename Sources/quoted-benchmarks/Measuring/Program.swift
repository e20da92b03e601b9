import Glibc

/// A program to measure: what the table calls it, and its command line, the first word being its path.
struct Program {
    let name: String
    let command: [String]
}

/// What one run of a program took.
struct Measurement {
    /// From just before the start of the process to its end, by the monotonic clock.
    let seconds: Double
    /// Processor time of all its threads, in seconds.
    let processorSeconds: Double
    /// Largest resident set in bytes, as wait4(2) says.
    ///
    /// Linux carries the peak of the process that called exec over into the new program, so this is never below what the
    /// benchmark itself has used (`Measurement.memoryFloor`); keep the benchmark small.
    let peakMemory: Int

    /// The benchmark's own largest resident set in bytes: a program's peak at this figure is this or anything less.
    static var memoryFloor: Int {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}

extension Program {
    /// Runs to the end with standard output in a file, or in `/dev/null`.
    func measure(into path: String = "/dev/null") throws(BenchmarkError) -> Measurement {
        let output = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(output) }
        return try measure { () throws(BenchmarkError) in try start(output: output) }
    }

    /// Runs to the end with standard output in a pipe, which is read as fast as it can be.
    func measureIntoPipe() throws(BenchmarkError) -> Measurement {
        let (reading, writing) = try makePipe()
        return try measure { () throws(BenchmarkError) in
            let process: RunningProgram
            do {
                defer { close(writing) }
                process = try start(output: writing)
            }
            try drain(reading)
            return process
        }
    }

    private func measure(_ run: () throws(BenchmarkError) -> RunningProgram) throws(BenchmarkError) -> Measurement {
        let began = monotonicSeconds()
        let usage = try run().wait()
        let seconds = monotonicSeconds() - began
        return Measurement(
            seconds: seconds, processorSeconds: usage.processorSeconds, peakMemory: usage.ru_maxrss * 1024)
    }

    /// Runs to the end with standard output in a file.
    func write(to path: String) throws(BenchmarkError) {
        let file = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        try start(output: file).wait()
    }

    /// Runs to the end, and returns what it writes to standard output.
    ///
    /// - Parameter isQuiet: whether what it writes to standard error is dropped.
    func output(isQuiet: Bool = false) throws(BenchmarkError) -> String {
        let null = try openFile("/dev/null", O_WRONLY)
        defer { close(null) }
        let (reading, writing) = try makePipe()
        let process: RunningProgram
        do {
            defer { close(writing) }
            process = try start(output: writing, errors: isQuiet ? null : nil)
        }
        let text = try readToEnd(reading, name)
        try process.wait()
        return String(decoding: text, as: UTF8.self)
    }

    /// Runs to the end, with standard output where the benchmark's errors go.
    func run() throws(BenchmarkError) {
        try start(output: STDERR_FILENO).wait()
    }
}

extension Program {
    /// The command line of `quoted`, which lies beside the benchmark.
    static func quoted(_ arguments: String...) throws(BenchmarkError) -> Program {
        try quoted(arguments: arguments)
    }

    static func quoted(arguments: [String]) throws(BenchmarkError) -> Program {
        let directory = try executableDirectory()
        let path = "\(directory)/quoted"
        guard unsafe access(path, X_OK) == 0 else {
            throw .missing("There is no quoted in \(directory): build it first, with `swift build -c release`.")
        }
        return Program(name: "quoted", command: [path] + arguments)
    }
}

extension rusage {
    /// User and system time together, in seconds.
    var processorSeconds: Double {
        Double(ru_utime.tv_sec + ru_stime.tv_sec) + Double(ru_utime.tv_usec + ru_stime.tv_usec) * 1e-6
    }
}
