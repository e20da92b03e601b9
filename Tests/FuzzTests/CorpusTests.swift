import FoundationEssentials
import Testing

@testable import quoted_fuzz

/// Inputs that once broke a promise, or that begin the search for those that do.
@Suite(.timeLimit(.minutes(10))) struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus").path

    @Test(arguments: FuzzTarget.allCases) func `every promise is kept for every input of the corpus`(
        _ target: FuzzTarget
    ) throws {
        let files = try InputFile.files(at: "\(Self.corpus)/\(target.rawValue)")
        #expect(!files.isEmpty)
        for file in files {
            #expect(throws: Never.self, "\(file.path)") { try target.check(file.bytes()) }
        }
    }

    @Test func `every folder of the corpus is a target's`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus)
        #expect(Set(folders) == Set(FuzzTarget.names))
    }
}
