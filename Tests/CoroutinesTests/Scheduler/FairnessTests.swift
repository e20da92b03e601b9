import Coroutines
import Testing

/// Nothing that is always ready keeps anything else from its turn: counted in turns, on a clock that only the turns move.
@Suite(.timeLimit(.minutes(10)))
struct FairnessTests {
    let clock = ManualClock(stepsWhenIdle: false)

    /// Notes how many turns had been given at each look outside; what is waited for happens at every look, or never.
    final class TurnCounter: Poller {
        var waiting: [ScheduledTask] = []
        let isAlwaysReady: Bool
        var turns = 0
        private(set) var looks: [Int] = []

        init(isAlwaysReady: Bool = false) { self.isAlwaysReady = isAlwaysReady }

        var hasWaiters: Bool { !waiting.isEmpty }
        func watch(for event: OutsideEvent, for task: ScheduledTask) { waiting.append(task) }
        func forget(_ event: OutsideEvent, for task: ScheduledTask) { waiting.removeAll { $0 === task } }

        func poll(timeout: Duration?, wake: (ScheduledTask) -> Void) {
            looks.append(turns)
            guard isAlwaysReady else { return }
            let ready = waiting
            waiting = []
            ready.forEach(wake)
        }

        /// The most turns between two looks.
        var longestGap: Int { zip(looks, looks.dropFirst()).map { $1 - $0 }.max() ?? 0 }
    }

    /// How long a turn is, in microseconds, and how many there are at most from one look outside to the next.
    static let gaps = [(0, 64), (10, 64), (100, 10), (300, 4), (999, 2), (1000, 1), (5000, 1)]

    @Test(arguments: gaps)
    func `a look outside comes every 64 turns, or after the turn in which a millisecond is over`(
        _ turn: (length: Int, gap: Int)
    ) throws {
        let poller = TurnCounter()
        let scheduler = Scheduler(clock: clock, poller: poller)
        let watcher = scheduler.spawn("watcher") { try await $0.wait(for: .readable(3)) }
        for _ in 0..<3 {
            scheduler.spawn("busy") { task in
                while poller.turns < 1000 {
                    poller.turns += 1
                    clock.advance(by: .microseconds(turn.length))
                    try await task.yieldTurn()
                }
                if watcher.outcome == nil { try task.kill(watcher) }
            }
        }
        try scheduler.run()
        #expect(poller.longestGap == turn.gap)
    }

    @Test(arguments: [0, 10, 100, 1000, 5000])
    func `a timer is late by a millisecond and two turns at most, with nothing else to watch for`(_ turn: Int) throws {
        let scheduler = Scheduler(clock: clock)
        var isOver = false
        var latest = Duration.zero
        scheduler.spawn("busy") { task in
            while !isOver {
                // A clock that stands still would let the sleeper sleep for ever.
                clock.advance(by: .microseconds(max(turn, 1)))
                try await task.yieldTurn()
            }
        }
        scheduler.spawn("sleeper") { task in
            for _ in 0..<20 {
                let time = task.now + .microseconds(700)
                try await task.sleep(until: time)
                latest = max(latest, task.now - time)
            }
            isOver = true
        }
        try scheduler.run()
        #expect(latest <= .microseconds(1000 + 2 * turn))
    }

    @Test func `a wait that begins among long turns is looked after at once`() throws {
        let poller = TurnCounter(isAlwaysReady: true)
        let scheduler = Scheduler(clock: clock, poller: poller)
        var turnsBefore = 0
        var turnsAfter = 0
        let busy = scheduler.spawn("busy") { task in
            while true {
                poller.turns += 1
                clock.advance(by: .milliseconds(5))
                try await task.yieldTurn()
            }
        }
        scheduler.spawn("reader") { task in
            for _ in 0..<10 { try await task.yieldTurn() }
            turnsBefore = poller.turns
            try await task.wait(for: .readable(3))
            turnsAfter = poller.turns
            try task.kill(busy)
        }
        try scheduler.run()
        #expect(turnsAfter - turnsBefore <= 2)
    }

    /// What may happen to a task whatever another one does.
    enum Awaited: CaseIterable { case descriptor, time }

    @Test(arguments: Awaited.allCases)
    func `a task that is always idle keeps nothing from happening`(_ awaited: Awaited) throws {
        let scheduler = Scheduler(clock: clock, poller: TurnCounter(isAlwaysReady: true))
        var idleTurns = 0
        let idler = scheduler.spawn("idler") { task in
            while true {
                clock.advance(by: .microseconds(1))
                idleTurns += 1
                try await task.waitUntilIdle()
            }
        }
        scheduler.spawn("other") { task in
            switch awaited {
            case .descriptor: try await task.wait(for: .readable(3))
            case .time: try await task.sleep(for: .milliseconds(1))
            }
            try task.kill(idler)
        }
        try scheduler.run()
        #expect(idleTurns >= 1 && idleTurns <= 1002)
    }

