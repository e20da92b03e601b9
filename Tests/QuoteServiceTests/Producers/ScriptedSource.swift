import Coroutines
import Quotes

@testable import QuoteService

/// A source that says what it was told to say, one after the other, and then that it has ended.
final class ScriptedSource: ByteSource {
    enum Line {
        case bytes(String)
        case outcome(ReadOutcome)
        /// Nothing for a while, on the scheduler's clock.
        case silence(Duration)
    }

    let name = "source"
    let beginning: QuoteReader.Mark?
    private var script: [Line]
    private var dueAt: Instant?

    init(_ script: [Line], beginning: QuoteReader.Mark? = nil) {
        self.script = script
        self.beginning = beginning
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ServiceError) -> ReadOutcome {
        guard let line = script.first else { return .ended }
        switch line {
        case .bytes(let text):
            script.removeFirst()
            unsafe buffer.copyBytes(from: text.utf8)
            return .bytes(text.utf8.count)
        case .outcome(let outcome):
            script.removeFirst()
            return outcome
        case .silence:
            return .notYet
        }
    }

    func wait(_ task: TaskContext, until time: Instant?) async throws -> Bool {
        guard case .silence(let duration)? = script.first else { return true }
        let due = dueAt ?? task.now + duration
        dueAt = due
        try await task.sleep(until: min(due, time ?? due))
        guard task.now >= due else { return false }
        script.removeFirst()
        dueAt = nil
        return true
    }
}
