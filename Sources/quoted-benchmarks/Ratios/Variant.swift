/// One thing done otherwise than by default, and what it may cost.
struct Variant {
    /// A file of made-up quotes.
    struct Data: Hashable {
        /// Options of `generate` beside rows and path.
        var options: [String] = []
        /// Rows for each row of the default file, in tenths.
        var tenths = 10

        static let standard = Data()
        static let single = Data(options: ["--single"])

        static func symbols(_ count: Int) -> Data { Data(options: ["--symbols", "\(count)"]) }
    }

    /// Where results go.
    enum Sink {
        case null, pipe, file
    }

    let name: String
    var data = Data.standard
    var arguments: [String] = []
    var sink = Sink.null
    /// What it is compared with, where that is not the default.
    var baseline: Baseline?
    /// The most that a quote may cost, as a multiple of the baseline.
    var bar: Double?
    /// Whether the results are those of the default.
    var hasSameResults = false

    /// What a variant is compared with.
    struct Baseline {
        let name: String
        var data = Data.standard
        let arguments: [String]
    }
}

extension Variant {
    /// Every symbol gives results from its first quote on: of a million symbols most have fewer than ten.
    private static let partial = Baseline(name: "500 symbols, partial", arguments: ["--warmup", "partial"])
    private static let single = Baseline(name: "one series", data: .single, arguments: [])

    /// All that are measured.
    ///
    /// - Parameter isLarge: whether a file of ten times as many rows is among them.
    static func all(isLarge: Bool) -> [Variant] {
        var variants = [
            Variant(name: "to a pipe", sink: .pipe, hasSameResults: true),
            Variant(name: "to a file", sink: .file, hasSameResults: true),
            Variant(name: "one series", data: .single, bar: 1.0),
            Variant(name: "--format json", arguments: ["--format", "json"], bar: 1.8),
            Variant(
                name: "columns in another order", data: Data(options: ["--reordered"]), bar: 1.3, hasSameResults: true),
            Variant(name: "every field quoted", data: Data(options: ["--quoted"]), bar: 4, hasSameResults: true),
            Variant(name: "--deque 1", arguments: ["--deque", "1"], hasSameResults: true),
            Variant(name: "--deque 16", arguments: ["--deque", "16"], bar: 1.6, hasSameResults: true),
            Variant(name: "--window 100", arguments: ["--window", "100"]),
            Variant(name: "--window 1000", arguments: ["--window", "1000"], bar: 1.5),
        ]
        for window in [100, 1000, 10_000, 65_536] {
            variants.append(
                Variant(
                    name: "one series, --window \(window)", data: .single, arguments: ["--window", "\(window)"],
                    baseline: single))
        }
        for count in [1, 10, 10_000, 100_000, 1_000_000] {
            variants.append(
                Variant(
                    name: "\(grouped(count)) symbol\(count == 1 ? "" : "s"), partial", data: .symbols(count),
                    arguments: partial.arguments, baseline: partial))
        }
        variants.append(Variant(name: "a tenth of the rows", data: Data(tenths: 1)))
        if isLarge { variants.append(Variant(name: "ten times the rows", data: Data(tenths: 100))) }
        return variants
    }
}
