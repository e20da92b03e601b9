import Coroutines
import Testing

@testable import QuoteService

@Suite(.timeLimit(.minutes(10))) struct ResultLogTests {
    /// The smallest ring there is.
    static let capacity = 4096
    static let lineLengths = [1, 7, 64, 100, 1000, 1365, 2047, 2048]

    @Test func `a capacity is rounded up to a power of two, 4096 at least`() throws {
        for (asked, given) in [(1, 4096), (4096, 4096), (4097, 8192), (10_000, 16384)] {
            let log = ResultLog(capacity: asked)
            #expect(try unsafe #require(log.reserve(1)).bytes.count == given)
        }
    }

    /// Where the writer and two readers may stand in the ring, in steps of 256 bytes, on the first and the second lap.
    @Test(arguments: [0, 1, 2]) func `whatever the layout, room is given exactly when no reader is in the way`(
        _ readers: Int
    ) throws {
        for head in stride(from: 0, through: Self.capacity, by: 256) {
            for behind in stride(from: 0, through: head, by: 256) where readers > 0 || behind == 0 {
                for minimum in [1, 100, 256, 257, 2048] {
                    try check(readers: readers, head: head, behind: behind, minimum: minimum)
                }
            }
        }
    }

    private func check(readers: Int, head: Int, behind: Int, minimum: Int) throws {
        var ring = CheckedRing(capacity: Self.capacity, readers: readers)
        while ring.head < head {
            let room = ring.write(length: 256, minimum: 256)
            try #require(room)
        }
        for reader in 0..<readers { ring.read(reader, upTo: reader == 0 ? head - behind : head) }
        let free = Self.capacity - behind
        let left = Self.capacity - head % Self.capacity
        // A line lies in one piece: before the ring's end, or else after its start.
        let hasRoom = behind == 0 || (left >= minimum ? free >= minimum : free - left >= minimum)
        let isWritten = ring.write(length: minimum, minimum: minimum)
        #expect(isWritten == hasRoom, "head \(head), behind \(behind), \(minimum) bytes")
        ring.readAll()
        let isServed = ring.write(length: minimum, minimum: minimum)
        #expect(isServed, "when all is read there is room")
        ring.readAll()
        ring.expectAllRead()
    }

    @Test(arguments: lineLengths, [0, 1, 2])
    func `what readers get is what was written, at whatever pace they read`(_ length: Int, _ readers: Int) {
        for seed in 0..<20 {
            var random = SplitMix64(seed: UInt64(seed * 100 + length))
            var ring = CheckedRing(capacity: Self.capacity, readers: readers)
            for _ in 0..<200 {
                switch Int.random(in: 0...readers, using: &random) {
                case 0:
                    let room = ring.write(length: .random(in: 1...length, using: &random), minimum: length)
                    if !room {
                        // No deadlock: a writer that is refused is served as soon as all is read.
                        ring.readAll()
                        let isServed = ring.write(length: length, minimum: length)
                        #expect(isServed)
                    }
                case let reader:
                    ring.read(reader - 1, upTo: .random(in: 1...2 * length, using: &random))
                }
            }
            ring.readAll()
            ring.expectAllRead()
        }
    }

    @Test func `a reader that joins late gets what is written from then on`() {
        var ring = CheckedRing(capacity: Self.capacity, readers: 1)
        for _ in 0..<20 {
            _ = ring.write(length: 100, minimum: 100)
            ring.addReader()
            ring.readAll()
        }
        ring.expectAllRead()
    }

    @Test func `a reader that leaves no longer holds back the writer`() throws {
        let log = ResultLog(capacity: Self.capacity)
        let reader = log.addReader()
        try unsafe #require(log.reserve(2048)).bytes.initialize(repeating: 1)
        log.commit(Self.capacity, lines: 0)
        #expect(log.reserve(1) == nil)
        #expect(unsafe log.unread(reader).count == Self.capacity)
        log.remove(reader)
        #expect(unsafe log.reserve(2048)?.bytes.count == Self.capacity)
    }

    @Test func `results are due by the 64 KiB, wherever in the ring they begin`() throws {
        let log = ResultLog(capacity: 1 << 20)
        let reader = log.addReader()
        let scheduler = Scheduler()
        var deliveries = 0
        scheduler.spawn("output", inBackground: true) { task in
            while true {
                try await task.wait(for: log.isDue)
                deliveries += 1
                while unsafe !log.unread(reader).isEmpty { unsafe log.advance(reader, by: log.unread(reader).count) }
            }
        }
        scheduler.spawn("consumer") { task in
            for _ in 0..<1000 {
                let room = try unsafe #require(log.reserve(1024)?.bytes)
                unsafe room.initialize(repeating: 1)
                log.commit(1024, lines: 0)
                try await task.yieldTurn()
            }
        }
        try scheduler.run()
        #expect(deliveries == 1000 / 64)
    }

    @Test(arguments: [false, true])
    func `few results are due when nothing else is to be done, and after a while whatever there is`(
        _ isBusy: Bool
    ) throws {
        let log = ResultLog(capacity: 1 << 20)
        let clock = ManualClock(stepsWhenIdle: false)
        let scheduler = Scheduler(clock: clock)
        var delay: Duration?
        scheduler.spawn("deliverer", inBackground: true) { task in try await Deliverer(results: log).run(task) }
        scheduler.spawn("reader of a file without quotes", inBackground: true) { task in
            while isBusy {
                clock.advance(by: .microseconds(100))
                try await task.yieldTurn()
            }
        }
        scheduler.spawn("output") { task in
            let begin = task.now
            let room = try unsafe #require(log.reserve(1024)?.bytes)
            unsafe room.initialize(repeating: 1)
            log.commit(100, lines: 0)
            try await task.wait(for: log.isDue)
            delay = task.now - begin
        }
        try scheduler.run()
        #expect(try #require(delay) <= (isBusy ? Deliverer.longestDelay + .milliseconds(2) : .zero))
    }

    @Test func `a line of more than half the ring is a defect of the caller`() async {
        await #expect(processExitsWith: .failure) {
            _ = ResultLog(capacity: 4096).reserve(2049)
        }
    }
}
