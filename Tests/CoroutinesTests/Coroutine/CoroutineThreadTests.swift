import Coroutines
import Synchronization
import Testing

/// Where bodies run, and what happens to those that await something foreign.
struct CoroutineThreadTests {
    @Test func `a body runs on the thread that resumes it`() throws {
        let coroutine = Coroutine<Void, ObjectIdentifier, ObjectIdentifier> { me in
            _ = try await me.yield(currentThread())
            _ = try await me.yield(currentThread())
            return currentThread()
        }
        #expect(try coroutine.next().yielded == currentThread())
        onThreads {
            let there = try? coroutine.next().yielded
            #expect(there == currentThread())
        }
        #expect(try coroutine.next().returned == currentThread())
    }

    @Test(.timeLimit(.minutes(10)))
    func `a coroutine resumed by another thread while it runs is not disturbed`() throws {
        var coroutine: Coroutine<Void, Int, Int>!
        var error: CoroutineError?
        coroutine = Coroutine { me in
            onThreads {
                error = #expect(throws: CoroutineError.self) { try coroutine.next() }
                #expect(coroutine.state == .running)
            }
            _ = try await me.yield(1)
            return 2
        }
        #expect(try coroutine.next() == .yielded(1))
        #expect(error == .alreadyRunning)
        #expect(try coroutine.next() == .returned(2))
    }

    @Test(.timeLimit(.minutes(10)))
    func `of many threads that resume at once each step goes to one`() throws {
        let coroutine = try Coroutine<Void, Int, Void>(primed: { me in
            for number in 1...1000 { try await me.yield(number) }
        })
        let seen = Atomic<Int>(0)
        onThreads(4) {
            while coroutine.state != .closed {
                if let number = (try? coroutine.next())?.yielded { seen.add(number, ordering: .relaxed) }
            }
        }
        #expect(seen.load(ordering: .relaxed) == 1000 * 1001 / 2 - 1, "all but the one it was primed with")
    }

    /// Something to await that is not a yield.
    enum Foreign: CaseIterable {
        case sleep, taskYield, otherTask, childTasks, globalFunction
    }

    @concurrent static func elsewhere() async -> Int { 1 }

    @Test(.timeLimit(.minutes(10)), arguments: Foreign.allCases)
    func `a body that awaits something foreign holds its resumer until it goes on`(foreign: Foreign) throws {
        let thread = currentThread()
        let coroutine = Coroutine<Int, Int, Int> { me in
            var sum = 0
            for _ in 0..<10 {
                switch foreign {
                case .sleep: try await Task.sleep(for: .microseconds(10))
                case .taskYield: await Task.yield()
                case .otherTask: sum += await Task.detached { 1 }.value
                case .childTasks:
                    async let one = Self.elsewhere()
                    async let other = Self.elsewhere()
                    sum += await one + other
                case .globalFunction: sum += await Self.elsewhere()
                }
                if let input = try await me.yield(sum) { sum += input }
                #expect(currentThread() == thread, "a yield brings a body home")
            }
            await Task.yield()
            return sum
        }
        var step = try coroutine.next()
        while step.yielded != nil { step = try coroutine.send(100) }
        let expected: [Foreign: Int] = [.otherTask: 1010, .childTasks: 1020, .globalFunction: 1010]
        #expect(step.returned == expected[foreign, default: 1000])
        #expect(coroutine.state == .closed)
    }
}
