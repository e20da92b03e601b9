import Coroutines
import Glibc

/// Many at once, suspended: what one takes of memory, and what it takes to make, resume and end it.
enum Alive: String, CaseIterable {
    case coroutines
    case tasks

    /// Makes so many. To be run in a process of its own, whose memory nobody has used before.
    ///
    /// - Returns: bytes, and nanoseconds of processor time, for each of them.
    func measure(_ count: Int) throws(BenchmarkError) -> [Double] {
        switch self {
        case .coroutines: try Self.coroutines(count)
        case .tasks: try Self.tasks(count)
        }
    }

    private static func coroutines(_ count: Int) throws(BenchmarkError) -> [Double] {
        typealias Total = Coroutine<Int, Int, Void>
        do {
            var totals: [Total] = []
            totals.reserveCapacity(count)
            let before = try residentMemory(of: getpid())
            let began = processorSeconds()
            for _ in 0..<count {
                totals.append(
                    try Total(primed: { me in
                        var result = 0
                        while let number = try await me.yield(result) { result += number }
                    }))
            }
            let after = try residentMemory(of: getpid())
            for total in totals { _ = try total.send(1) }
            for total in totals { try total.close() }
            let each = Double(count)
            return [Double(after - before) / each, (processorSeconds() - began) / each * 1e9]
        } catch {
            throw error as? BenchmarkError ?? .wrongOutput("A coroutine failed: \(error)")
        }
    }

    private static func tasks(_ count: Int) throws(BenchmarkError) -> [Double] {
        let measured: Result<[Double], BenchmarkError> = waiting {
            var rendezvous: [Rendezvous<Int>] = []
            var tasks: [Task<Void, Never>] = []
            tasks.reserveCapacity(count)
            for _ in 0..<count { rendezvous.append(Rendezvous()) }
            do throws(BenchmarkError) {
                let before = try residentMemory(of: getpid())
                let began = processorSeconds()
                for place in rendezvous {
                    tasks.append(
                        Task {
                            var result = 0
                            for _ in 0..<2 { result += await place.receive() }
                        })
                }
                // They are made to wait by other threads, in the order in which they were made.
                await rendezvous[count - 1].send(1)
                let after = try residentMemory(of: getpid())
                for place in rendezvous.dropLast() { await place.send(1) }
                for place in rendezvous { await place.send(1) }
                for task in tasks { await task.value }
                let each = Double(count)
                return .success([Double(after - before) / each, (processorSeconds() - began) / each * 1e9])
            } catch {
                return .failure(error)
            }
        }
        return try measured.get()
    }
}
