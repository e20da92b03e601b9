import Glibc

/// How many instructions a quote takes, as valgrind counts them: the same on a busy machine as on an idle one, so that what
/// has become slower by little is seen at once.
struct Instructions: Benchmark {
    private let rows: Int
    private let margin: Double
    private let mustHold: Bool
    private let mustRecord: Bool

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        rows = try arguments.takeCount("--rows", default: 50_000, from: 1000)
        margin = try arguments.takeRatio("--margin") ?? 1.05
        mustHold = arguments.takeFlag("--check")
        mustRecord = arguments.takeFlag("--record")
    }

    /// What is counted: name, options of `generate`, options of `quoted`.
    private static let cases: [(name: String, data: [String], arguments: [String])] = [
        (standard, [], []),
        ("one series", ["--single"], []),
        ("--format json", [], ["--format", "json"]),
        ("columns in another order", ["--reordered"], []),
        ("every field quoted", ["--quoted"], []),
        ("--window 1000", [], ["--window", "1000"]),
        ("--deque \(smallDeque)", [], ["--deque", "\(smallDeque)"]),
    ]
    private static let standard = "default"
    private static let smallDeque = 16
    private static let defaultDeque = 1024

    /// Counts, prints the table; fails, if asked to, where a count is too far above the recorded one.
    func run() throws(BenchmarkError) {
        try withTemporaryDirectory { scratch throws(BenchmarkError) in
            let program = try Counted(in: scratch)
            let recorded = try Record.read()
            var counts: [String: Double] = [:]
            var table = Table(columns: ["what", "instructions a quote", "recorded", "x recorded"])
            var grown: [String] = []
            for (name, data, arguments) in Self.cases {
                let count = try program.instructionsOfAQuote(rows: rows, data: data, arguments)
                counts[name] = count
                let ratio = recorded[name].map { count / $0 }
                if let ratio, ratio > margin { grown.append(name) }
                table.add([
                    name, decimal(count, places: 1), recorded[name].map { decimal($0, places: 1) } ?? "-",
                    ratio.map { decimal($0, places: 3) } ?? "-",
                ])
            }
            print(table)
            print(switching(counts))
            if mustRecord { try Record.write(Self.cases.map { ($0.name, counts[$0.name]!) }) }
            if mustHold, recorded.isEmpty { throw .missing("Nothing is recorded for this kind of processor.") }
            if mustHold, !grown.isEmpty {
                throw .tooSlow(
                    "More than \(decimal(margin, places: 2)) times the recorded instructions: "
                        + grown.joined(separator: ", "))
            }
        }
    }

    /// A smaller deque does nothing else than make producer and consumer alternate more often.
    private func switching(_ counts: [String: Double]) -> String {
        let (small, standard) = (counts["--deque \(Self.smallDeque)"]!, counts[Self.standard]!)
        let turn = (small - standard) / (1 / Double(Self.smallDeque) - 1 / Double(Self.defaultDeque))
        let share = turn / Double(Self.defaultDeque) / standard
        return "Producer and consumer alternate for \(grouped(Int(max(0, turn)))) instructions a turn, which is "
            + "\(decimal(max(0, 100 * share), places: 1)) % of the default run."
    }
}

/// `quoted` as valgrind reads it: without debugging information, of which it does not know all.
private struct Counted {
    private let valgrind: String
    private let quoted: String
    private let directory: String

    init(in directory: String) throws(BenchmarkError) {
        guard let valgrind = findProgram("valgrind"), let strip = findProgram("strip") else {
            throw .missing("Instructions are counted by valgrind, and it needs strip; one of them is not there.")
        }
        self.valgrind = valgrind
        self.directory = directory
        quoted = "\(directory)/quoted"
        let built = try Program.quoted().command[0]
        try Program(name: "strip", command: [strip, "--strip-debug", "-o", quoted, built]).run()
    }

    /// What a further quote takes, when the program has started.
    func instructionsOfAQuote(
        rows: Int, data: [String], _ arguments: [String]
    ) throws(BenchmarkError) -> Double {
        let counts = try [rows, rows / 2].map { rows throws(BenchmarkError) in
            let file = "\(directory)/quotes.csv"
            try Generate.run(["--rows", "\(rows)", "--to", file] + data)
            return try count(["-q", "--file", file] + arguments)
        }
        return Double(counts[0] - counts[1]) / Double(rows - rows / 2)
    }

    private func count(_ arguments: [String]) throws(BenchmarkError) -> Int {
        let log = "\(directory)/valgrind.log"
        let tool = ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file=\(log)"]
        _ = try Program(name: "valgrind", command: [valgrind] + tool + [quoted] + arguments).measure()
        let text = try readText(log)
        guard let found = text.firstRange(of: "Collected : "),
            let count = Int(text[found.upperBound...].prefix { $0.isNumber })
        else { throw .missing("valgrind does not say what it has counted, but: \(text)") }
        return count
    }
}
