/// What ends the run of a scheduler before its tasks have ended well.
public enum SchedulerError: Error, Sendable {
    /// A task that waits.
    public struct Waiting: Sendable {
        /// Name and number of the task.
        public let task: String
        /// What it waits for.
        public let reason: String
    }

    /// A task that failed.
    public struct Failure: Sendable {
        /// Name and number of the task.
        public let task: String
        /// What its body threw.
        public let error: any Error
    }

    /// Every task that is left waits, and nothing that could wake one is to be expected.
    case deadlock([Waiting])
    /// Every task has ended, these with errors that reached nobody who waits for them.
    case failed([Failure])
    /// A task waited for the end of this task, which belongs to another scheduler.
    case foreign(task: String)
}

extension SchedulerError: CustomStringConvertible {
    /// Names the tasks, and what they wait for or how they failed; the first ten of many.
    public var description: String {
        switch self {
        case .deadlock(let tasks): "deadlock: " + Self.list(tasks) { "\($0.task) waits for \($0.reason)" }
        case .failed(let tasks): Self.list(tasks) { "\($0.task) failed: \($0.error)" }
        case .foreign(let task): "\(task) belongs to another scheduler"
        }
    }

    /// The longest list that is told in full.
    private static let listed = 10

    private static func list<Element>(_ elements: [Element], _ describe: (Element) -> String) -> String {
        let rest = elements.count - listed
        return elements.prefix(listed).map(describe).joined(separator: ", ") + (rest > 0 ? ", and \(rest) more" : "")
    }
}
