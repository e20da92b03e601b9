import Glibc

/// What came of one run of a script, and what is wrong with that.
struct FaultReport {
    /// Every result of a run without faults.
    var expected: Set<String>
    /// Whether every source could send what it has to send.
    var isFed: Bool
    /// Whether every result is to be there whatever failed.
    var isNothingLost = false
    /// `nil` where it did not end.
    var ending: QuotedProcess.Ending?
    /// On standard output.
    var results: Set<String>
    /// By the subscriber; `nil` where it could not connect.
    var seen: Set<String>?
    var errors: String
    var counts: [String: Int]
    /// What was kept of bad lines; `nil` where none was asked for.
    var rejects: String?
    var metrics: String?

    static let badPrice = "abc"
    static let listening = "listening for feeds on "

    /// The lines of a log that say that something went wrong, but for the bad line that the script has.
    static func complaints(_ log: String) -> [String] {
        log.split(separator: "\n").map(String.init).filter { line in
            (line.contains("error: ") || line.contains("warning: ") || line.contains("was lost"))
                && !line.contains("'\(badPrice)' is not a number")
        }
    }

    private static let statuses: Set<Int32> = [0, 64, 65, 66, 69, 73, 74, 77, 78]
    /// So many calls beside what a run without faults makes are no loop: some are made again.
    private static let spare = 2000

    /// What must not happen, whatever fails.
    ///
    /// - Parameter clean: the report of a run without faults.
    func problems(_ fault: Fault?, clean: FaultReport?) -> [String] {
        var problems: [String] = []
        let complaints = Self.complaints(errors)
        switch ending {
        case nil: problems.append("it did not end")
        case .killed(let signal): problems.append("signal \(signal) ended it")
        case .exited(let status) where !Self.statuses.contains(status):
            problems.append("it ended with status \(status)")
        case .exited(let status) where status != 0 && !errors.contains("error: ") && fault?.function != "log":
            problems.append("it ended with status \(status) and did not say why")
        case .exited: break
        }
        // A reader of standard output that is gone is no loss.
        let isReaderGone = fault?.function == "write" && fault?.number == EPIPE
        if isNothingLost {
            if results != expected { problems.append("results are missing or wrong: \(difference(results))") }
        } else if complaints.isEmpty, isFed, !isReaderGone {
            if ending == .exited(0), results != expected {
                problems.append("results are missing or wrong: \(difference(results))")
            }
            // Nor is a subscriber that is.
            let isGone = fault?.function == "send" && (fault?.number == EPIPE || fault?.number == ECONNRESET)
            if let seen, seen != expected, !isGone {
                problems.append("the subscriber lacks \(difference(seen))")
            }
            if let rejects, !rejects.hasSuffix(",\(Self.badPrice)\n") {
                problems.append("the rejects lack the bad line")
            }
            if let metrics, !metrics.contains("quoted_results_total \(expected.count)\n") {
                problems.append("the metrics are not the last")
            }
        } else if ending == .exited(0), !results.isSubset(of: expected) {
            problems.append("results are wrong: \(results.subtracting(expected))")
        }
        if let clean {
            for (function, count) in counts where count > 20 * clean.counts[function, default: 0] + Self.spare {
                problems.append("it called \(function) \(count) times")
            }
        }
        return problems
    }

    private func difference(_ results: Set<String>) -> String {
        expected.symmetricDifference(results).sorted().prefix(5).joined(separator: " ")
    }
}
