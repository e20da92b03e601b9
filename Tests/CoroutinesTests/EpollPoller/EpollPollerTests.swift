import Coroutines
import Glibc
import Testing

/// Waiting for real descriptors.
@Suite(.timeLimit(.minutes(10)))
struct EpollPollerTests {
    let scheduler: Scheduler
    let journal = Journal()

    init() throws { scheduler = Scheduler(poller: try EpollPoller()) }

    @Test func `a reader goes on when there is something to read`() throws {
        let pipe = try Ends.pipe()
        scheduler.spawn("reader") { task in
            try await task.wait(for: .readable(pipe.first))
            journal.note("read \(pipe.drain(pipe.first))")
        }
        scheduler.spawn("writer") { task in
            for _ in 0..<3 { try await task.yieldTurn() }
            journal.note("write")
            pipe.write(5, to: pipe.second)
        }
        try scheduler.run()
        #expect(journal.entries == ["write", "read 5"])
    }

    @Test func `what is readable already is readable at once, and again until it is read`() throws {
        let pipe = try Ends.pipe()
        pipe.write(5, to: pipe.second)
        scheduler.spawn("reader") { task in
            for _ in 0..<3 { try await task.wait(for: .readable(pipe.first)) }
            pipe.drain(pipe.first)
            let isInTime = try await task.wait(for: .readable(pipe.first), until: task.now)
            #expect(!isInTime)
        }
        try scheduler.run()
    }

    @Test func `a writer goes on when there is room`() throws {
        let pipe = try Ends.pipe()
        pipe.fill(pipe.second)
        scheduler.spawn("writer") { task in
            try await task.wait(for: .writable(pipe.second))
            journal.note("room")
        }
        scheduler.spawn("reader") { task in
            for _ in 0..<3 { try await task.yieldTurn() }
            journal.note("read")
            pipe.drain(pipe.first)
        }
        try scheduler.run()
        #expect(journal.entries == ["read", "room"])
    }

    @Test(arguments: [false, true])
    func `one task may read from a descriptor while another writes to it`(_ isWriterFirst: Bool) throws {
        let sockets = try Ends.sockets()
        sockets.fill(sockets.first)
        let waits = [OutsideEvent.readable(sockets.first), .writable(sockets.first)]
        for event in isWriterFirst ? waits.reversed() : waits {
            scheduler.spawn { task in
                try await task.wait(for: event)
                journal.note(event == waits[0] ? "readable" : "writable")
            }
        }
        scheduler.spawn("peer") { task in
            try await task.yieldTurn()
            sockets.write(1, to: sockets.second)
            while journal.entries.isEmpty { try await task.yieldTurn() }
            // Nothing but the one has happened, however often it was looked for.
            for _ in 0..<200 { try await task.yieldTurn() }
            #expect(journal.entries == ["readable"])
            sockets.drain(sockets.second)
        }
        try scheduler.run()
        #expect(journal.entries == ["readable", "writable"])
    }

    @Test func `the end of what there is to read is readable`() throws {
        let pipe = try Ends.pipe()
        scheduler.spawn("reader") { task in
            try await task.wait(for: .readable(pipe.first))
            journal.note("end")
        }
        scheduler.spawn("writer") { _ in pipe.close(pipe.second) }
        try scheduler.run()
        #expect(journal.entries == ["end"])
    }

    @Test func `a socket whose other end sends no more is readable, and not hung up`() throws {
        let sockets = try Ends.sockets()
        let mourner = scheduler.spawn("mourner") { task in
            try await task.wait(for: .hungUp(sockets.first))
            journal.note("hung up")
        }
        scheduler.spawn("reader") { task in
            try await task.wait(for: .readable(sockets.first))
            journal.note("no more")
            for _ in 0..<200 { try await task.yieldTurn() }
            #expect(!mourner.hasEnded)
            sockets.close(sockets.second)
        }
        scheduler.spawn("peer") { _ in shutdown(sockets.second, CInt(SHUT_WR)) }
        try scheduler.run()
        #expect(journal.entries == ["no more", "hung up"])
    }

    @Test func `a hang-up wakes all who wait for the descriptor`() throws {
        let sockets = try Ends.sockets()
        sockets.fill(sockets.first)
        let events = [OutsideEvent.readable(sockets.first), .writable(sockets.first), .hungUp(sockets.first)]
        for event in events {
            scheduler.spawn { task in
                try await task.wait(for: event)
                journal.note("\(event)")
            }
        }
        scheduler.spawn("peer") { _ in sockets.close(sockets.second) }
        try scheduler.run()
        #expect(Set(journal.entries) == Set(events.map { "\($0)" }))
    }

