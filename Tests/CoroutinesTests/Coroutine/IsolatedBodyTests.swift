import Testing

@testable import Coroutines

/// Bodies that are isolated to an actor: they are on it whenever they run, and give it up when they yield.
@Suite(.timeLimit(.minutes(10))) struct IsolatedBodyTests {
    @globalActor actor Ledger {
        static let shared = Ledger()
        @Ledger static var total = 0
    }

    /// Yields so often, and adds one after each yield.
    private nonisolated static func adder(times: Int) -> Coroutine<Never, Int, Void> {
        Coroutine { @Ledger me in
            for number in 0..<times {
                try await me.yield(number)
                Ledger.shared.preconditionIsolated()
                Ledger.total += 1
            }
        }
    }

    @Test func `a body is on its actor after every yield, whoever resumes it`() async {
        let before = await Ledger.total
        let adder = Self.adder(times: 100)
        await awaitThreads {
            for number in 0..<50 { #expect((try? adder.next())?.yielded == number) }
        }
        await awaitThreads {
            for number in 50..<100 { #expect((try? adder.next())?.yielded == number) }
            #expect((try? adder.next())?.returned != nil)
        }
        #expect(await Ledger.total == before + 100)
    }

    @Test func `bodies on one actor, resumed by several threads, take turns there`() async {
        actor Tally {
            var count = 0

            nonisolated func adder(times: Int, each added: Int) -> Coroutine<Never, Void, Void> {
                Coroutine { me in try await self.add(times: times, each: added, SendableYielder(me)) }
            }

            private func add(times: Int, each added: Int, _ me: SendableYielder) async throws {
                for _ in 0..<times {
                    try await me.yielder.yield()
                    for _ in 0..<added { count += 1 }
                }
            }
        }
        let tally = Tally()
        await awaitThreads(4) {
            let adder = tally.adder(times: 200, each: 100)
            for _ in 0..<200 { #expect((try? adder.next())?.yielded != nil) }
            #expect((try? adder.next())?.returned != nil)
        }
        #expect(await tally.count == 4 * 200 * 100)
    }

    @Test func `an error and the request to close find a body on its actor`() async {
        struct Failure: Error {}
        let body = Coroutine<Never, Int, Int> { @Ledger me in
            do { try await me.yield(1) } catch is Failure { Ledger.shared.preconditionIsolated() }
            do { try await me.yield(2) } catch is CloseRequest { Ledger.shared.preconditionIsolated() }
            return 3
        }
        await awaitThreads {
            #expect((try? body.next())?.yielded == 1)
            #expect((try? body.throw(Failure()))?.yielded == 2)
            #expect(throws: Never.self) { try body.close() }
        }
        #expect(body.state == .closed)
    }

    @Test func `an isolated body may delegate to one that is not, and the other way round`() async {
        let outer = Coroutine<Never, Int, Int> { @Ledger me in
            let inner = Coroutine<Never, Int, Int> { me in
                try await me.yield(1)
                return 2
            }
            let two = try await me.delegate(to: inner) ?? 0
            Ledger.shared.preconditionIsolated()
            try await me.yield(two)
            return 3
        }
        let outermost = Coroutine<Never, Int, Int> { me in
            try await me.yield(0)
            return try await me.delegate(to: outer) ?? -1
        }
        var steps: [Int] = []
        await awaitThreads {
            while let number = (try? outermost.next())?.yielded { steps.append(number) }
        }
        #expect(steps == [0, 1, 2])
    }

    @Test func `a body on the main actor is served there while another thread resumes it`() async {
        let body = Coroutine<Never, Int, Void> { @MainActor me in
            for number in 0..<100 {
                try await me.yield(number)
                MainActor.preconditionIsolated()
            }
        }
        await awaitThreads {
            for number in 0..<100 { #expect((try? body.next())?.yielded == number) }
            #expect((try? body.next())?.returned != nil)
        }
    }

    @Test func `what is made on an actor is read there by awaiting it`() async throws {
        @Ledger func sum() async throws -> Int {
            let numbers = Generator<Int> { me in
                for number in 1...100 {
                    try await me.yield(number)
                    Ledger.shared.preconditionIsolated()
                }
            }
            var sum = 0
            for try await number in numbers.awaiting { sum += number }
            return sum
        }
        #expect(try await sum() == 5050)
    }
}

/// Lets an actor's method yield for the body that called it.
private struct SendableYielder: @unchecked Sendable {
    // SAFETY: the body waits for the method.
    let yielder: Yielder<Never, Void>

    init(_ yielder: Yielder<Never, Void>) { self.yielder = yielder }
}
