import Glibc

/// Why a benchmark could not be run.
enum BenchmarkError: Error {
    /// What was asked for makes no sense.
    case usage(String)
    /// Something that the benchmark needs is not there.
    case missing(String)
    /// A system call failed.
    case system(call: String, code: Int32)
    /// A measured program failed, by exit status or (above 128) by signal.
    case program(name: String, status: Int32)
    /// A measured program's output is not what the reference's is.
    case wrongOutput(String)
    /// A figure is beyond what was asked for.
    case tooSlow(String)

    /// As sysexits(3) has it.
    var exitStatus: Int32 {
        switch self {
        case .usage: 64
        case .missing: 66
        case .system: 71
        case .program, .wrongOutput, .tooSlow: 1
        }
    }
}

extension BenchmarkError: CustomStringConvertible {
    var description: String {
        switch self {
        case .usage(let what), .missing(let what), .wrongOutput(let what), .tooSlow(let what): what
        case .system(let call, let code): "\(call): \(unsafe String(cString: strerror(code)))"
        case .program(let name, let status): "\(name) ended with status \(status)."
        }
    }
}
