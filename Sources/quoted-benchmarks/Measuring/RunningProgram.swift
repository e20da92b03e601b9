import Glibc

/// A program that was started, until it has ended. Dropped before that, it is killed.
final class RunningProgram {
    let name: String
    let identifier: pid_t
    private var hasEnded = false

    fileprivate init(name: String, identifier: pid_t) {
        self.name = name
        self.identifier = identifier
    }

    deinit {
        if !hasEnded { kill() }
    }

    /// Waits for the end, and returns what the program used.
    ///
    /// - Throws: `BenchmarkError.program` where it failed.
    @discardableResult
    func wait() throws(BenchmarkError) -> rusage {
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(identifier, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw .system(call: "wait4", code: errno) }
        }
        hasEnded = true
        let signal = status & 0x7f
        let exitStatus = signal == 0 ? status >> 8 & 0xff : 128 + signal
        guard exitStatus == 0 else { throw .program(name: name, status: exitStatus) }
        return usage
    }

    /// Kills the program, which it cannot prevent, and waits until it is gone.
    func kill() {
        Glibc.kill(identifier, SIGKILL)
        _ = try? wait()
    }

    /// Asks the program to end, and waits until it has.
    func stop() throws(BenchmarkError) {
        Glibc.kill(identifier, SIGTERM)
        try wait()
    }

    /// The processor time it has used, in seconds.
    var processorSeconds: Double {
        get throws(BenchmarkError) {
            var clock = clockid_t()
            let code = unsafe clock_getcpuclockid(identifier, &clock)
            guard code == 0 else { throw .system(call: "clock_getcpuclockid", code: code) }
            return seconds(of: clock)
        }
    }

    /// How many descriptors it has open.
    var descriptors: Int {
        get throws(BenchmarkError) {
            guard let directory = unsafe opendir("/proc/\(identifier)/fd") else {
                throw .system(call: "opendir", code: errno)
            }
            defer { unsafe closedir(directory) }
            var count = -2
            while unsafe readdir(directory) != nil { count += 1 }
            return count
        }
    }

    /// Its resident memory now, in bytes.
    var residentMemory: Int {
        get throws(BenchmarkError) { try quoted_benchmarks.residentMemory(of: identifier) }
    }
}

/// The resident memory of a process, in bytes.
func residentMemory(of process: pid_t) throws(BenchmarkError) -> Int {
    let pages = try readText("/proc/\(process)/statm").split(separator: " ")
    return Int(pages[1])! * sysconf(Int32(_SC_PAGESIZE))
}

extension Program {
    /// Starts the program; the benchmark's own errors and standard input are the program's too unless others are given.
    func start(output: Int32, errors: Int32? = nil) throws(BenchmarkError) -> RunningProgram {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if let errors { unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO) }

        // The benchmark ignores the interrupt key, so that it can clean up; what it runs must not inherit that.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var interrupt = sigset_t()
        unsafe sigemptyset(&interrupt)
        unsafe sigaddset(&interrupt, SIGINT)
        unsafe posix_spawnattr_setsigdefault(&attributes, &interrupt)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var words = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, command[0], &actions, &attributes, &words, environ)
        guard code == 0 else { throw .system(call: "start \(command[0])", code: code) }
        return RunningProgram(name: name, identifier: process)
    }
}
