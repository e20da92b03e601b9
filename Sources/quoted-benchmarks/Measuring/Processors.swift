import CLinux
import Glibc

/// The processors that the benchmark may use.
enum Processors {
    /// Their numbers, as they were when this was asked first.
    static let all: [Int32] = {
        var numbers = [Int32](repeating: 0, count: 1024)
        let count = unsafe clinux_processors(&numbers, Int32(numbers.count))
        return Array(numbers[..<Int(count)])
    }()

    /// Lets a program, or the benchmark where none is given, run on one processor alone.
    static func bind(_ program: RunningProgram? = nil, to number: Int32) throws(BenchmarkError) {
        guard clinux_bind_to_processor(program?.identifier ?? 0, number) == 0 else {
            throw .system(call: "sched_setaffinity", code: errno)
        }
    }
}
