import Coroutines
import Testing

/// What passes through a delegation.
struct DelegationTests {
    typealias Stage = Coroutine<Int, String, String>

    /// Answers everything that is sent or thrown in, until it is resumed with nothing.
    private func answering(_ name: String, _ journal: Journal = Journal()) -> Stage {
        Stage { me in
            defer { journal.note("\(name) cleaned up") }
            var answer = "\(name) begun"
            while true {
                do {
                    guard let input = try await me.yield(answer) else { return "\(name) done" }
                    answer = "\(name) got \(input)"
                } catch let trouble as Trouble {
                    answer = "\(name) caught \(trouble)"
                }
            }
        }
    }

    /// Delegates to `inner`, then yields its value.
    private func wrapping(_ name: String, _ inner: Stage, _ journal: Journal = Journal()) -> Stage {
        Stage { me in
            defer { journal.note("\(name) cleaned up") }
            let value = try await me.delegate(to: inner)
            _ = try await me.yield("\(name) has \(value ?? "nothing")")
            return "\(name) done"
        }
    }

    @Test func `next and send and throw go straight to the inner one`() throws {
        let outer = wrapping("outer", wrapping("middle", answering("inner")))
        #expect(try outer.next() == .yielded("inner begun"))
        #expect(try outer.send(3) == .yielded("inner got 3"))
        #expect(try outer.throw(Trouble.first) == .yielded("inner caught first"))
        #expect(try outer.next() == .yielded("middle has inner done"))
        #expect(try outer.next() == .yielded("outer has middle done"))
        #expect(try outer.next() == .returned("outer done"))
    }

    @Test func `an inner one that is begun already goes on where it was`() throws {
        let inner = answering("inner")
        _ = try inner.next()
        let outer = wrapping("outer", inner)
        #expect(throws: Never.self) { try outer.next() }
        #expect(inner.state == .closed, "priming the outer one resumed the inner one with nothing")
        #expect(outer.state == .suspended)
    }

    @Test func `closing the outer one closes the inner one first`() throws {
        let journal = Journal()
        let outer = wrapping("outer", wrapping("middle", answering("inner", journal), journal), journal)
        _ = try outer.next()
        try outer.close()
        #expect(journal.entries == ["inner cleaned up", "middle cleaned up", "outer cleaned up"])
        #expect(outer.state == .closed)
    }

    @Test func `dropping the outer one closes the inner one first`() throws {
        let journal = Journal()
        do {
            let outer = wrapping("outer", wrapping("middle", answering("inner", journal), journal), journal)
            _ = try outer.next()
        }
        #expect(journal.entries == ["inner cleaned up", "middle cleaned up", "outer cleaned up"])
    }

    @Test func `an inner one closed by somebody else lets the outer one go on`() throws {
        let inner = answering("inner")
        let outer = wrapping("outer", inner)
        _ = try outer.next()
        try inner.close()
        #expect(try outer.send(3) == .yielded("outer has nothing"))
        #expect(try outer.next() == .returned("outer done"))
    }

    @Test func `an inner one resumed by somebody else stays delegated to`() throws {
        let inner = answering("inner")
        let outer = wrapping("outer", wrapping("middle", inner))
        _ = try outer.next()
        #expect(try inner.send(1) == .yielded("inner got 1"))
        #expect(try outer.send(2) == .yielded("inner got 2"))
        #expect(try inner.next() == .returned("inner done"))
        #expect(try outer.next() == .yielded("middle has nothing"))
    }

    @Test func `a middle one resumed by somebody else moves the way to the innermost`() throws {
        let middle = wrapping("middle", answering("inner"))
        let outer = wrapping("outer", middle)
        _ = try outer.next()
        #expect(try middle.next() == .yielded("middle has inner done"))
        #expect(try outer.next() == .yielded("outer has middle done"))
    }

    @Test func `two outer ones may delegate to the same inner one in turn`() throws {
        let inner = Coroutine<Never, Int, Void> { me in for number in 1...5 { try await me.yield(number) } }
        func outer(_ name: String) -> Coroutine<Never, Int, String> {
            Coroutine { me in
                _ = try await me.delegate(to: inner)
                return name
            }
        }
        let (one, other) = (outer("one"), outer("other"))
        #expect(try one.next() == .yielded(1))
        #expect(try other.next() == .yielded(2))
        #expect(try one.next() == .yielded(3))
        #expect(try other.next() == .yielded(4))
        #expect(try one.next() == .yielded(5))
        #expect(try other.next() == .returned("other"))
        #expect(try one.next() == .returned("one"))
    }

