/// A subcommand.
protocol Benchmark {
    /// Takes what concerns it from the command line.
    init(_ arguments: inout Arguments) throws(BenchmarkError)

    /// Does its work; what it measures, it prints as a table.
    func run() throws(BenchmarkError)
}
