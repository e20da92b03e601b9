/// The options of one subcommand, taken one by one; what is left at the end is a mistake.
struct Arguments {
    private var rest: [String]

    init(_ arguments: some Sequence<String>) { rest = Array(arguments) }

    /// Whether a flag is given.
    mutating func takeFlag(_ name: String) -> Bool {
        guard let index = rest.firstIndex(of: name) else { return false }
        rest.remove(at: index)
        return true
    }

    /// The value of `--name value` or `--name=value`, `nil` when the option is not there (any more).
    mutating func takeOption(_ name: String) throws(BenchmarkError) -> String? {
        guard let index = rest.firstIndex(where: { $0 == name || $0.hasPrefix(name + "=") }) else { return nil }
        let option = rest.remove(at: index)
        if option != name { return String(option.dropFirst(name.count + 1)) }
        guard index < rest.count else { throw .usage("\(name) needs a value.") }
        return rest.remove(at: index)
    }

    /// A whole number of at least `least`.
    mutating func takeCount(_ name: String, default: Int, from least: Int = 1) throws(BenchmarkError) -> Int {
        guard let text = try takeOption(name) else { return `default` }
        guard let count = Int(text), count >= least else {
            throw .usage("\(name) \(text): a whole number from \(least) wanted.")
        }
        return count
    }

    /// A number above 0, `nil` when the option is not there.
    mutating func takeRatio(_ name: String) throws(BenchmarkError) -> Double? {
        guard let text = try takeOption(name) else { return nil }
        guard let ratio = Double(text), ratio > 0, ratio.isFinite else {
            throw .usage("\(name) \(text): a number above 0 wanted.")
        }
        return ratio
    }

    /// Throws when an argument has not been taken.
    func finish() throws(BenchmarkError) {
        guard rest.isEmpty else { throw .usage("Unknown argument \(rest[0]).") }
    }
}
