import Coroutines
import Testing

/// Sleepers that answer messages while they sleep, under a run loop of a dozen lines, and under the scheduler.
@Suite(.timeLimit(.minutes(10)))
struct RunLoopTests {
    let clock = ManualClock(stepsWhenIdle: false)
    let journal = Journal()

    // MARK: A run loop by hand

    /// What a sleeper says when it is resumed.
    enum Said: Equatable {
        case asleep(until: Instant)
        case answer(String)
    }

    /// Sleeps for a while, answers whatever it is sent meanwhile, and returns what became of it.
    func sleeper(_ name: String, _ seconds: Int) throws -> Coroutine<String, Said, String> {
        Coroutine { me in
            let start = clock.now
            let end = start + .seconds(seconds)
            var said = Said.asleep(until: end)
            while clock.now < end {
                guard let message = try await me.yield(said) else {
                    said = .asleep(until: end)
                    continue
                }
                said = .answer("\(name) to \(message): \((end - clock.now).components.seconds) s left")
            }
            return "\(name) slept \((clock.now - start).components.seconds) s"
        }
    }

    /// Runs sleepers to their ends; returns their results in the order in which they finish.
    func runLoop(
        _ sleepers: [Coroutine<String, Said, String>], visit: (Coroutine<String, Said, String>) throws -> Void
    ) throws -> [String] {
        var (asleep, results) = ([(sleeper: Coroutine<String, Said, String>, end: Instant)](), [String]())
        func resume(_ sleeper: Coroutine<String, Said, String>) throws {
            switch try sleeper.next() {
            case .yielded(.asleep(let end)): asleep.append((sleeper, end))
            case .yielded(.answer(let text)): Issue.record("nobody asked: \(text)")
            case .returned(let result): results.append(result)
            }
        }
        for sleeper in sleepers { try resume(sleeper) }
        while let next = asleep.min(by: { $0.end < $1.end }) {
            for (sleeper, _) in asleep { try visit(sleeper) }
            clock.advance(by: next.end - clock.now)
            let due = asleep.filter { $0.end <= clock.now }
            asleep.removeAll { $0.end <= clock.now }
            for (sleeper, _) in due { try resume(sleeper) }
        }
        return results
    }

    @Test func `run loop of sleepers ends after the longest of them, results in the order they finish`() throws {
        let sleepers = [try sleeper("three", 3), try sleeper("two", 2), try sleeper("three too", 3)]
        let results = try runLoop(sleepers) { sleeper in
            if case .yielded(.answer(let text)) = try sleeper.send("hello") { journal.note(text) }
        }
        #expect(results == ["two slept 2 s", "three slept 3 s", "three too slept 3 s"])
        #expect(clock.now.nanoseconds == 3_000_000_000)
        #expect(
            journal.entries == [
                "three to hello: 3 s left", "two to hello: 2 s left", "three too to hello: 3 s left",
                "three to hello: 1 s left", "three too to hello: 1 s left",
            ])
    }

    // MARK: The scheduler

    /// A sleeper as a task, with a mailbox.
    final class Mailbox {
        var messages: [String] = []
        let hasMail = Condition("mail")

        func send(_ message: String) {
            messages.append(message)
            hasMail.notifyAll()
        }
    }

    @Test(arguments: [true, false])
    func `run loop of sleepers is what the scheduler does`(_ isManual: Bool) throws {
        // On the machine's clock a hundredth of a second takes the place of a second.
        let second = isManual ? Duration.seconds(1) : .milliseconds(10)
        let scheduler = Scheduler(clock: isManual ? ManualClock() : MonotonicClock())
        let begin = scheduler.clock.now
        var results: [String] = []
        let sleepers = [("three", 3), ("two", 2)].map { name, seconds in
            let mailbox = Mailbox()
            let task = scheduler.spawn(name) { task in
                let end = task.now + second * seconds
                while try await task.wait(for: mailbox.hasMail, until: end) {
                    for message in mailbox.messages { journal.note("\(name) to \(message)") }
                    mailbox.messages = []
                }
                results.append("\(name) slept \(seconds) s")
            }
            return (task, mailbox)
        }
        scheduler.spawn("caller", inBackground: true) { task in
            for number in 1... {
                try await task.sleep(for: second)
                for (sleeper, mailbox) in sleepers where !sleeper.hasEnded { mailbox.send("\(number)") }
            }
        }
        try scheduler.run()
        #expect(results == ["two slept 2 s", "three slept 3 s"])
        #expect(scheduler.clock.now - begin >= second * 3)
        guard isManual else { return }
        #expect(scheduler.clock.now - begin == .seconds(3))
        #expect(journal.entries == ["three to 1", "two to 1", "three to 2"])
    }
}
