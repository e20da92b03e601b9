/// Something that holds for every input, and did not for one.
package struct BrokenPromise: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Throws where a promise is not kept.
package func promise(_ isKept: Bool, _ what: @autoclosure () -> String) throws(BrokenPromise) {
    guard isKept else { throw BrokenPromise(what()) }
}
