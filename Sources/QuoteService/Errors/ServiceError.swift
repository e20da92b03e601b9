/// Why `quoted` cannot go on: what was tried, why it failed, what to do about it, and the status to end with.
///
/// The description is one line for the user:
/// `cannot open 'nosuch.csv': No such file or directory; check the path`.
package struct ServiceError: Error, Equatable, Sendable {
    /// The status that `quoted` ends with when nothing else can be done.
    package let status: ExitStatus
    /// What was tried, as in `cannot open 'nosuch.csv'`.
    package let attempt: String
    /// Why it failed, as in `No such file or directory`.
    package let reason: String
    /// What the user can do about it, as in `check the path`; `nil` where nothing sensible can be said.
    package let advice: String?
    /// The `errno` of the system call that failed, where it was one.
    package private(set) var number: CInt?

    package init(
        _ status: ExitStatus, _ attempt: String, because reason: String, advice: String? = nil, number: CInt? = nil
    ) {
        self.status = status
        self.attempt = attempt
        self.reason = reason
        self.advice = advice
        self.number = number
    }
}

extension ServiceError: CustomStringConvertible {
    package var description: String {
        if let advice { "\(attempt): \(reason); \(advice)" } else { "\(attempt): \(reason)" }
    }
}
