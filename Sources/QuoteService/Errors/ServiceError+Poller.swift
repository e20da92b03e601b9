package import Coroutines
import Glibc

extension ServiceError {
    /// The error of a poller that cannot watch for something, for want of memory or descriptors.
    ///
    /// - Parameter attempt: what was tried, as in `cannot wait for quotes.csv`.
    package init(_ error: PollerError, _ attempt: String) {
        self.init(
            .inputOutput, attempt, because: error.description, advice: Self.advice(error), number: error.code)
    }

    private static func advice(_ error: PollerError) -> String? {
        switch error.code {
        // What a poller lacks is no room on a disk.
        case ENOSPC: "raise the limit of watched descriptors (sysctl fs.epoll.max_user_watches)"
        case let code: advice(code, .input, "")
        }
    }
}
