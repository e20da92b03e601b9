import Coroutines
import Testing

/// What is left behind by coroutines that go: nothing.
struct CoroutineLifetimeTests {
    /// How a coroutine comes to its end.
    enum Ending: CaseIterable {
        case neverBegun, droppedWhileSuspended, closed, returned, thrownInto, closedBeforeBegin
    }

    @Test(arguments: Ending.allCases)
    func `a coroutine leaves nothing behind`(ending: Ending) throws {
        let tracker = LifetimeTracker()
        do {
            let captured = tracker.make()
            let coroutine = Coroutine<LifetimeTracker.Instance, LifetimeTracker.Instance, LifetimeTracker.Instance> {
                me in
                let local = tracker.make()
                _ = try await me.yield(captured)
                return local
            }
            switch ending {
            case .neverBegun: break
            case .droppedWhileSuspended: _ = try coroutine.next()
            case .closed:
                _ = try coroutine.next()
                try coroutine.close()
            case .returned:
                _ = try coroutine.next()
                _ = try coroutine.send(tracker.make())
            case .thrownInto:
                _ = try coroutine.next()
                _ = try? coroutine.throw(Trouble.first)
            case .closedBeforeBegin: try coroutine.close()
            }
        }
        #expect(tracker.alive == 0)
    }

    @Test func `a coroutine dropped while suspended runs its defers`() throws {
        let journal = Journal()
        do {
            let coroutine = Coroutine<Int, Int, Void> { me in
                defer { journal.note("cleaned up") }
                do {
                    _ = try await me.yield(0)
                } catch {
                    journal.note("\(error)")
                    throw error
                }
            }
            _ = try coroutine.next()
            #expect(journal.entries.isEmpty)
        }
        #expect(journal.entries == ["the coroutine was asked to close", "cleaned up"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a dropped coroutine that goes on yielding for a while is asked until it ends`() throws {
        let tracker = LifetimeTracker()
        do {
            let local = tracker.make()
            let coroutine = Coroutine<Int, Int, Void> { me in
                for _ in 0..<10 { _ = try? await me.yield(local.value) }
            }
            _ = try coroutine.next()
        }
        #expect(tracker.alive == 0)
    }

    /// Keeps what cannot end, so that only what leaks otherwise is reported as leaked.
    private nonisolated(unsafe) static var endless: Yielder<Int, Int>?

    @Test(.timeLimit(.minutes(10)))
    func `a dropped coroutine that never ends does not hang whoever drops it`() throws {
        var requests = 0
        do {
            let coroutine = Coroutine<Int, Int, Void> { me in
                unsafe Self.endless = me
                while true {
                    do { _ = try await me.yield(0) } catch { requests += 1 }
                }
            }
            _ = try coroutine.next()
        }
        #expect(requests == 1000)
    }

    @Test func `a value that was sent is not kept by the coroutine`() throws {
        let tracker = LifetimeTracker()
        let coroutine = try Coroutine<LifetimeTracker.Instance, Void, Void>(primed: { me in
            while try await me.yield() != nil {}
        })
        _ = try coroutine.send(tracker.make())
        #expect(tracker.alive == 0)
        try coroutine.close()
    }

    @Test func `an error that was thrown in and caught is kept by none of those it went through`() throws {
        struct Carrier: Error, @unchecked Sendable {
            // SAFETY: thrown and caught by one thread.
            let instance: LifetimeTracker.Instance
        }
        let tracker = LifetimeTracker()
        let outer = Coroutine<Never, Int, Void> { me in
            for number in 1... {
                let inner = Coroutine<Never, Int, Void> { me in
                    do { try await me.yield(number) } catch is Carrier {}
                }
                try await me.delegate(to: inner)
                do { try await me.yield(-number) } catch is Carrier {}
            }
        }
        #expect(try outer.next().yielded == 1)
        #expect(try outer.throw(Carrier(instance: tracker.make())).yielded == -1)
        #expect(tracker.alive == 0, "caught by the inner one")
        #expect(try outer.throw(Carrier(instance: tracker.make())).yielded == 2)
        #expect(tracker.alive == 0, "caught by the outer one")
        try outer.close()
    }

    @Test func `a hundred thousand coroutines can be suspended at once`() throws {
        var coroutines: [Coroutine<Int, Int, Int>] = []
        for number in 0..<100_000 {
            coroutines.append(try Coroutine(primed: { me in try await me.yield(number) ?? 0 }))
        }
        var sum = 0
        for coroutine in coroutines { sum += try coroutine.send(1).returned ?? 0 }
        #expect(sum == 100_000)
    }
}
