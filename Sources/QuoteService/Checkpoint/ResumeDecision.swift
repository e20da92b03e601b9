package import Quotes

/// Where reading a file begins when there is a checkpoint.
package enum ResumeDecision: Equatable {
    /// At the start of the file that has the name now.
    case begin(Reason)
    /// In one of the files that were found.
    case goOn(in: Int, at: QuoteReader.Mark)

    /// Why a file is read from its start.
    package enum Reason: Equatable {
        /// Nothing of it was read yet.
        case new
        /// It has become shorter than what was read of it.
        case truncated
        /// It is another file, or has another content before the place where reading stopped.
        case replaced
        /// There is no file of that name, nor what was read of it under another.
        case absent
    }

    /// A file that may be the one that was read.
    package struct Candidate: Equatable {
        /// Whether it has the name of the source, and was not only found beside it.
        package var isNamed: Bool
        package var status: Rotation.Status
        /// Of what was read, at the place where reading stopped; `nil` where it is shorter.
        package var fingerprint: UInt64?
        package var lineEnd: LineEnd

        /// Whether it holds what was read.
        func isLike(_ position: SourcePosition) -> Bool {
            fingerprint != nil && fingerprint == position.fingerprint
        }

        /// Whether it is the very file.
        func isSame(_ position: SourcePosition) -> Bool { status.id.inode == position.file?.inode }
    }

    /// What stands where reading stopped.
    package enum LineEnd: Equatable {
        /// A newline before it.
        case complete
        /// A line without a newline before it, and nothing or a newline after it.
        case open
        /// The middle of a line, of which the rest was appended later.
        case continued
    }

    /// Decides among the files that were found, the named one first.
    ///
    /// What was read is known by its fingerprint. The number of the file alone says nothing, since a file that is written
    /// anew may keep it; and a copy has another, as has a file that was mended by an editor.
    package static func decide(_ position: SourcePosition?, among candidates: [Candidate]) -> Self {
        guard let position else { return .begin(.new) }
        let alike = candidates.indices.filter { candidates[$0].isLike(position) }
        if let index = alike.first(where: { candidates[$0].isSame(position) }) {
            return position.goOn(in: index, of: candidates)
        }
        // That a file without a quote is like another says nothing: many have the same header.
        if position.mark.counts.quotes > 0, let index = alike.first { return position.goOn(in: index, of: candidates) }
        guard position.mark.offset > 0 else { return .begin(.new) }
        guard let named = candidates.first(where: \.isNamed) else { return .begin(.absent) }
        let isTruncated = named.isSame(position) && named.fingerprint == nil
        return .begin(isTruncated ? .truncated : .replaced)
    }
}

extension SourcePosition {
    fileprivate func goOn(in index: Int, of candidates: [ResumeDecision.Candidate]) -> ResumeDecision {
        var mark = mark
        // A last line without a newline was a line; what was appended to it since is no line of its own.
        if candidates[index].lineEnd != .complete, candidates[index].status.size > Int64(mark.offset) {
            mark.isPassingOver = true
        }
        return .goOn(in: index, at: mark)
    }
}
