import Foundation
import Testing

/// The unit files as texts.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct UnitFilesTests {
    /// The lines of a unit file that are no comments.
    private func lines(_ name: String) throws -> [String] {
        let project = (1...4).reduce(URL(filePath: #filePath)) { path, _ in path.deletingLastPathComponent() }
        let text = try String(contentsOf: project.appending(path: "systemd/\(name)"), encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    @Test func `an instance differs from the service in nothing but names`() throws {
        let renamed = try lines("quoted@.service").map { line in
            [" (%i)": "", "-%i": "", "/%i.json5": "/quoted.json5"].reduce(line) { $0.replacing($1.key, with: $1.value) }
        }
        #expect(try renamed == lines("quoted.service"))
    }
}
