import Testing

@testable import Coroutines

/// What a body finds as it left it when it is suspended without the runtime's knowledge, and what its resumer does.
struct SuspensionTests {
    @Test func `bodies are suspended directly by this runtime`() {
        #expect(Suspension.isDirect)
    }

    @Test func `where bodies cannot be suspended directly they are by continuations`() async {
        await #expect(processExitsWith: .success) {
            unsafe Suspension.isDirectAllowed = false
            let total = try Coroutine<Int, Int, Int>(primed: { me in
                let inner = Coroutine<Int, Int, Int> { me in
                    await Task.yield()
                    return try await me.yield(100) ?? 0
                }
                var sum = try await me.delegate(to: inner) ?? 0
                while let number = try await me.yield(sum) { sum += number }
                return sum
            })
            precondition(!Suspension.isDirect)
            let steps = [try total.send(1), try total.send(2), try total.next()]
            precondition(steps == [.yielded(1), .yielded(3), .returned(3)])
        }
    }

    @Test func `a resumer without a task has none afterwards`() {
        onThreads {
            let coroutine = Coroutine<Never, Bool, Void> { me in
                try await me.yield(hasTask())
                try await me.yield(hasTask())
            }
            for _ in 1...2 {
                #expect(!hasTask())
                #expect((try? coroutine.next())?.yielded == true)
            }
            #expect(!hasTask())
            #expect(throws: Never.self) { try coroutine.close() }
            #expect(!hasTask())
        }
    }

    @Test func `a resumer with a task keeps it, whoever it resumes`() async throws {
        let own = currentTask()
        let inner = Coroutine<Never, Int, Void> { me in
            while true { try await me.yield(currentTask()) }
        }
        let outer = Coroutine<Never, Bool, Void> { me in
            let mine = currentTask()
            while true {
                let innermost = try inner.next().yielded
                try await me.yield(currentTask() == mine && mine != own && innermost != mine && innermost != own)
            }
        }
        for _ in 1...3 {
            #expect(try outer.next().yielded == true)
            #expect(currentTask() == own)
        }
    }

    @TaskLocal static var place = "outside"

    @Test func `a body keeps its task-local values and is cancelled as a task is`() throws {
        let coroutine = Coroutine<Never, String, Bool> { me in
            try await Self.$place.withValue("inside") {
                for _ in 1...2 { try await me.yield(Self.place) }
            }
            unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
            try await me.yield(Self.place)
            return Task.isCancelled
        }
        for expected in ["inside", "inside", "outside"] {
            #expect(try coroutine.next().yielded == expected)
            #expect(Self.place == "outside")
        }
        #expect(try coroutine.next().returned == true)
        #expect(!Task.isCancelled)
    }

    @Test func `a body may keep an exclusive access while it is suspended, and end it on another thread`() throws {
        let (kept, other) = (Counted(), Counted())
        let coroutine = Coroutine<Never, Int, Void> { me in try await count(&kept.number, me) }
        other.modify { _ in
            #expect((try? coroutine.next())?.yielded == 1)
        }
        other.number += 1
        onThreads {
            other.number += 1
            other.modify { number in
                #expect((try? coroutine.next())?.yielded == 2)
                number += 1
            }
            #expect((try? coroutine.next())?.returned != nil)
            kept.number += 1
        }
        #expect(kept.number == 3)
        #expect(other.number == 3)
    }

    @Test func `what a body accesses while its resumer has exclusive access to it is found out`() async {
        await #expect(processExitsWith: .failure) {
            let counted = Counted()
            let coroutine = Coroutine<Never, Int, Void> { me in
                try await me.yield(0)
                counted.number += 1
            }
            _ = try coroutine.next()
            counted.modify { number in
                _ = try? coroutine.next()
                number += 1
            }
        }
    }
}

private final class Counted {
    var number = 0

    func modify(_ body: (inout Int) -> Void) { body(&number) }
}

private func count<Input>(_ number: inout Int, _ me: Yielder<Input, Int>) async throws {
    for _ in 1...2 {
        number += 1
        try await me.yield(number)
    }
}

private func hasTask() -> Bool { currentTask() != 0 }

/// The identity of the task that runs; 0 for none.
private func currentTask() -> Int {
    unsafe withUnsafeCurrentTask { task in unsafe task?.hashValue ?? 0 }
}
