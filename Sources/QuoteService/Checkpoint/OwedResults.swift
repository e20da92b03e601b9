/// What standard output is owed at any moment: what a run before has left, and the lines that are made and not yet there.
///
/// It counts whole lines only: one of which the beginning was accepted and the end was not is owed as a whole, since the
/// next run may write somewhere else.
package final class OwedResults {
    /// What goes before the first result: the header, then what a run before has left.
    private let preface: [UInt8]
    private let headerCount: Int
    package private(set) var written = 0
    /// The bytes of a line that were accepted while its newline was not.
    private var cutLine: [UInt8] = []
    private let isKept: Bool
    /// Lines that come after all others, and will not be written by this run.
    private var late: [UInt8] = []

    /// - Parameters:
    ///   - header: goes first; it is not owed by whoever goes on.
    ///   - owed: whole lines.
    ///   - isKept: whether anybody asks in the end.
    package init(header: [UInt8], owed: [UInt8] = [], isKept: Bool = false) {
        preface = header + owed
        headerCount = header.count
        self.isKept = isKept
    }

    /// What is to be written before the results of this run.
    package var first: ArraySlice<UInt8> { preface[written...] }

    /// Whether the header is written.
    package var hasHeader: Bool { written >= headerCount }

    /// The first bytes of `first` were accepted.
    package func wroteFirst(_ count: Int) {
        if isKept {
            let lines = max(written, headerCount)..<max(written + count, headerCount)
            unsafe preface.withUnsafeBytes { unsafe note(UnsafeRawBufferPointer(rebasing: $0[lines])) }
        }
        written += count
    }

    /// These bytes of results were accepted.
    package func wrote(_ results: UnsafeRawBufferPointer) {
        if isKept { unsafe note(results) }
    }

    /// Everything that is owed, and what is made and not written yet.
    package func lines(andUnwritten results: [UInt8]) -> [UInt8] {
        cutLine + preface[max(written, headerCount)...] + results + late
    }

    /// Owes these lines as well, after all others.
    package func add(_ lines: [UInt8]) {
        late += lines
    }

    private func note(_ bytes: UnsafeRawBufferPointer) {
        let newline = UInt8(ascii: "\n")
        guard let last = unsafe bytes.last, last != newline || !cutLine.isEmpty else { return }
        if let end = unsafe bytes.lastIndex(of: newline) {
            cutLine = unsafe Array(bytes[(end + 1)...])
        } else {
            unsafe cutLine += bytes
        }
    }
}
