import Coroutines

/// The metrics, written down every few seconds.
extension Service {
    /// How often the file is replaced: often enough for the shortest usual scrape interval.
    static let metricsInterval = Duration.seconds(5)

    /// Writes the first metrics, so that a file that cannot be written is told at the start.
    func openMetrics() throws(ServiceError) {
        metricsFile = try settings.metricsFile.map { path throws(ServiceError) in try createdMetricsFile(path) }
    }

    /// Makes the metrics file the one that the settings name now.
    func changeMetricsFile(to path: String?) throws(ServiceError) {
        guard path != metricsFile?.path else { return }
        metricsFile = try path.map { path throws(ServiceError) in try createdMetricsFile(path) }
        spawnMetricsWriter()
    }

    private func createdMetricsFile(_ path: String) throws(ServiceError) -> MetricsFile {
        let file = MetricsFile(path: path)
        try file.write(counters.prometheusText)
        return file
    }

    /// Spawns the task that writes the metrics, where there is a file for them and no such task yet.
    func spawnMetricsWriter() {
        guard metricsFile != nil, metricsWriter?.hasEnded ?? true else { return }
        metricsWriter = scheduler.spawn("metrics writer", inBackground: true) { [unowned self] task in
            while metricsFile != nil {
                try await task.sleep(for: Self.metricsInterval)
                writeMetrics()
            }
        }
    }

    /// Replaces the metrics file. A failure is told once, and does not stop the service.
    func writeMetrics() {
        guard let metricsFile else { return }
        switch metricsFile.update(counters.prometheusText) {
        case .none: break
        case .failed(let error): log.error("metrics are out of date: \(error)")
        case .recovered: log.info("metrics are written to '\(metricsFile.path)' again")
        }
    }
}
