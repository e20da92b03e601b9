import Coroutines
import Dispatch

/// Values that go to and fro between a coroutine, or what else Swift has for that, and its user. Figures are
/// nanoseconds of processor time, of all threads together: what else the machine does, and waiting, is left out.
enum RoundTrips {
    /// Sends numbers to a coroutine that adds them up.
    static func send(_ count: Int) throws -> Double {
        let total = try Coroutine<Int, Int, Void>(primed: { me in
            var result = 0
            while let number = try await me.yield(result) { result += number }
        })
        return try nanoseconds(each: count) {
            for number in 0..<count { _ = try total.send(number) }
        }
    }

    /// Makes coroutines that yield once, and runs them to their ends.
    static func once(_ count: Int) throws -> Double {
        try nanoseconds(each: count) {
            for _ in 0..<count {
                let coroutine = Coroutine<Never, Int, Void> { me in try await me.yield(1) }
                _ = try coroutine.next()
                _ = try coroutine.next()
            }
        }
    }

    /// A task adds up what comes by one `AsyncStream`, and answers by another.
    static func streamed(_ count: Int) -> Double {
        waiting {
            let (numbers, sending) = AsyncStream.makeStream(of: Int.self)
            let (totals, answering) = AsyncStream.makeStream(of: Int.self)
            let task = Task {
                var result = 0
                for await number in numbers {
                    result += number
                    answering.yield(result)
                }
            }
            var answers = totals.makeAsyncIterator()
            let began = processorSeconds()
            for number in 0..<count {
                sending.yield(number)
                _ = await answers.next()
            }
            let ended = processorSeconds()
            sending.finish()
            await task.value
            return (ended - began) / Double(count) * 1e9
        }
    }

    /// Makes an `AsyncStream` of one element, and reads it to its end.
    static func streamedOnce(_ count: Int) -> Double {
        waiting {
            let began = processorSeconds()
            for _ in 0..<count {
                let (stream, sending) = AsyncStream.makeStream(of: Int.self)
                sending.yield(1)
                sending.finish()
                for await _ in stream {}
            }
            return (processorSeconds() - began) / Double(count) * 1e9
        }
    }

    /// A task adds up what is handed to it, and hands the sum back.
    static func handedOver(_ count: Int) -> Double {
        waiting {
            let numbers = Rendezvous<Int>()
            let totals = Rendezvous<Int>()
            let task = Task {
                var result = 0
                for _ in 0..<count {
                    result += await numbers.receive()
                    await totals.send(result)
                }
            }
            let began = processorSeconds()
            for number in 0..<count {
                await numbers.send(number)
                _ = await totals.receive()
            }
            let ended = processorSeconds()
            await task.value
            return (ended - began) / Double(count) * 1e9
        }
    }

    /// Makes a task that hands one value over, and waits for its end.
    static func handedOverOnce(_ count: Int) -> Double {
        waiting {
            let began = processorSeconds()
            for _ in 0..<count {
                let rendezvous = Rendezvous<Int>()
                let task = Task { await rendezvous.send(1) }
                _ = await rendezvous.receive()
                await task.value
            }
            return (processorSeconds() - began) / Double(count) * 1e9
        }
    }

    private static func nanoseconds(each count: Int, _ body: () throws -> Void) rethrows -> Double {
        let began = processorSeconds()
        try body()
        return (processorSeconds() - began) / Double(count) * 1e9
    }
}

/// Runs a task on Swift's threads, and waits for it on this one.
func waiting<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) -> Result {
    let done = DispatchSemaphore(value: 0)
    let result = ResultBox<Result>()
    Task {
        await result.set(body())
        done.signal()
    }
    done.wait()
    return result.value!
}

/// Where a task leaves its result for the thread that waits for it.
private final class ResultBox<Result: Sendable>: @unchecked Sendable {
    // SAFETY: the semaphore lies between its being set and its being read.
    private(set) var value: Result?

    func set(_ result: Result) { value = result }
}
