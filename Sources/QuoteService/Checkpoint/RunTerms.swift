/// What a run was told, as far as a later one depends on it.
package struct RunTerms: Equatable {
    /// The values of the options below, as the user would write them.
    package var values: [Value] = []
    /// The sources in the order given.
    package var sources: [String] = []
    /// Whether a run that begins where this one did makes the same results in the same order: whatever it reads can be read
    /// again, and comes in an order that does not depend on when it came.
    package var isRepeatable = false

    /// The values of one option.
    package struct Value: Equatable {
        package var option: String
        package var texts: [String]
    }

    /// What a window is: prices of another number of quotes are no window of this one.
    static let averaging = ["window"]
    /// What the lines of a file mean.
    static let reading = ["delimiter", "columns", "no-header", "symbol", "max-line"]
    /// What results come out, and in which form.
    static let results = ["warmup", "decimals", "format"]

    package init() {}

    init(_ settings: Settings, isRepeatable: Bool) {
        let names = Self.averaging + Self.reading + Self.results
        values = Option.all.filter { names.contains($0.name) }.map {
            Value(option: $0.name, texts: $0.texts(in: settings))
        }
        sources = settings.sources.map(\.description)
        self.isRepeatable = isRepeatable
    }

    /// The options among these whose values are not those of another run.
    func differences(from other: RunTerms, in names: [String]) -> [String] {
        names.filter { name in texts(of: name) != other.texts(of: name) }
    }

    /// The values of an option as flags; `without --name` where there are none.
    func flags(_ name: String) -> String {
        let texts = texts(of: name)
        return texts.isEmpty ? "without --\(name)" : "with " + texts.map { "--\(name) \($0)" }.joined(separator: " ")
    }

    private func texts(of name: String) -> [String] { values.first { $0.option == name }?.texts ?? [] }
}

// MARK: As bytes

extension CheckpointBytes {
    mutating func add(_ terms: RunTerms) {
        add(terms.values) { bytes, value in
            bytes.add(value.option)
            bytes.add(value.texts) { $0.add($1) }
        }
        add(terms.sources) { $0.add($1) }
        add(terms.isRepeatable)
    }
}

extension CheckpointBytesReader {
    mutating func terms() throws(Damage) -> RunTerms {
        var terms = RunTerms()
        terms.values = try list { reader throws(Damage) in
            RunTerms.Value(option: try reader.text(), texts: try reader.texts())
        }
        terms.sources = try texts()
        terms.isRepeatable = try flag()
        return terms
    }

    private mutating func texts() throws(Damage) -> [String] {
        try list { reader throws(Damage) in try reader.text() }
    }
}