    @Test func `an error of the inner one is thrown at the delegation`() throws {
        let outer = Stage { me in
            do {
                try await me.delegate(to: Stage { _ in throw Trouble.first })
                return "not reached"
            } catch Trouble.first {
                return "caught"
            }
        }
        #expect(try outer.next() == .returned("caught"))
    }

    @Test func `an error thrown in that nobody catches closes every one of them`() throws {
        let journal = Journal()
        let outer = wrapping("outer", answering("inner", journal), journal)
        _ = try outer.next()
        struct Unheard: Error {}
        #expect(throws: Unheard.self) { try outer.throw(Unheard()) }
        #expect(journal.entries == ["inner cleaned up", "outer cleaned up"])
        #expect(outer.state == .closed)
    }

    @Test func `an error thrown in when the inner one was closed meanwhile is thrown at the delegation`() throws {
        let inner = answering("inner")
        let outer = wrapping("outer", inner)
        _ = try outer.next()
        try inner.close()
        #expect(throws: Trouble.second) { try outer.throw(Trouble.second) }
    }

    @Test func `an inner one that ignores its closing is an error at the delegation`() throws {
        let stubborn = Stage { me in
            for _ in 0..<2 { _ = try? await me.yield("still here") }
            return "gone"
        }
        let journal = Journal()
        let outer = Stage { me in
            do {
                try await me.delegate(to: stubborn)
            } catch {
                journal.note("\(error)")
            }
            return "ended"
        }
        _ = try outer.next()
        try outer.close()
        #expect(journal.entries == [CoroutineError.ignoredClose.description])
        #expect(outer.state == .closed)
        #expect(stubborn.state == .suspended)
        #expect(try stubborn.next() == .returned("gone"))
    }

    @Test func `an outer one that yields when its inner one was closed has ignored the close`() throws {
        let outer = Stage { me in
            do {
                try await me.delegate(to: answering("inner"))
            } catch is CloseRequest {
                _ = try await me.delegate(to: answering("another"))
            }
            return "ended"
        }
        _ = try outer.next()
        #expect(throws: CoroutineError.ignoredClose) { try outer.close() }
        #expect(try outer.send(1) == .yielded("another got 1"))
        try outer.close()
        #expect(outer.state == .closed)
    }

    @Test func `delegating to oneself or in a ring is an error and no hang`() throws {
        var one: Stage!
        var other: Stage!
        one = Stage { me in
            await #expect(throws: CoroutineError.alreadyRunning) { try await me.delegate(to: one) }
            try await me.delegate(to: other)
            return "one"
        }
        other = Stage { me in
            await #expect(throws: CoroutineError.alreadyRunning) { try await me.delegate(to: one) }
            return "other"
        }
        #expect(try one.next() == .returned("one"))
    }

    @Test func `delegating to a closed one gives nothing at once`() throws {
        let inner = answering("inner")
        try inner.close()
        #expect(try wrapping("outer", inner).next() == .yielded("outer has nothing"))
    }

    @Test func `one of the chain resumed from the innermost is told that it runs`() throws {
        var middle: Stage!
        var outer: Stage!
        let inner = Stage { me in
            #expect(throws: CoroutineError.alreadyRunning) { try middle.next() }
            #expect(throws: CoroutineError.alreadyRunning) { try outer.next() }
            _ = try await me.yield("inner")
            return "inner done"
        }
        middle = wrapping("middle", inner)
        outer = wrapping("outer", middle)
        #expect(try outer.next() == .yielded("inner"))
        #expect(try outer.next() == .yielded("middle has inner done"))
    }

    @Test func `a delegation leaves nothing behind`() throws {
        let tracker = LifetimeTracker()
        func nest(_ depth: Int) -> Coroutine<Int, Int, Void> {
            let local = tracker.make(depth)
            return Coroutine { me in
                if depth == 0 {
                    while try await me.yield(local.value) != nil {}
                } else {
                    try await me.delegate(to: nest(depth - 1))
                }
            }
        }
        do {
            let dropped = nest(10)
            _ = try dropped.next()
            let ended = nest(10)
            _ = try ended.next()
            _ = try ended.next()
            #expect(ended.state == .closed)
            #expect(tracker.alive == 11)
        }
        #expect(tracker.alive == 0)
    }
}
