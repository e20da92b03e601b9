import Foundation
import Testing

/// Every call of the C library fails once: whatever `quoted` does then, it does not hang, loop, crash or lose in silence.
///
/// Two faults of each function are tried with every run of the tests; all of them, some thousands, by
///
///     FAULTS=all swift test --filter FaultMatrixTests
@Suite(
    .enabled(if: FaultShim.hindrance == nil, "\(FaultShim.hindrance ?? "")"), .timeLimit(.minutes(10)), .onItsOwnThread)
struct FaultMatrixTests {
    private static let isWhole = ProcessInfo.processInfo.environment["FAULTS"] == "all"

    enum Script: CaseIterable {
        /// A file and standard input to their ends.
        case batch
        /// A file that was read in part, with a state directory.
        case resumed
        /// A service with everything that it can do.
        case live

        func run(_ fault: Fault?) async throws -> FaultReport {
            switch self {
            case .batch: try await BatchSession.run(fault)
            case .resumed: try await ResumedSession.run(fault)
            case .live: try await LiveSession.run(fault)
            }
        }
    }

    @Test(arguments: Script.allCases) func `whatever call fails, it ends with the right status or goes on`(
        _ script: Script
    ) async throws {
        let clean = try await script.run(nil)
        try #require(clean.problems(nil, clean: nil) == [], "\(clean.errors)")
        try #require(clean.ending == .exited(0) && clean.isFed)
        let faults = Self.isWhole ? FaultPlan.matrix(clean.counts) : FaultPlan.sample(clean.counts)
        var endings: [String: Int] = [:]
        var survived = 0
        try await withThrowingTaskGroup(of: (Fault, FaultReport).self) { group in
            var waiting = faults.makeIterator()
            func startNext() {
                guard let fault = waiting.next() else { return }
                group.addTask { (fault, try await script.run(fault)) }
            }
            // They wait for each other more than they work.
            for _ in 0..<4 { startNext() }
            while let (fault, report) = try await group.next() {
                startNext()
                let problems = report.problems(fault, clean: clean)
                #expect(problems == [], "\(fault)\n\(report.errors)")
                survived += problems.isEmpty ? 1 : 0
                endings[report.ending.map { "\($0)" } ?? "none", default: 0] += 1
            }
        }
        let functions = Set(faults.map(\.function)).count
        print("\(script): \(faults.count) faults in \(functions) functions, \(survived) survived: \(endings)")
    }
}