    @Test(arguments: [10, 999, 1000, 5000])
    func `a task waits for an idle moment until a time at most, however busy the others are`(_ turn: Int) throws {
        let scheduler = Scheduler(clock: clock, poller: TurnCounter(isAlwaysReady: true))
        let readers = (0..<5).map { descriptor in
            scheduler.spawn("reader") { task in
                while true {
                    try await task.wait(for: .readable(CInt(descriptor)))
                    clock.advance(by: .microseconds(turn))
                }
            }
        }
        let busy = scheduler.spawn("busy") { task in
            while true {
                clock.advance(by: .microseconds(turn))
                try await task.yieldTurn()
            }
        }
        var longest = Duration.zero
        scheduler.spawn("idler") { task in
            for _ in 0..<20 {
                let begin = task.now
                #expect(try await !task.waitUntilIdle(until: begin + .milliseconds(3)))
                longest = max(longest, task.now - begin)
            }
            for reader in readers { try task.kill(reader) }
            try task.kill(busy)
            // Nobody is left.
            let begin = task.now
            #expect(try await task.waitUntilIdle(until: begin + .milliseconds(3)))
            #expect(task.now == begin)
        }
        try scheduler.run()
        // The turn in which it is over, as many until the look outside, and one of each.
        #expect(longest <= .milliseconds(3 + 1) + .microseconds(8 * turn))
    }

    @Test func `descriptors that are always ready leave a ready task its turns`() throws {
        let scheduler = Scheduler(clock: clock, poller: TurnCounter(isAlwaysReady: true))
        var turns = (reading: 0, computing: 0)
        let readers = (0..<10).map { descriptor in
            scheduler.spawn("reader") { task in
                while true {
                    try await task.wait(for: .readable(CInt(descriptor)))
                    turns.reading += 1
                }
            }
        }
        scheduler.spawn("computing") { task in
            for _ in 0..<1000 {
                turns.computing += 1
                try await task.yieldTurn()
            }
            for reader in readers { try task.kill(reader) }
        }
        try scheduler.run()
        #expect(turns.computing == 1000)
        #expect(turns.reading >= 1000 * 10 / 64 && turns.reading <= 1000 * 10)
    }

    // MARK: Urgent tasks

    @Test(arguments: [false, true])
    func `an urgent task waits for one turn of another, however many there are`(_ isUrgent: Bool) throws {
        let scheduler = Scheduler(clock: clock)
        var isOver = false
        var latest = Duration.zero
        for _ in 0..<100 {
            scheduler.spawn("busy") { task in
                while !isOver {
                    clock.advance(by: .microseconds(500))
                    try await task.yieldTurn()
                }
            }
        }
        scheduler.spawn("watchdog", urgently: isUrgent) { task in
            #expect(task.isUrgent == isUrgent)
            for _ in 0..<20 {
                let time = task.now + .milliseconds(3)
                try await task.sleep(until: time)
                latest = max(latest, task.now - time)
            }
            isOver = true
        }
        try scheduler.run()
        if isUrgent {
            #expect(latest <= .microseconds(1500))
        } else {
            #expect(latest > .milliseconds(40), "a turn of each")
        }
    }

    @Test func `urgent tasks that are always ready leave the others every second turn`() throws {
        let scheduler = Scheduler(clock: clock)
        var turns: [String] = []
        for name in ["u1", "u2", "a", "b"] {
            scheduler.spawn(name, urgently: name.hasPrefix("u")) { task in
                while turns.count < 12 {
                    turns.append(name)
                    try await task.yieldTurn()
                }
            }
        }
        try scheduler.run()
        #expect(turns.joined(separator: " ") == "u1 a u2 b u1 a u2 b u1 a u2 b")
    }

    @Test func `a task may become urgent and cease to be`() throws {
        let scheduler = Scheduler(clock: clock)
        var turns: [String] = []
        let names = ["a", "b", "c"]
        for name in names {
            scheduler.spawn(name, urgently: name == "c") { task in
                for turn in 0..<3 {
                    turns.append(name)
                    task.isUrgent = name == "b" && turn == 0
                    try await task.yieldTurn()
                }
            }
        }
        try scheduler.run()
        #expect(turns.joined(separator: " ") == "c a b b c a b c a")
    }

    @Test func `an urgent task can be killed while it is ready`() throws {
        let scheduler = Scheduler(clock: clock)
        let urgent = (0..<3).map { _ in
            scheduler.spawn("urgent", urgently: true) { task in while true { try await task.yieldTurn() } }
        }
        scheduler.spawn("killer") { task in
            for index in [1, 0, 2] {
                try task.kill(urgent[index])
                try await task.yieldTurn()
            }
        }
        try scheduler.run()
        for task in urgent { #expect(task.hasEnded) }
    }
}
