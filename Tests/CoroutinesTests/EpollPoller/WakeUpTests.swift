import Coroutines
import Glibc
import Testing

/// The scheduler asks for events when there is a reason, and never otherwise.
@Suite(.timeLimit(.minutes(10)))
struct WakeUpTests {
    let poller: CountedPoller
    let scheduler: Scheduler

    init() throws {
        poller = try CountedPoller()
        scheduler = Scheduler(poller: poller)
    }

    @Test func `waiting for a time takes one wake-up, however long it is and whatever is watched`() throws {
        let pipes = try (0..<10).map { _ in try Ends.pipe() }
        let readers = pipes.map { pipe in scheduler.spawn { try await $0.wait(for: .readable(pipe.first)) } }
        scheduler.spawn("sleeper") { task in
            try await task.sleep(for: .milliseconds(300))
            for reader in readers { try task.kill(reader) }
        }
        try scheduler.run()
        // One look before those who were killed are known to have ended.
        #expect(poller.polls <= 2)
    }

    @Test func `what happens to a descriptor that nobody waits for any more wakes nobody`() throws {
        let happenings: [(Ends) -> Void] = [
            { $0.write(to: $0.second) },
            { shutdown($0.second, CInt(SHUT_WR)) },
            { $0.close($0.second) },
        ]
        let sockets = try happenings.map { _ in try Ends.sockets() }
        scheduler.spawn("timed out") { task in
            for ends in sockets {
                let isInTime = try await task.wait(for: .hungUp(ends.first), until: task.now)
                #expect(!isInTime)
            }
        }
        let readers = sockets.map { ends in scheduler.spawn { try await $0.wait(for: .readable(ends.first)) } }
        scheduler.spawn("killer") { task in
            try await task.sleep(for: .milliseconds(10))
            for reader in readers { try task.kill(reader) }
            let before = poller.polls
            for (ends, happen) in zip(sockets, happenings) {
                happen(ends)
                try await task.sleep(for: .milliseconds(20))
            }
            #expect(poller.polls - before == happenings.count)
        }
        try scheduler.run()
    }

    @Test func `the half that nobody waits for wakes nobody`() throws {
        let sockets = try Ends.sockets()
        let writer = scheduler.spawn("writer") { task in
            sockets.fill(sockets.first)
            try await task.wait(for: .writable(sockets.first))
        }
        let reader = scheduler.spawn("reader") { try await $0.wait(for: .readable(sockets.first)) }
        scheduler.spawn("killer") { task in
            try await task.sleep(for: .milliseconds(10))
            try task.kill(reader)
            sockets.write(to: sockets.second)
            let before = poller.polls
            try await task.sleep(for: .milliseconds(300))
            #expect(poller.polls - before <= 2)
            try task.kill(writer)
        }
        try scheduler.run()
    }

    @Test func `one event takes one wake-up`() throws {
        let sockets = try Ends.sockets()
        let count = 100
        scheduler.spawn("echo") { task in
            for _ in 0..<count {
                try await task.wait(for: .readable(sockets.first))
                sockets.write(sockets.drain(sockets.first), to: sockets.first)
            }
        }
        scheduler.spawn("caller") { task in
            for _ in 0..<count {
                sockets.write(to: sockets.second)
                try await task.wait(for: .readable(sockets.second))
                sockets.drain(sockets.second)
            }
        }
        try scheduler.run()
        #expect(poller.polls <= 2 * count + 2)
    }
}
