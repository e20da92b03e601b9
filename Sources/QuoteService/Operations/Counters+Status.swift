package import Quotes

extension Counters {
    /// The answer to a subscriber's `status`, a line with its newline: `# status quotes=12 …` in CSV,
    /// `{"status":{"quotes":12,…}}` in JSON.
    package func status(_ format: ResultFormat) -> String {
        switch format {
        case .csv:
            "# status " + Metric.all.map { "\($0.key)=\($0.value(self))" }.joined(separator: " ") + "\n"
        case .json:
            "{\"status\":{" + Metric.all.map { "\"\($0.key)\":\($0.value(self))" }.joined(separator: ",") + "}}\n"
        }
    }
}
