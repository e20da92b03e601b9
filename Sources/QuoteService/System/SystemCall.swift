import Glibc

/// The one way to call the system: interrupted calls are made again, failed ones become errors that name them.
package enum SystemCall {
    /// The system's words for an `errno`.
    package static func message(_ number: CInt) -> String { unsafe String(cString: strerror(number)) }

    /// Calls `body` until it is not interrupted, and returns its result.
    ///
    /// - Throws: `ServiceError` made of `errno` where the result is -1.
    @discardableResult
    package static func retrying<Result: FixedWidthInteger>(
        _ call: String, _ use: ServiceError.Use, _ subject: String, _ body: () -> Result
    ) throws(ServiceError) -> Result {
        while true {
            let result = body()
            if result != -1 { return result }
            let number = errno
            if number != EINTR { throw .system(number, call: call, use, subject) }
        }
    }
}
