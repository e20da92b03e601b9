package import Quotes

extension ServiceError {
    /// A source that cannot be read at all.
    ///
    /// - Parameters:
    ///   - name: what the log calls the source.
    ///   - path: where a user would look for it; `nil` where it is no file.
    package init(_ error: DialectError, of name: String, path: String?) {
        let attempt = "cannot read \(name)"
        if case .foreign(let format) = error {
            self.init(.badData, attempt, because: format.description, advice: format.advice(path: path))
        } else {
            self.init(.badData, attempt, because: error.description)
        }
    }
}
