import Coroutines
import Glibc
import Testing

/// A scheduler like an operating system's, and a server under it.
@Suite(.timeLimit(.minutes(10)))
struct OperatingSystemTests {
    static let inTurn = isSanitized ? 1000 : 10_000
    static let atOnce = isSanitized ? 200 : 1000
    static let hasDescriptors = descriptorLimit >= 2 * atOnce + 200

    let scheduler: Scheduler
    let journal = Journal()

    init() throws { scheduler = Scheduler(poller: try EpollPoller()) }

    // MARK: Tasks

    @Test func `operating system's tasks have numbers by which they are found, waited for and killed`() throws {
        let scheduler = Scheduler(clock: ManualClock())
        scheduler.spawn("init") { task in
            let sleepers = (1...3).map { seconds in
                task.spawn("sleeper") { try await $0.sleep(for: .seconds(seconds)) }.id
            }
            #expect(sleepers == [2, 3, 4])
            #expect(
                task.scheduler.tasks.map(\.description) == ["init (task 1)"] + (2...4).map { "sleeper (task \($0))" })
            let second = try #require(task.scheduler.task(withID: 3))
            try task.kill(second)
            #expect(task.scheduler.tasks.map(\.id) == [1, 2, 4])
            let last = try #require(task.scheduler.task(withID: 4))
            try await task.join(last)
            #expect(task.scheduler.task(withID: 4) == nil)
            #expect(task.now.nanoseconds == 3_000_000_000)
        }
        try scheduler.run()
    }

    @Test func `operating system's tasks fail alone, and whoever waits for them hears of it`() throws {
        let (listener, port) = try Loopback.listen()
        defer { close(listener) }
        let server = EchoServer(listener: listener)
        scheduler.onFailure = { [journal] task in
            if case .failed(let error) = task.outcome { journal.note("failed: \(error)") }
        }
        let accepting = scheduler.spawn("server") { try await server.accept($0) }
        scheduler.spawn("clients") { task in
            let good = try await connect(task, port)
            let bad = try await connect(task, port)
            defer { for client in [good, bad] { close(client) } }
            try await task.send(Array("a".utf8), good)
            #expect(try await task.receive(good) == Array("a".utf8))
            // What the server makes an error of ends that connection alone.
            try await task.send(Array("!".utf8), bad)
            #expect(try await task.receive(bad) == [])
            try await task.send(Array("b".utf8), good)
            #expect(try await task.receive(good) == Array("b".utf8))
            // Somebody who waits for a task that fails.
            let worker = task.spawn("worker") { task in
                try await task.sleep(for: .milliseconds(1))
                throw Trouble.second
            }
            await #expect(throws: Trouble.second) { try await task.join(worker) }
            try task.kill(accepting)
        }
        try scheduler.run()
        #expect(journal.entries == ["failed: first"])
        scheduler.onFailure = nil
    }

    // MARK: The server

    /// A client that is connected.
    private func connect(_ task: TaskContext, _ port: UInt16) async throws -> CInt {
        let client = try Loopback.connect(port: port)
        try await task.wait(for: .writable(client))
        return client
    }

    @Test func `operating system's echo server lets ten thousand connections through in turn`() throws {
        let (listener, port) = try Loopback.listen()
        defer { close(listener) }
        let server = EchoServer(listener: listener)
        let accepting = scheduler.spawn("server") { try await server.accept($0) }
        scheduler.spawn("clients") { task in
            for number in 0..<Self.inTurn {
                let client = try await connect(task, port)
                let bytes = Array("connection \(number)".utf8)
                try await task.send(bytes, client)
                if try await task.receive(client) != bytes { journal.note("\(number)") }
                close(client)
            }
            try task.kill(accepting)
        }
        try scheduler.run()
        #expect(server.connections == Self.inTurn)
        #expect(journal.entries.isEmpty)
        #expect(scheduler.tasks.isEmpty)
    }

    /// Connects a thousand clients, and lets them talk on when all have been answered.
    private func talk(_ task: TaskContext, _ port: UInt16) async throws {
        let allAreThere = Condition("all clients")
        var connected = 0
        let clients = (0..<Self.atOnce).map { number in
            task.spawn("client \(number)") { task in
                let client = try await connect(task, port)
                defer { close(client) }
                for count in [1, 100, 10_000] {
                    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number) | 0x80, count: count)
                    try await task.send(bytes, client)
                    var received: [UInt8] = []
                    while received.count < count { received += try await task.receive(client) }
                    if received != bytes { throw Trouble.second }
                    // Whoever was answered has been accepted: from here on all of them are served at once.
                    connected += count == 1 ? 1 : 0
                    if connected < Self.atOnce {
                        try await task.wait(for: allAreThere)
                    } else {
                        allAreThere.notifyAll()
                    }
                }
            }
        }
        for client in clients { try await task.join(client) }
    }

    static let enough = Comment("fewer than \(2 * atOnce + 200) descriptors are allowed")

    @Test(.enabled(if: hasDescriptors, enough))
    func `operating system's echo server serves a thousand connections at once`() throws {
        let (listener, port) = try Loopback.listen()
        defer { close(listener) }
        let server = EchoServer(listener: listener)
        scheduler.spawn("server", inBackground: true) { try await server.accept($0) }
        scheduler.spawn("clients") { try await talk($0, port) }
        try scheduler.run()
        #expect(server.connections == Self.atOnce)
        #expect(server.mostAtOnce == Self.atOnce)
    }

    @Test(.enabled(if: hasDescriptors, enough))
    func `operating system's echo server serves a thousand clients of another scheduler`() throws {
        let (listener, port) = try Loopback.listen()
        defer { close(listener) }
        let server = EchoServer(listener: listener)
        // Readable at its end when the clients have ended.
        let end = try Ends.pipe()
        scheduler.spawn("server", inBackground: true) { try await server.accept($0) }
        scheduler.spawn("end") { try await $0.wait(for: .readable(end.first)) }
        let clients = onThread {
            defer { end.close(end.second) }
            let scheduler = Scheduler(poller: try EpollPoller())
            scheduler.spawn("clients") { try await talk($0, port) }
            try scheduler.run()
        }
        try scheduler.run()
        try clients()
        #expect(server.connections == Self.atOnce)
        #expect(server.mostAtOnce == Self.atOnce)
    }
}
