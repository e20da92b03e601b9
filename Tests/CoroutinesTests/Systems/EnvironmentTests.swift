import Coroutines
import Foundation
import Testing

/// One body, which knows nothing of what is around it: it takes numbers and hands out their running average.
@Suite(.timeLimit(.minutes(10)))
struct EnvironmentTests {
    /// Returns how many numbers there were when there are no more.
    static func average(_ me: Yielder<Double, Double>) async throws -> Int {
        var (sum, count) = (0.0, 0)
        while let number = try await me.yield(count == 0 ? 0 : sum / Double(count)) {
            sum += number
            count += 1
        }
        return count
    }

    static let numbers = (1...1000).map { Double($0) }
    /// What all environments give: the averages, and the count.
    static let expected = numbers.map { "\(($0 + 1) / 2)" } + ["1000 numbers"]

    /// What an environment does: sends what comes in, passes on what comes out, and ends the body when nothing comes any more.
    static func drive(
        _ body: @escaping Coroutine<Double, Double, Int>.Body, receive: () async throws -> Double?,
        send: (String) async throws -> Void
    ) async throws {
        let coroutine = try Coroutine(primed: body)
        while let number = try await receive() {
            if let average = try coroutine.send(number).yielded { try await send("\(average)") }
        }
        if let count = try coroutine.next().returned { try await send("\(count) numbers") }
    }

    @Test func `environments: under the scheduler, between two deques`() throws {
        let scheduler = Scheduler()
        let (input, output) = (BoundedDeque<Double>(capacity: 10), BoundedDeque<String>(capacity: 10))
        let (hasInput, hasOutput, hasRoom) = (Condition("input"), Condition("output"), Condition("room"))
        scheduler.spawn("source") { task in
            for number in Self.numbers {
                while input.isFull { try await task.wait(for: hasRoom) }
                input.append(number)
                hasInput.notifyAll()
            }
            input.close()
            hasInput.notifyAll()
        }
        scheduler.spawn("average") { task in
            try await Self.drive(Self.average) {
                while input.isEmpty, !input.isClosed { try await task.wait(for: hasInput) }
                defer { hasRoom.notifyAll() }
                return input.popFirst()
            } send: {
                while output.isFull { try await task.wait(for: hasRoom) }
                output.append($0)
                hasOutput.notifyAll()
            }
            output.close()
            hasOutput.notifyAll()
        }
        var results: [String] = []
        scheduler.spawn("sink") { task in
            while true {
                while let result = output.popFirst() { results.append(result) }
                hasRoom.notifyAll()
                if output.isClosed { return }
                try await task.wait(for: hasOutput)
            }
        }
        try scheduler.run()
        #expect(results == Self.expected)
    }

    /// Where threads meet: whoever takes waits until there is something.
    final class Queue<Element: Sendable>: @unchecked Sendable {
        // SAFETY: everything is touched under the condition's lock.
        private let condition = NSCondition()
        private var elements: [Element] = []

        func put(_ element: Element) {
            condition.lock()
            elements.append(element)
            condition.signal()
            condition.unlock()
        }

        func take() -> Element {
            condition.lock()
            defer { condition.unlock() }
            while elements.isEmpty { condition.wait() }
            return elements.removeFirst()
        }

        /// What is there now.
        func takeAll() -> [Element] {
            condition.lock()
            defer { condition.unlock() }
            return elements
        }
    }

    /// Runs an `async` function that waits for nothing but what its thread does.
    static func blocking(_ body: @escaping () async throws -> Void) throws {
        _ = try Coroutine<Never, Never, Void> { _ in try await body() }.next()
    }

    @Test func `environments: on a thread of its own, fed by a queue`() throws {
        let (input, output) = (Queue<Double?>(), Queue<String>())
        let ended = onThread {
            try Self.blocking { try await Self.drive(Self.average, receive: input.take, send: output.put) }
        }
        for number in Self.numbers { input.put(number) }
        input.put(nil)
        try ended()
        #expect(output.takeAll() == Self.expected)
    }

    @Test func `environments: in another process, fed over a socket`() async throws {
        let (listener, port) = try Loopback.listen()
        defer { close(listener) }
        var results: [String] = []
        let fed = onThread {
            let socket = try LineSocket.accept(at: listener)
            for number in Self.numbers {
                try socket.send("\(number)")
                results.append(try socket.receive() ?? "nothing")
            }
            socket.finish()
            results.append(try socket.receive() ?? "nothing")
        }
        // The same program again: the body in there is the one above, with nothing but the socket around it.
        await #expect(processExitsWith: .success) { [port = port as UInt16] in
            let socket = LineSocket(try Loopback.connect(port: port))
            try await Self.drive(Self.average) {
                try socket.receive().flatMap(Double.init)
            } send: {
                try socket.send($0)
            }
        }
        try fed()
        #expect(results == Self.expected)
    }
}
