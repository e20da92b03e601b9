import Quotes
import Testing

@testable import QuoteService

/// Where reading begins, told by what was read and what is found.
@Suite struct ResumeDecisionTests {
    static let mark: QuoteReader.Mark = {
        var place = QuoteReader.Mark()
        (place.offset, place.line, place.counts.quotes) = (100, 9, 8)
        return place
    }()

    static let passingOver: QuoteReader.Mark = {
        var place = mark
        place.isPassingOver = true
        return place
    }()

    static func read(offset: UInt64 = 100, quotes: Int = 8, fingerprint: UInt64? = 7) -> SourcePosition {
        var place = mark
        (place.offset, place.counts.quotes) = (offset, quotes)
        return SourcePosition(
            name: "q.csv", file: .init(device: 1, inode: 50), fingerprint: fingerprint, mark: place)
    }

    static func file(
        _ inode: UInt64, size: Int64 = 200, _ fingerprint: UInt64?, device: UInt64 = 1, isNamed: Bool = true,
        _ lineEnd: ResumeDecision.LineEnd = .complete
    ) -> ResumeDecision.Candidate {
        ResumeDecision.Candidate(
            isNamed: isNamed, status: .init(id: .init(device: device, inode: inode), size: size),
            fingerprint: fingerprint, lineEnd: lineEnd)
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let position: SourcePosition?
        let candidates: [ResumeDecision.Candidate]
        let decision: ResumeDecision

        init(
            _ description: String, of position: SourcePosition? = ResumeDecisionTests.read(),
            _ candidates: [ResumeDecision.Candidate],
            _ decision: ResumeDecision
        ) {
            (testDescription, self.position, self.candidates, self.decision) = (
                description, position, candidates, decision
            )
        }
    }

    static let cases = [
        Case("a file that no run has read is read from its start", of: nil, [file(50, 7)], .begin(.new)),
        Case("the same file is read on", [file(50, 7)], .goOn(in: 0, at: mark)),
        Case("the same file, read to its end", [file(50, size: 100, 7)], .goOn(in: 0, at: mark)),
        Case(
            "a disk that has another number since the machine was started", [file(50, 7, device: 9)],
            .goOn(in: 0, at: mark)),
        Case("a file that became shorter", [file(50, size: 99, nil)], .begin(.truncated)),
        Case("a file that was written anew", [file(50, 8)], .begin(.replaced)),
        Case("another file of that name", [file(51, 8)], .begin(.replaced)),
        Case("another file of that name that is shorter", [file(51, size: 3, nil)], .begin(.replaced)),
        Case("a copy, or one that an editor has mended behind that place", [file(51, 7)], .goOn(in: 0, at: mark)),
        Case("no file at all", [], .begin(.absent)),
        Case(
            "a renamed file comes before the one that has its name", [file(51, 8), file(50, 7, isNamed: false)],
            .goOn(in: 1, at: mark)),
        Case(
            "a renamed file that is alone", [file(50, 7, isNamed: false)], .goOn(in: 0, at: mark)),
        Case(
            "the very file comes before one that is like it", [file(51, 7), file(50, 7, isNamed: false)],
            .goOn(in: 1, at: mark)),
        Case(
            "a copy that was made before the file was emptied", [file(50, size: 10, nil), file(52, 7, isNamed: false)],
            .goOn(in: 1, at: mark)),
        Case(
            "a file beside it that is another", [file(51, 8), file(52, 9, isNamed: false)], .begin(.replaced)),
        Case(
            "what was read cannot be read again: no file is like it", of: read(fingerprint: nil),
            [file(50, size: 10, nil)],
            .begin(.truncated)),
        Case(
            "a file of which only the header was read is not taken for another with that header",
            of: read(offset: 20, quotes: 0), [file(51, 7)], .begin(.replaced)),
        Case(
            "a file that was not begun, and is still the one", of: read(offset: 0, quotes: 0), [file(50, 7)],
            .goOn(in: 0, at: read(offset: 0, quotes: 0).mark)),
        Case(
            "a file that was not begun, and is another by now", of: read(offset: 0, quotes: 0), [file(51, 7)],
            .begin(.new)),
        Case(
            "a file that was not begun, and was renamed", of: read(offset: 0, quotes: 0),
            [file(51, 7), file(50, 7, isNamed: false)],
            .goOn(in: 1, at: read(offset: 0, quotes: 0).mark)),
        Case(
            "a last line without a newline, to which nothing was added", [file(50, size: 100, 7, .open)],
            .goOn(in: 0, at: mark)),
        Case("a last line that got its newline", [file(50, size: 101, 7, .open)], .goOn(in: 0, at: passingOver)),
        Case("a last line that went on", [file(50, size: 110, 7, .continued)], .goOn(in: 0, at: passingOver)),
    ]

    @Test(arguments: cases) func `each find has its beginning`(_ test: Case) {
        #expect(ResumeDecision.decide(test.position, among: test.candidates) == test.decision)
    }
}
