import Glibc

/// Makes quotes up, for the benchmarks and for whoever wants some.
struct Generate: Benchmark {
    private let shape: Generator.Shape
    private let rows: Int
    private let path: String

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        var shape = arguments.takeFlag("--sample") ? Generator.Shape.sample : Generator.Shape()
        if arguments.takeFlag("--single") { shape.columns = [.timestamp, .price] }
        if arguments.takeFlag("--reordered") { shape.columns = [.volume, .price, .symbol, .timestamp] }
        shape.isQuoted = arguments.takeFlag("--quoted")
        shape.symbols = try arguments.takeCount("--symbols", default: shape.symbols)
        guard shape.symbols <= 1_000_000 else { throw .usage("--symbols \(shape.symbols): at most 1,000,000.") }
        self.shape = shape
        rows = try arguments.takeCount("--rows", default: 10_000_000)
        guard let path = try arguments.takeOption("--to") else { throw .usage("generate needs --to PATH.") }
        self.path = path
    }

    func run() throws(BenchmarkError) {
        let file = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        var generator = Generator(shape: shape)
        try generator.write(rows: rows, to: file)
    }

    /// Makes quotes up in another process, so that this one stays small; see `Measurement.peakMemory`.
    static func run(_ arguments: [String]) throws(BenchmarkError) {
        let command = ["\(try executableDirectory())/quoted-benchmarks", "generate"] + arguments
        try Program(name: "generate", command: command).run()
    }
}
