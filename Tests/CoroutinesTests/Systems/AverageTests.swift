import Coroutines
import Testing

/// The systems of a running average.
struct AverageTests {
    @Test func `running average of 10 20 30 is 10 15 20`() throws {
        let average = try Coroutine<Double, Double, Void>(primed: { me in
            var (sum, count, mean) = (0.0, 0.0, 0.0)
            while let number = try await me.yield(mean) {
                sum += number
                count += 1
                mean = sum / count
            }
        })
        #expect(try [10, 20, 30].map { try average.send($0).yielded } == [10, 15, 20])
    }

    @Test func `running average as a closure does the same`() {
        func makeAverage() -> (Double) -> Double {
            var (sum, count) = (0.0, 0.0)
            return { number in
                sum += number
                count += 1
                return sum / count
            }
        }
        let average = makeAverage()
        #expect([10, 20, 30].map { average($0) } == [10, 15, 20])
    }

    @Test func `average with a result returns count 4 and average 12 and a half`() throws {
        struct Summary: Equatable {
            let count: Int
            let average: Double
        }
        let average = try Coroutine<Double, Void, Summary>(primed: { me in
            var (sum, count) = (0.0, 0)
            while let number = try await me.yield() {
                sum += number
                count += 1
            }
            return Summary(count: count, average: sum / Double(count))
        })
        for number in [3.0, 10, 34, 3] { #expect(try average.send(number).yielded != nil) }
        #expect(try average.next().returned == Summary(count: 4, average: 12.5))
    }
}
