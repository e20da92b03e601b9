import Coroutines
import Glibc
import Testing

/// Waiting for signals. They are sent to the test's own thread, where the poller has blocked them; elsewhere in the process
/// of the tests they would do what signals do.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct SignalTests {
    let scheduler: Scheduler
    let journal = Journal()
    /// Signals that do nothing where they are not waited for.
    let first = SIGURG
    let second = SIGWINCH

    init() throws { scheduler = Scheduler(poller: try EpollPoller()) }

    /// Runs the scheduler on this thread, and lets through again what it has blocked.
    func run() throws {
        var mask = sigset_t()
        unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &mask, nil) }
        try scheduler.run()
    }

    @Test func `a signal wakes the task that waits for it, and no other`() throws {
        for signal in [first, second] {
            scheduler.spawn("\(signal)") { task in
                try await task.wait(for: .signal(signal))
                journal.note(signal == first ? "first" : "second")
            }
        }
        scheduler.spawn("sender") { task in
            try await task.yieldTurn()
            raise(second)
            while journal.entries.isEmpty { try await task.yieldTurn() }
            raise(first)
        }
        try run()
        #expect(journal.entries == ["second", "first"])
    }

    @Test func `a signal wakes a scheduler that waits`() throws {
        scheduler.spawn("watcher") { task in
            for _ in 0..<3 { try await task.wait(for: .signal(first)) }
            journal.note("watched")
        }
        scheduler.spawn("sender") { task in
            for _ in 0..<3 {
                try await task.sleep(for: .milliseconds(1))
                raise(first)
            }
        }
        try run()
        #expect(journal.entries == ["watched"])
    }

    @Test func `a signal that comes while nobody waits is kept for the next who does, once`() throws {
        let keeper = scheduler.spawn("keeper") { task in try await task.wait(for: .signal(second)) }
        scheduler.spawn("watcher") { task in
            try await task.wait(for: .signal(first))
            raise(first)
            raise(first)
            try await task.sleep(for: .milliseconds(1))
            // Blocked since the first wait, and taken in for nobody meanwhile.
            try await task.wait(for: .signal(first))
            journal.note("kept")
            let isInTime = try await task.wait(for: .signal(first), until: task.now + .milliseconds(20))
            #expect(!isInTime)
            try task.kill(keeper)
        }
        scheduler.spawn("sender") { task in
            try await task.yieldTurn()
            raise(first)
        }
        try run()
        #expect(journal.entries == ["kept"])
    }

    @Test func `a killed watcher leaves the signal to the next`() throws {
        let killed = scheduler.spawn("killed") { try await $0.wait(for: .signal(first)) }
        scheduler.spawn("next") { task in
            try await task.yieldTurn()
            try task.kill(killed)
            raise(first)
            try await task.wait(for: .signal(first))
            journal.note("next")
        }
        try run()
        #expect(journal.entries == ["next"])
    }

    @Test func `a second task that waits for a signal gets an error`() throws {
        scheduler.spawn("watcher") { try await $0.wait(for: .signal(first)) }
        scheduler.spawn("second") { task in
            let error = await #expect(throws: AlreadyAwaited.self) { try await task.wait(for: .signal(first)) }
            #expect(error?.description == "watcher (task 1) waits for signal \(first) already")
            raise(first)
        }
        try run()
    }

    @Test(arguments: [0, -3, 4711])
    func `waiting for what is no signal is an error`(_ number: CInt) throws {
        scheduler.spawn { task in
            await #expect(throws: PollerError.self) { try await task.wait(for: .signal(number)) }
        }
        try run()
    }

    @Test func `with a task that is always ready signals are acted upon`() throws {
        var isOver = false
        scheduler.spawn("busy") { task in while !isOver { try await task.yieldTurn() } }
        scheduler.spawn("watcher") { task in
            try await task.wait(for: .signal(first))
            isOver = true
        }
        scheduler.spawn("sender") { task in
            try await task.yieldTurn()
            raise(first)
        }
        try run()
    }
}
