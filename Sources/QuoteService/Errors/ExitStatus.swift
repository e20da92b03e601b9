/// The exit status of `quoted`: zero, or one of those that `sysexits.h` names.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Everything that was asked for has been done.
    case success = 0
    /// The command line is wrong.
    case usage = 64
    /// The data is wrong and `--on-bad-line stop` was given.
    case badData = 65
    /// An input does not exist, or is no file that can be read.
    case noInput = 66
    /// An address cannot be bound, or another process has the state directory.
    case unavailable = 69
    /// A defect in `quoted` itself.
    case defect = 70
    /// An output file or socket cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed after it had begun.
    case inputOutput = 74
    /// The operating system did not permit it.
    case noPermission = 77
    /// The environment or the configuration file is wrong.
    case configuration = 78

    /// What the status means, in a few words, for `--help`.
    package var meaning: String {
        switch self {
        case .success: "success"
        case .usage: "wrong command line"
        case .badData: "bad data: no column with a price, or a bad line with --on-bad-line stop"
        case .noInput: "no such input"
        case .unavailable: "an address cannot be bound, or a state directory is in use"
        case .defect: "a defect in quoted"
        case .cannotCreate: "cannot create output"
        case .inputOutput: "input or output failed"
        case .noPermission: "no permission"
        case .configuration: "wrong configuration"
        }
    }
}