    @Test func `a writer is told when nobody reads any more`() throws {
        let pipe = try Ends.pipe()
        pipe.fill(pipe.second)
        scheduler.spawn("writer") { try await $0.wait(for: .writable(pipe.second)) }
        scheduler.spawn("mourner") { try await $0.wait(for: .hungUp(pipe.second)) }
        scheduler.spawn("reader") { _ in pipe.close(pipe.first) }
        try scheduler.run()
    }

    @Test func `a regular file is always readable and writable, and never hung up`() throws {
        let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        scheduler.spawn("reader") { task in
            for _ in 0..<3 {
                try await task.wait(for: .readable(file))
                try await task.wait(for: .writable(file))
            }
            let isInTime = try await task.wait(for: .readable(file), until: task.now)
            #expect(isInTime)
            let error = await #expect(throws: PollerError.self) { try await task.wait(for: .hungUp(file)) }
            #expect(error?.code == EPERM)
        }
        try scheduler.run()
    }

    @Test(arguments: [-1, 999_999])
    func `waiting for a descriptor that is not open is an error`(_ descriptor: CInt) throws {
        scheduler.spawn { task in
            let error = await #expect(throws: PollerError.self) { try await task.wait(for: .readable(descriptor)) }
            #expect(error?.code == EBADF)
            #expect(error?.description == "epoll_ctl: Bad file descriptor")
        }
        try scheduler.run()
    }

    /// What two tasks cannot wait for at the same time.
    static let events: [@Sendable (CInt) -> OutsideEvent] = [{ .readable($0) }, { .writable($0) }, { .hungUp($0) }]

    @Test(arguments: events.indices)
    func `a second task that waits for the same gets an error, and the first is not disturbed`(_ index: Int) throws {
        let sockets = try Ends.sockets()
        sockets.fill(sockets.first)
        let event = Self.events[index](sockets.first)
        scheduler.spawn("first") { try await $0.wait(for: event) }
        scheduler.spawn("second") { task in
            let error = await #expect(throws: AlreadyAwaited.self) { try await task.wait(for: event) }
            #expect(error?.description == "first (task 1) waits for \(event) already")
            sockets.close(sockets.second)
        }
        try scheduler.run()
    }

    @Test func `a wait with a deadline ends by either, and says by which`() throws {
        let pipe = try Ends.pipe()
        scheduler.spawn("reader") { task in
            let start = task.now
            let isFirstInTime = try await task.wait(for: .readable(pipe.first), until: start + .milliseconds(20))
            #expect(!isFirstInTime)
            #expect(task.now - start >= .milliseconds(20))
            pipe.write(to: pipe.second)
            let isSecondInTime = try await task.wait(for: .readable(pipe.first), until: task.now + .seconds(60))
            #expect(isSecondInTime)
        }
        try scheduler.run()
    }

    @Test(.enabled(if: descriptorLimit > 4000, "fewer than 4000 descriptors are allowed"))
    func `two thousand descriptors are watched at once, and each wakes its own task`() throws {
        let count = 1000
        let pipes = try (0..<count).map { _ in try Ends.pipe() }
        var readers: [Int] = []
        for (index, pipe) in pipes.enumerated() {
            scheduler.spawn("reader \(index)") { task in
                try await task.wait(for: .readable(pipe.first))
                #expect(pipe.drain(pipe.first) == index % 7 + 1)
                readers.append(index)
            }
            scheduler.spawn("mourner \(index)") { task in
                try await task.wait(for: .hungUp(pipe.second))
            }
        }
        scheduler.spawn("writer") { task in
            // Some at once, more than are fetched at a time, and the others one by one.
            for index in 0..<500 { pipes[index].write(index % 7 + 1, to: pipes[index].second) }
            while readers.count < 500 { try await task.yieldTurn() }
            #expect(readers.sorted() == Array(0..<500))
            for index in 500..<count {
                pipes[index].write(index % 7 + 1, to: pipes[index].second)
                while readers.count <= index { try await task.yieldTurn() }
                #expect(readers.last == index)
            }
            for pipe in pipes { pipe.close(pipe.first) }
        }
        try scheduler.run()
        #expect(readers.count == count)
    }
}
