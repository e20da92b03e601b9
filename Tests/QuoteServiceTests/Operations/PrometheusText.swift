import Testing

/// Reads Prometheus's text format, strictly: written from the description of the format, apart from whoever writes it.
///
/// Each family is a HELP line, a TYPE line and its one sample.
struct PrometheusText {
    struct Sample: Equatable {
        let kind: String
        let value: Double
    }

    private(set) var samples: [String: Sample] = [:]

    init(_ text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.last == "", "the last line ends with a newline")
        try #require((lines.count - 1).isMultiple(of: 3))
        for start in stride(from: 0, to: lines.count - 1, by: 3) {
            let help = lines[start].split(separator: " ", maxSplits: 3)
            let type = lines[start + 1].split(separator: " ")
            let sample = lines[start + 2].split(separator: " ")
            try #require(help.count == 4 && help[0] == "#" && help[1] == "HELP", "\(lines[start])")
            try #require(type.count == 4 && type[0] == "#" && type[1] == "TYPE", "\(lines[start + 1])")
            try #require(sample.count == 2, "\(lines[start + 2])")
            let name = String(help[2])
            try #require(name == type[2] && name == sample[0].prefix { $0 != "{" })
            try #require(name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil)
            let labels = sample[0].dropFirst(name.count)
            try #require(labels.wholeMatch(of: /(\{[a-zA-Z_][a-zA-Z0-9_]*="[^"\\]*"\})?/) != nil)
            try #require(["counter", "gauge"].contains(type[3]))
            try #require(samples[name] == nil, "\(name) comes twice")
            samples[name] = Sample(kind: String(type[3]), value: try #require(Double(sample[1])))
        }
    }
}
