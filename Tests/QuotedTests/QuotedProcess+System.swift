import Glibc

/// The system calls behind a process.
extension QuotedProcess {
    struct Pipe {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            guard unsafe pipe(&ends) == 0 else { throw SystemError(call: "pipe", code: errno) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (reading, writing) = (ends[0], ends[1])
        }
    }

    /// Beside the test bundle, in the directory of the build.
    static func executablePath() throws -> String {
        guard let bundle = unsafe realpath("/proc/self/exe", nil) else {
            throw SystemError(call: "realpath /proc/self/exe", code: errno)
        }
        defer { unsafe free(bundle) }
        return unsafe String(cString: bundle).split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/quoted"
    }

    static func spawn(
        _ words: [String], _ actions: inout posix_spawn_file_actions_t, _ environment: [String: String]
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        let inherited = inheritedEnvironment().merging(environment) { _, given in given }
        var variables = unsafe inherited.map { unsafe strdup("\($0)=\($1)") } + [nil]
        defer { unsafe variables.forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        let code = unsafe posix_spawnp(&identifier, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw SystemError(call: "posix_spawnp \(words[0])", code: code) }
        return identifier
    }

    private static func inheritedEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = unsafe environ
        while let text = unsafe next.pointee {
            let words = unsafe String(cString: text).split(separator: "=", maxSplits: 1)
            unsafe next += 1
            guard words.count == 2, !words[0].hasPrefix("QUOTED_"), !words[0].hasPrefix("LISTEN_") else { continue }
            if ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "STATE_DIRECTORY"].contains(words[0]) { continue }
            variables[String(words[0])] = String(words[1])
        }
        return variables
    }

    func communicate(_ bytes: [UInt8], readLines: Int?) throws -> Result {
        var written = 0
        var inputIsOpen = input >= 0
        var outputs: [(descriptor: Int32, bytes: [UInt8], isOpen: Bool)] = [
            (output, [], output >= 0), (errors, [], true),
        ]
        defer { for output in outputs where output.isOpen { close(output.descriptor) } }
        defer { if inputIsOpen { close(input) } }
        _ = fcntl(input, F_SETFL, O_NONBLOCK)

        var linesToRead = readLines ?? .max
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if inputIsOpen && written == bytes.count {
                close(input)
                inputIsOpen = false
            }
            // poll(2) passes over negative descriptors.
            var polled = outputs.map { pollfd(fd: $0.isOpen ? $0.descriptor : -1, events: Int16(POLLIN), revents: 0) }
            polled.append(pollfd(fd: inputIsOpen ? input : -1, events: Int16(POLLOUT), revents: 0))
            if polled.allSatisfy({ $0.fd < 0 }) { break }
            guard unsafe poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else {
                throw SystemError(call: "poll", code: errno)
            }
            for index in outputs.indices where polled[index].revents != 0 {
                let count = unsafe read(outputs[index].descriptor, &chunk, chunk.count)
                if count > 0 { outputs[index].bytes += chunk[..<count] }
                if index == 0, count > 0 { linesToRead -= chunk[..<count].count { $0 == UInt8(ascii: "\n") } }
                if count == 0 || (index == 0 && linesToRead <= 0) {
                    close(outputs[index].descriptor)
                    outputs[index].isOpen = false
                }
            }
            if polled[2].revents != 0 {
                let count = unsafe bytes.withUnsafeBytes { bytes in
                    unsafe write(input, bytes.baseAddress! + written, bytes.count - written)
                }
                // A child that does not read to the end of its input is no error here.
                written = count < 0 && errno == EPIPE ? bytes.count : written + max(0, count)
            }
        }
        return Result(ending: try wait(), output: outputs[0].bytes, errors: outputs[1].bytes)
    }

    private func wait() throws -> Ending {
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0 {
            guard errno == EINTR else { throw SystemError(call: "waitpid", code: errno) }
        }
        let signal = status & 0x7f
        return signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
    }
}
