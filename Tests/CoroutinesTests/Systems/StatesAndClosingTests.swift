import Coroutines
import Testing

/// The systems of states, of closing and of throwing in.
struct StatesAndClosingTests {
    @Test func `states are created and running and suspended and closed`() throws {
        var inside: [CoroutineState] = []
        let coroutine = Coroutine<Never, Void, Void> { me in
            inside.append(me.state)
            try await me.yield()
            inside.append(me.state)
        }
        #expect(coroutine.state == .created)
        _ = try coroutine.next()
        #expect(coroutine.state == .suspended)
        _ = try coroutine.next()
        #expect(coroutine.state == .closed)
        #expect(inside == [.running, .running])
    }

    /// What a body does with an error that is thrown at its yield.
    enum Answer: CaseIterable {
        case passOn, yieldAgain, returnInstead, throwAnother
    }

    private func answering(_ answer: Answer, _ journal: Journal) -> Coroutine<Int, String, String> {
        Coroutine { me in
            defer { journal.note("cleaned up") }
            do {
                _ = try await me.yield("begun")
            } catch {
                journal.note("caught")
                switch answer {
                case .passOn: throw error
                case .yieldAgain: _ = try await me.yield("still here")
                case .returnInstead: return "returned instead"
                case .throwAnother: throw Trouble.second
                }
            }
            return "done"
        }
    }

    @Test(arguments: Answer.allCases)
    func `closing`(answer: Answer) throws {
        let journal = Journal()
        let coroutine = answering(answer, journal)
        _ = try coroutine.next()
        switch answer {
        case .passOn, .returnInstead: try coroutine.close()
        case .throwAnother: #expect(throws: Trouble.second) { try coroutine.close() }
        case .yieldAgain:
            #expect(throws: CoroutineError.ignoredClose) { try coroutine.close() }
            #expect(coroutine.state == .suspended)
            try coroutine.close()
        }
        #expect(coroutine.state == .closed)
        #expect(journal.entries == ["caught", "cleaned up"])
    }

    @Test(arguments: Answer.allCases)
    func `throwing in`(answer: Answer) throws {
        let journal = Journal()
        let coroutine = answering(answer, journal)
        _ = try coroutine.next()
        switch answer {
        case .passOn: #expect(throws: Trouble.first) { try coroutine.throw(Trouble.first) }
        case .returnInstead: #expect(try coroutine.throw(Trouble.first) == .returned("returned instead"))
        case .throwAnother: #expect(throws: Trouble.second) { try coroutine.throw(Trouble.first) }
        case .yieldAgain:
            #expect(try coroutine.throw(Trouble.first) == .yielded("still here"))
            #expect(coroutine.state == .suspended)
            #expect(try coroutine.send(1) == .returned("done"))
        }
        #expect(coroutine.state == .closed)
        #expect(journal.entries == ["caught", "cleaned up"])
    }
}
