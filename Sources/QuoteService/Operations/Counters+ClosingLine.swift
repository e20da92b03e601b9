extension Counters: CustomStringConvertible {
    /// The line that the log gets at the end, and whenever USR1 asks for it.
    package var description: String {
        Metric.all.filter { $0.logging.applies(to: $0.value(self)) }.map { $0.phrase(self) }.joined(separator: ", ")
    }
}
