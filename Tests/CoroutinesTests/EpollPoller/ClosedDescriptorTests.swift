import Coroutines
import Glibc
import Testing

/// Descriptors that are closed while tasks wait for them, and numbers that are used again.
@Suite(.timeLimit(.minutes(10)))
struct ClosedDescriptorTests {
    let scheduler: Scheduler
    let journal = Journal()

    init() throws { scheduler = Scheduler(poller: try EpollPoller()) }

    /// Waits and notes how that ended.
    func spawnWaiter(_ name: String, _ event: OutsideEvent, until time: Instant? = nil) {
        scheduler.spawn(name) { task in
            do {
                if let time {
                    let isInTime = try await task.wait(for: event, until: time)
                    journal.note("\(name): \(isInTime)")
                } else {
                    try await task.wait(for: event)
                    journal.note("\(name): happened")
                }
            } catch let error as PollerError {
                #expect(error.code == EBADF)
                journal.note("\(name): gone")
            }
        }
    }

    @Test func `closing a descriptor through the scheduler ends all waits for it with an error`() throws {
        let sockets = try Ends.sockets()
        sockets.fill(sockets.first)
        spawnWaiter("reader", .readable(sockets.first))
        spawnWaiter("writer", .writable(sockets.first))
        spawnWaiter("mourner", .hungUp(sockets.first), until: scheduler.clock.now + .seconds(3600))
        scheduler.spawn("closer") { task in
            task.close(sockets.first)
            #expect(fcntl(sockets.first, F_GETFD) == -1)
            sockets.wasClosed(sockets.first)
        }
        try scheduler.run()
        #expect(journal.entries.sorted() == ["mourner: gone", "reader: gone", "writer: gone"])
    }

    @Test func `closing a descriptor that nobody waits for is closing it`() throws {
        let pipe = try Ends.pipe()
        scheduler.spawn { $0.close(pipe.first) }
        try scheduler.run()
        #expect(fcntl(pipe.first, F_GETFD) == -1)
        pipe.wasClosed(pipe.first)
    }

    @Test func `a wait for a number that is used again shows that the descriptor is gone`() throws {
        let pipe = try Ends.pipe()
        spawnWaiter("first", .readable(pipe.first))
        scheduler.spawn("user") { task in
            try await task.yieldTurn()
            let other = try Ends.pipe()
            // In one step, so that no other test gets the number.
            dup2(other.first, pipe.first)
            other.write(to: other.second)
            try await task.wait(for: .readable(pipe.first))
            journal.note("user: happened")
        }
        try scheduler.run()
        #expect(journal.entries.sorted() == ["first: gone", "user: happened"])
    }

    @Test func `a wait for a descriptor that is closed ends the others for it too`() throws {
        let sockets = try Ends.sockets()
        // A number that no other test gets meanwhile.
        let number = fcntl(sockets.first, F_DUPFD_CLOEXEC, CInt(descriptorLimit - 10))
        sockets.close(sockets.first)
        sockets.fill(number)
        spawnWaiter("writer", .writable(number))
        scheduler.spawn("closer") { task in
            try await task.yieldTurn()
            close(number)
            await #expect(throws: PollerError.self) { try await task.wait(for: .readable(number)) }
        }
        try scheduler.run()
        #expect(journal.entries == ["writer: gone"])
    }

    @Test func `a task that waits for a closed descriptor can be killed, or its time be up`() throws {
        let pipe = try Ends.pipe()
        let reader = scheduler.spawn("reader") { try await $0.wait(for: .readable(pipe.first)) }
        spawnWaiter("writer", .writable(pipe.second), until: scheduler.clock.now + .milliseconds(10))
        pipe.fill(pipe.second)
        scheduler.spawn("closer") { task in
            try await task.yieldTurn()
            pipe.close(pipe.first)
            pipe.close(pipe.second)
            try await task.sleep(for: .milliseconds(20))
            try task.kill(reader)
        }
        try scheduler.run()
        #expect(journal.entries.count == 1)
    }

    @Test func `numbers that are used over and over wake nobody wrongly`() throws {
        scheduler.spawn("user") { task in
            for round in 0..<200 {
                let sockets = try Ends.sockets()
                let reader = task.spawn("reader") { task in
                    try await task.wait(for: .readable(sockets.first))
                    #expect(sockets.drain(sockets.first) == 1)
                    journal.note("\(round)")
                }
                if round % 3 == 0 {
                    try await task.yieldTurn()
                    try task.kill(reader)
                } else {
                    try await task.yieldTurn()
                    sockets.write(to: sockets.second)
                    try await task.join(reader)
                }
            }
        }
        try scheduler.run()
        #expect(journal.entries == (0..<200).filter { $0 % 3 != 0 }.map(String.init))
    }
}
