import Coroutines
import Testing

/// Fibonacci numbers without end.
struct InfiniteSequenceTests {
    private func fibonacci(_ journal: Journal = Journal()) -> Generator<Int> {
        Generator { me in
            defer { journal.note("cleaned up") }
            var (number, following) = (0, 1)
            while true {
                journal.note("\(number)")
                try await me.yield(number)
                (number, following) = (following, number + following)
            }
        }
    }

    @Test func `infinite sequence by prefix`() {
        #expect(Array(fibonacci().prefix(10)) == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34])
    }

    @Test func `infinite sequence in a loop`() {
        var numbers: [Int] = []
        for number in fibonacci() {
            if number > 20 { break }
            numbers.append(number)
        }
        #expect(numbers == [0, 1, 1, 2, 3, 5, 8, 13])
    }

    @Test func `infinite sequence makes no number before it is wanted`() {
        let journal = Journal()
        do {
            let numbers = fibonacci(journal)
            #expect(journal.entries.isEmpty)
            #expect(Array(numbers.prefix(2)) == [0, 1])
            #expect(journal.entries == ["0", "1"])
            #expect(numbers.lazy.map { $0 * 10 }.first { $0 > 10 } == 20)
        }
        #expect(journal.entries == ["0", "1", "1", "2", "cleaned up"])
    }

    @Test func `a generator that has ended gives nothing for ever`() throws {
        let generator = Generator<Int> { me in try await me.yield(1) }
        #expect(generator.next() == 1)
        for _ in 0..<3 { #expect(generator.next() == nil) }
        #expect(try generator.advance() == nil)
        #expect(generator.state == .closed)
        #expect(generator.failure == nil)
    }

    @Test func `a generator that was closed gives nothing for ever`() throws {
        let generator = fibonacci()
        #expect(generator.next() == 0)
        try generator.close()
        #expect(generator.next() == nil)
    }

    @Test func `a generator that fails ends and keeps its error`() {
        let generator = Generator<Int> { _ in throw Trouble.first }
        #expect(generator.next() == nil)
        #expect(generator.next() == nil)
        #expect(generator.failure as? Trouble == .first)
    }

    @Test(.timeLimit(.minutes(10)))
    func `infinite sequence as an async sequence where it awaits`() async throws {
        let numbers = Generator<Int> { me in
            var number = 0
            while true {
                number = await Task.detached { [number] in number + 1 }.value
                try await me.yield(number)
            }
        }
        var sum = 0
        for try await number in numbers.awaiting.prefix(100) { sum += number }
        #expect(sum == 5050)
        #expect(numbers.next() == 101)
    }

    @Test func `an error of a generator reaches the loop that awaits it`() async {
        let generator = Generator<Int> { me in
            try await me.yield(1)
            throw Trouble.second
        }
        await #expect(throws: Trouble.second) { for try await _ in generator.awaiting {} }
    }
}
