/// One thing that is wrong with what the user asked for, and where it was asked.
package struct Mistake: Equatable, Sendable {
    /// Where a value was given.
    package enum Origin: Equatable, Sendable {
        /// On the command line, by this flag as it was written, such as `--window` or `-w`.
        case flag(String)
        /// On the command line as a whole.
        case commandLine
        /// In the environment, by this variable.
        case environment(String)
        /// In the configuration file, by this key; the file as a whole where there is none.
        case configuration(path: String, line: Int?, key: String?)
    }

    package let origin: Origin
    /// Where it was asked, what is wrong, and what would be accepted.
    package let description: String

    /// A mistake about which the problem says everything, as in `--window: the value is missing`.
    init(_ origin: Origin, _ problem: String) {
        self.origin = origin
        let place = origin.description
        description = place.isEmpty ? problem : "\(place): \(problem)"
    }

    /// A mistake whose place is the subject of a sentence, as in `--follow is not available in this version`.
    init(_ origin: Origin, predicate: String) {
        self.origin = origin
        description = "\(origin.description) \(predicate)"
    }

    /// A value that was refused.
    init(_ origin: Origin, _ refusal: Refusal, accepted: String) {
        self.init(origin, "\(refusal.reason); accepted: \(accepted)")
    }

    /// The status to end with for this mistake.
    package var status: ExitStatus {
        switch origin {
        case .flag, .commandLine: .usage
        case .environment, .configuration: .configuration
        }
    }
}

extension Mistake: CustomStringConvertible {}

extension Mistake.Origin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .flag(let flag): flag
        case .commandLine: ""
        case .environment(let variable): variable
        case .configuration(let path, let line, let key):
            path + (line.map { ":\($0)" } ?? "") + (key.map { ": \($0)" } ?? "")
        }
    }
}
