import Coroutines
import Testing

/// The behaviour of one coroutine, situation by situation.
struct CoroutineBehaviourTests {
    typealias Echo = Coroutine<Int, Int, String>

    /// Yields 0, then double of what is sent; ends when nothing is.
    private func echo(_ journal: Journal = Journal()) -> Echo {
        Echo { me in
            journal.note("begun")
            defer { journal.note("cleaned up") }
            var answer = 0
            while let input = try await me.yield(answer) { answer = 2 * input }
            return "done"
        }
    }

    @Test func `a coroutine that was made has run nothing`() {
        let journal = Journal()
        let coroutine = echo(journal)
        #expect(coroutine.state == .created)
        #expect(journal.entries.isEmpty)
    }

    @Test func `the first next runs to the first yield`() throws {
        let journal = Journal()
        let coroutine = echo(journal)
        #expect(try coroutine.next() == .yielded(0))
        #expect(coroutine.state == .suspended)
        #expect(journal.entries == ["begun"])
    }

    @Test func `a primed coroutine waits at its first yield`() throws {
        let coroutine = try Echo(primed: { me in
            _ = try await me.yield(0)
            return "done"
        })
        #expect(coroutine.state == .suspended)
        #expect(try coroutine.send(1) == .returned("done"))
    }

    @Test func `a coroutine that throws while it is primed is never made`() {
        #expect(throws: Trouble.first) { try Echo(primed: { _ in throw Trouble.first }) }
    }

    @Test func `what is sent is what the pending yield returns`() throws {
        let coroutine = echo()
        _ = try coroutine.next()
        #expect(try coroutine.send(4) == .yielded(8))
        #expect(try coroutine.send(5) == .yielded(10))
    }

    @Test func `sending to a coroutine that was not primed is an error and leaves it created`() throws {
        let journal = Journal()
        let coroutine = echo(journal)
        #expect(throws: CoroutineError.notPrimed) { try coroutine.send(1) }
        #expect(coroutine.state == .created)
        #expect(journal.entries.isEmpty)
        #expect(try coroutine.next() == .yielded(0))
    }

    @Test func `the value a body returns is handed out once`() throws {
        let coroutine = echo()
        _ = try coroutine.next()
        #expect(try coroutine.next() == .returned("done"))
        #expect(coroutine.state == .closed)
        #expect(throws: CoroutineError.closed) { try coroutine.next() }
        #expect(throws: CoroutineError.closed) { try coroutine.send(1) }
    }

    @Test func `the error a body throws reaches the resumer and closes the coroutine`() throws {
        let coroutine = Echo { me in
            _ = try await me.yield(0)
            throw Trouble.first
        }
        _ = try coroutine.next()
        #expect(throws: Trouble.first) { try coroutine.send(1) }
        #expect(coroutine.state == .closed)
        #expect(throws: CoroutineError.closed) { try coroutine.next() }
    }

    @Test func `an error thrown at a created coroutine comes back and its body never runs`() {
        let journal = Journal()
        let coroutine = echo(journal)
        #expect(throws: Trouble.second) { try coroutine.throw(Trouble.second) }
        #expect(coroutine.state == .closed)
        #expect(journal.entries.isEmpty)
    }

    @Test func `an error thrown at a closed coroutine comes back`() throws {
        let coroutine = echo()
        try coroutine.close()
        #expect(throws: Trouble.second) { try coroutine.throw(Trouble.second) }
    }

    @Test func `closing a created coroutine never runs its body`() throws {
        let journal = Journal()
        let coroutine = echo(journal)
        try coroutine.close()
        #expect(coroutine.state == .closed)
        #expect(journal.entries.isEmpty)
    }

    @Test func `closing a closed coroutine does nothing`() throws {
        let journal = Journal()
        let coroutine = echo(journal)
        _ = try coroutine.next()
        try coroutine.close()
        try coroutine.close()
        #expect(journal.entries == ["begun", "cleaned up"])
    }

    @Test func `a coroutine that resumes itself is told that it runs and is not disturbed`() throws {
        var coroutine: Echo!
        var errors: [CoroutineError?] = []
        coroutine = Echo { yielder in
            errors.append(#expect(throws: CoroutineError.self) { try coroutine.next() })
            errors.append(#expect(throws: CoroutineError.self) { try coroutine.send(1) })
            errors.append(#expect(throws: CoroutineError.self) { try coroutine.throw(Trouble.first) })
            errors.append(#expect(throws: CoroutineError.self) { try coroutine.close() })
            _ = try await yielder.yield(7)
            return "undisturbed"
        }
        #expect(try coroutine.next() == .yielded(7))
        #expect(errors == Array(repeating: .alreadyRunning, count: 4))
        #expect(try coroutine.next() == .returned("undisturbed"))
    }

    @Test func `a coroutine that is resumed by one it resumed is told that it runs`() throws {
        var outer: Echo!
        let inner = Echo { me in
            #expect(throws: CoroutineError.alreadyRunning) { try outer.send(1) }
            #expect(outer.state == .running)
            _ = try await me.yield(1)
            return "inner"
        }
        outer = Echo { me in
            #expect(try inner.next() == .yielded(1))
            _ = try await me.yield(2)
            return "outer"
        }
        #expect(try outer.next() == .yielded(2))
        #expect(try outer.next() == .returned("outer"))
    }

    @Test func `a yielder used by another body is an error there`() throws {
        var borrowed: Yielder<Int, Int>?
        let lender = Echo { me in
            borrowed = me
            _ = try await me.yield(1)
            return "lender"
        }
        _ = try lender.next()
        let borrower = Echo { me in
            await #expect(throws: CoroutineError.outsideBody) { try await borrowed?.yield(2) }
            return "borrower"
        }
        #expect(try borrower.next() == .returned("borrower"))
        #expect(try lender.next() == .returned("lender"))
    }

    @Test func `a yielder used by a child task of its body is an error there`() async {
        let parent = Echo { me in
            nonisolated(unsafe) let borrowed = me
            func use() async -> CoroutineError? {
                do {
                    _ = try unsafe await borrowed.yield(9)
                    return nil
                } catch {
                    return error as? CoroutineError
                }
            }
            async let child = use()
            let first = await child
            let second = await withTaskGroup { group in
                group.addTask { await use() }
                return await group.next()!
            }
            let third = await Task.immediate { await use() }.value
            #expect([first, second, third] == [.outsideBody, .outsideBody, .outsideBody])
            _ = try await me.yield(1)
            return "parent"
        }
        await awaitThreads {
            #expect((try? parent.next()) == .yielded(1))
            #expect((try? parent.next()) == .returned("parent"))
        }
    }

    @Test func `a yielder kept after the end of its body is an error`() throws {
        var kept: Yielder<Int, Int>?
        for number in 0..<100 {
            // Whose task may have the place of the one that has ended.
            let body = Echo { me in
                if kept != nil { await #expect(throws: CoroutineError.outsideBody) { try await kept?.yield(2) } }
                kept = me
                return "\(number)"
            }
            onThreads { #expect((try? body.next()) == .returned("\(number)")) }
        }
    }

    @Test func `errors say what happened`() {
        for error in [CoroutineError.notPrimed, .closed, .alreadyRunning, .ignoredClose, .outsideBody] {
            #expect(error.description.contains("coroutine") || error.description.contains("yielder"))
        }
        #expect(CloseRequest().description == "the coroutine was asked to close")
    }
}
