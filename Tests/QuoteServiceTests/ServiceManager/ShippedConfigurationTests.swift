import Foundation
import Testing

@testable import QuoteService

/// The settings file that the service is installed with.
@Suite struct ShippedConfigurationTests {
    private let text: String

    init() throws {
        let project = (1...4).reduce(URL(filePath: #filePath)) { path, _ in path.deletingLastPathComponent() }
        text = try String(contentsOf: project.appending(path: "config/quoted.json5"), encoding: .utf8)
    }

    private func settings(_ text: String) throws -> Settings {
        let outcome = Settings.parse(arguments: ["--config", "c"], environment: [:], offering: .everything) { _ in
            Array(text.utf8)
        }
        guard case .run(let settings, warnings: []) = outcome else {
            Issue.record("\(outcome)")
            throw CancellationError()
        }
        return settings
    }

    /// The file with every setting that is commented out put in force.
    private var wholeText: String {
        text.replacing(#/(?m)^  // (?=[a-zA-Z]+: .*,$)/#, with: "  ")
    }

    @Test func `it is what the service needs, and otherwise the defaults`() throws {
        var expected = Settings()
        expected.config = "c"
        expected.sources = [.listen(Endpoint(host: "127.0.0.1", port: 7001))]
        expected.outputs = [.unixSocket(path: "/run/quoted/quoted.sock")]
        expected.socketMode = 0o666
        #expect(try settings(text) == expected)
    }

    @Test func `it has every option once, with a value that is accepted`() throws {
        let keys = wholeText.matches(of: #/(?m)^  ([a-zA-Z]+): /#).map { String($0.1) }
        #expect(keys.sorted() == Option.all.filter { $0.reach == .everywhere }.map(\.key).sorted())
        _ = try settings(wholeText)
    }

    @Test func `what is commented out is the default, unless there is none to show`() throws {
        let differences = try settings(wholeText).differences(from: settings(text))
        #expect(
            differences == [
                "file", "connect", "pace", "delimiter", "columns", "symbol", "rejects", "socket-group", "state-dir",
                "metrics-file",
            ])
    }
}
