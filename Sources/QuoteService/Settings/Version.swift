extension Settings {
    /// The version of `quoted`.
    package static let version = "0.1.0"
}
