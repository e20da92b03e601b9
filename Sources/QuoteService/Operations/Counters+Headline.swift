extension Counters {
    /// How things stand in a few words, as the service manager shows them beside the service (`STATUS=`).
    package var headline: String {
        Metric.all.filter { $0.headline.applies(to: $0.value(self)) }.map { $0.phrase(self) }.joined(separator: ", ")
    }
}
