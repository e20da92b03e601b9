import Coroutines
import Glibc
import Synchronization
import Testing

@testable import QuoteService

@Suite(.timeLimit(.minutes(10))) struct OffThreadTests {
    /// Lets work go on when it is told to.
    private final class Gate: Sendable {
        private let isOpen = Mutex(false)

        func open() { isOpen.withLock { $0 = true } }

        func wait() {
            while !(isOpen.withLock { $0 }) { usleep(1000) }
        }
    }

    @Test func `others have their turns while the work is done, on a thread that takes no signals`() throws {
        let scheduler = Scheduler(poller: try EpollPoller())
        let gate = Gate()
        let here = pthread_self()
        var turns = 0
        scheduler.spawn("waiter") { task in
            let work = try OffThread(.output, "x") {
                gate.wait()
                var signals = sigset_t()
                unsafe pthread_sigmask(SIG_BLOCK, nil, &signals)
                return (isElsewhere: pthread_self() != here, isDeaf: unsafe sigismember(&signals, SIGTERM) == 1)
            }
            let outcome = try await work.outcome(task)
            #expect(outcome == (true, true))
            #expect(turns == 100)
        }
        scheduler.spawn("other") { task in
            for _ in 0..<100 {
                turns += 1
                try await task.yieldTurn()
            }
            gate.open()
        }
        try scheduler.run()
    }

    @Test func `its end can be waited for without a scheduler`() throws {
        #expect(try OffThread(.output, "x") { 42 }.outcome() == 42)
    }

    @Test func `work that nobody waits for any more comes to its end by itself`() throws {
        let scheduler = Scheduler(poller: try EpollPoller())
        let gate = Gate()
        let done = Gate()
        let victim = scheduler.spawn("victim") { task in
            let work = try OffThread(.output, "x") {
                gate.wait()
                done.open()
            }
            try await work.outcome(task)
        }
        scheduler.spawn("killer") { task in try task.kill(victim) }
        try scheduler.run()
        gate.open()
        done.wait()
    }
}
