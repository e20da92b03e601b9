import Coroutines
import Testing

/// Sums that are kept at the bottom of a chain of delegations.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct TwoWayDelegationTests {
    /// Sums what is sent, `depth` delegations down; returns the sum, plus one for each level it passes.
    private func sum(depth: Int) -> Coroutine<Int, Int, Int> {
        Coroutine { me in
            guard depth == 0 else { return try await me.delegate(to: sum(depth: depth - 1))! + 1 }
            var sum = 0
            while let number = try await me.yield(sum) { sum += number }
            return sum
        }
    }

    @Test(arguments: [0, 1, 3, 1000])
    func `two-way delegation carries values both ways`(depth: Int) throws {
        let sum = sum(depth: depth)
        #expect(try sum.next() == .yielded(0))
        #expect(try sum.send(5) == .yielded(5))
        #expect(try sum.send(6) == .yielded(11))
        #expect(try sum.next() == .returned(11 + depth))
    }

    @Test func `two-way delegation a thousand deep costs at most ten times the direct send`() throws {
        func cost(depth: Int) throws -> Duration {
            let sum = sum(depth: depth)
            _ = try sum.next()
            // The least of several: other tests run beside this one.
            return try (0..<20).map { _ in
                try ContinuousClock().measure { for _ in 0..<200 { _ = try sum.send(1) } }
            }.min()!
        }
        #expect(try cost(depth: 1000) < cost(depth: 0) * 10)
    }
}
