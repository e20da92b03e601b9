import Coroutines
import Glibc
import Synchronization
import Testing

@testable import QuoteService

@Suite struct ServiceManagerTests {
    private let log = Log { _ in }

    @Test(arguments: [
        (Notification.ready, "READY=1"), (.stopping, "STOPPING=1"), (.watchdog, "WATCHDOG=1"),
        (.reloading(since: Instant(nanoseconds: 12_345_678_999)), "RELOADING=1\nMONOTONIC_USEC=12345678"),
        (.status("3 quotes, 1 symbol"), "STATUS=3 quotes, 1 symbol"), (.status(""), "STATUS="),
        (.status("a\nREADY=1\r\nb"), "STATUS=a READY=1 b"),
    ])
    func `a message is written as the service manager reads it`(_ test: (notification: Notification, text: String)) {
        #expect(test.notification.text == test.text)
    }

    @Test(arguments: [false, true]) func `states arrive in order at a path and at an abstract name`(_ isAbstract: Bool)
        throws
    {
        let socket = try ListeningDatagrams(isAbstract: isAbstract)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket.name], log: log)
        #expect(manager.isPresent)
        manager.ready()
        manager.reloading(since: Instant(nanoseconds: 5_000_000))
        manager.ready()
        manager.stopping()
        manager.stopping()
        #expect(
            socket.receiveAll() == ["READY=1", "RELOADING=1\nMONOTONIC_USEC=5000", "READY=1", "STOPPING=1"])
    }

    struct Watchdog: Sendable {
        let variables: [String: String]
        let interval: Duration?
    }

    @Test(arguments: [
        Watchdog(variables: [:], interval: nil),
        Watchdog(variables: ["WATCHDOG_USEC": "30000000"], interval: .seconds(15)),
        Watchdog(variables: ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"], interval: .seconds(15)),
        Watchdog(variables: ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "43"], interval: nil),
        Watchdog(variables: ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": ""], interval: nil),
        Watchdog(variables: ["WATCHDOG_USEC": "1"], interval: .microseconds(1)),
        Watchdog(variables: ["WATCHDOG_USEC": "0"], interval: nil),
        Watchdog(variables: ["WATCHDOG_USEC": "-5"], interval: nil),
        Watchdog(variables: ["WATCHDOG_USEC": "soon"], interval: nil),
    ])
    func `signs of life are due at half the watchdog's time, if it is this process's`(_ test: Watchdog) {
        #expect(
            ServiceManager(environment: test.variables, processID: 42, log: log).watchdogInterval == test.interval)
    }

    @Test(.timeLimit(.minutes(10)))
    func `the watchdog hears every interval, and of the status only what is new`() throws {
        let socket = try ListeningDatagrams(isAbstract: true)
        let manager = ServiceManager(
            environment: ["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "6000000"], log: log)
        let scheduler = Scheduler(clock: ManualClock())
        var quotes = 0
        let speaker = scheduler.spawn { task in try await manager.run(task) { "\(quotes) quotes" } }
        var heard: [String] = []
        scheduler.spawn { task in
            try await task.sleep(for: .milliseconds(7500))
            quotes = 3
            heard = socket.receiveAll()
            try await task.sleep(for: .milliseconds(13_000))
            try task.kill(speaker)
        }
        try scheduler.run()
        // At 0, 3, 5 and 6 seconds; then at 9, 10, 12, 15, 18 and 20.
        #expect(heard == ["WATCHDOG=1", "STATUS=0 quotes", "WATCHDOG=1", "WATCHDOG=1"])
        #expect(
            socket.receiveAll() == ["WATCHDOG=1", "STATUS=3 quotes", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"])
    }

    @Test(.timeLimit(.minutes(10))) func `without a service manager nothing is done at intervals`() throws {
        let clock = ManualClock()
        let scheduler = Scheduler(clock: clock)
        let manager = ServiceManager(environment: ["WATCHDOG_USEC": "6000000"], log: log)
        #expect(!manager.isPresent)
        scheduler.spawn { task in
            try await manager.run(task) {
                Issue.record("the status was asked for")
                return ""
            }
        }
        try scheduler.run()
        #expect(clock.now == Instant(nanoseconds: 0))
    }

    @Test(.timeLimit(.minutes(10))) func `what a full queue does not take is sent later, and nothing waits for that`()
        throws
    {
        let socket = try ListeningDatagrams(isAbstract: true)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket.name], log: log)
        let filler = try #require(NotifySocket(name: socket.name))
        while filler.send("FILLER=1") == nil {}
        manager.ready()
        let scheduler = Scheduler(clock: ManualClock())
        let speaker = scheduler.spawn { task in try await manager.run(task) { "idle" } }
        var heard: Set<String> = []
        scheduler.spawn { task in
            try await task.sleep(for: .milliseconds(250))
            heard.formUnion(socket.receiveAll())
            try await task.sleep(for: .seconds(6))
            try task.kill(speaker)
        }
        try scheduler.run()
        #expect(heard == ["FILLER=1"])
        #expect(socket.receiveAll() == ["READY=1", "STATUS=idle"])
    }

    @Test func `a service manager that has gone is no error, and is told of at debug level`() throws {
        let sink = LogTests.Sink()
        var socket: ListeningDatagrams? = try ListeningDatagrams(isAbstract: false)
        let name = try #require(socket?.name)
        socket = nil
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": name], log: sink.log(level: .debug))
        manager.ready()
        manager.stopping()
        #expect(
            sink.lines == [
                "quoted: debug: cannot send READY=1 to the service manager: No such file or directory\n",
                "quoted: debug: cannot send STOPPING=1 to the service manager: No such file or directory\n",
            ])
    }

    @Test(arguments: ["relative", "vsock:2:1234", "@", "/", "/" + String(repeating: "x", count: 107)])
    func `an address that cannot be one is warned of once`(_ name: String) {
        let sink = LogTests.Sink()
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": name], log: sink.log())
        manager.ready()
        #expect(!manager.isPresent)
        #expect(
            sink.lines == [
                "quoted: warning: cannot tell the service manager anything: NOTIFY_SOCKET is '\(name)'; "
                    + "accepted: an absolute path, or @NAME\n"
            ])
    }
}
