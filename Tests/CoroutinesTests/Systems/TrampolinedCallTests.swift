import Coroutines
import Glibc
import Testing

/// Functions that suspend for the body that called them, however deep the call.
@Suite(.timeLimit(.minutes(10)))
struct TrampolinedCallTests {
    /// How far down the stack the caller is.
    @inline(never)
    private func stackPointer() -> Int {
        var here = 0
        return unsafe withUnsafeMutablePointer(to: &here) { Int(bitPattern: $0) }
    }

    @Test func `trampolined calls suspend for their callers and do not grow the stack`() throws {
        let depth = 100_000
        var deepest = 0
        func descend(_ level: Int, _ me: Yielder<Int, Int>) async throws -> Int {
            guard level > 0 else {
                deepest = stackPointer()
                return try await me.yield(depth) ?? 0
            }
            return try await descend(level - 1, me) + 1
        }
        let coroutine = Coroutine<Int, Int, Int> { me in try await descend(depth, me) }
        let top = stackPointer()
        #expect(try coroutine.next() == .yielded(depth))
        #expect(abs(top - deepest) < 64 * 1024)
        #expect(try coroutine.send(5) == .returned(depth + 5))
    }

    @Test func `trampolined calls hand on values and errors`() throws {
        func ask(_ question: String, _ me: Yielder<String, String>) async throws -> String {
            guard let answer = try await me.yield(question) else { throw Trouble.first }
            return answer
        }
        func askTwice(_ me: Yielder<String, String>) async throws -> String {
            let first = try await ask("name?", me)
            do {
                return first + " " + (try await ask("colour?", me))
            } catch Trouble.first {
                return first + " without colour"
            }
        }
        let interview = Coroutine<String, String, String> { me in try await askTwice(me) }
        #expect(try interview.next() == .yielded("name?"))
        #expect(try interview.send("Arthur") == .yielded("colour?"))
        #expect(try interview.next() == .returned("Arthur without colour"))
    }
}
