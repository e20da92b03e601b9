extension Counters {
    /// The text that Prometheus reads
    /// ([text format 0.0.4](https://prometheus.io/docs/instrumenting/exposition_formats/)).
    package var prometheusText: String {
        var text = """
            # HELP quoted_build_info The version of quoted.
            # TYPE quoted_build_info gauge
            quoted_build_info{version="\(Settings.version)"} 1

            """
        for metric in Metric.all {
            guard let name = metric.name else { continue }
            text += """
                # HELP \(name) \(metric.help)
                # TYPE \(name) \(metric.kind.rawValue)
                \(name) \(metric.value(self))

                """
        }
        return text
    }
}
