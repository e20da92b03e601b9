extension Metric {
    /// Every figure, in the order of all texts.
    static let all = quotes + feeds + outputs + checkpoints + process

    private static let quotes = [
        Metric("quotes", .counter, "quotes", .always, headline: .always, "Quotes read.", "quotes") { $0.quotes },
        Metric("missing", .counter, "missing", .always, "Lines without a price, skipped.", "missing") { $0.missing },
        Metric("badLines", .counter, "bad lines", .always, "Lines that could not be read.", "bad_lines") {
            $0.badLines
        },
        Metric(
            "repeated", .counter, "repeated", .unlessZero, "Quotes that repeated their symbol's last, dropped.",
            "repeated_quotes"
        ) { $0.repeated },
        Metric("dropped", .counter, "dropped", .always, "Quotes that a full deque discarded.", "dropped_quotes") {
            $0.dropped
        },
        Metric("results", .counter, "results", .always, "Results made.", "results") { $0.results },
        Metric("symbols", .gauge, "symbols", .never, headline: .always, "Symbols that have had a quote.", "symbols") {
            UInt64($0.symbols)
        },
    ]

    private static let feeds = [
        Metric("feeders", .gauge, "feeds", .unlessZero, headline: .always, "Feeds connected at present.", "feeders") {
            UInt64($0.feeders)
        },
        Metric(
            "feedersAccepted", .counter, "feeds accepted", .unlessZero, "Feeds accepted.", "feeders_accepted"
        ) { $0.feedersAccepted },
        Metric(
            "feedersRefused", .counter, "feeds refused", .unlessZero, "Feeds refused because there were too many.",
            "feeders_refused"
        ) { $0.feedersRefused },
        Metric(
            "reconnects", .counter, "reconnects", .unlessZero, "Feeds connected to again after they were lost.",
            "reconnects"
        ) { $0.reconnects },
    ]

    private static let outputs = [
        Metric(
            "subscribers", .gauge, "subscribers", .unlessZero, headline: .always, "Subscribers connected at present.",
            "subscribers"
        ) { UInt64($0.subscribers) },
        Metric(
            "subscribersAccepted", .counter, "subscribers accepted", .unlessZero, "Subscribers accepted.",
            "subscribers_accepted"
        ) { $0.subscribersAccepted },
        Metric(
            "subscribersRefused", .counter, "subscribers refused", .unlessZero,
            "Subscribers refused because there were too many.", "subscribers_refused"
        ) { $0.subscribersRefused },
        Metric(
            "subscribersLagged", .counter, "subscribers lagged", .unlessZero, headline: .unlessZero,
            "Subscribers closed because they lagged behind the history.", "subscribers_lagged"
        ) { $0.subscribersLagged },
        Metric(
            "resultsLost", .counter, "results lost", .unlessZero, headline: .unlessZero,
            "Results lost to subscribers that lagged.",
            "results_lost"
        ) { $0.resultsLost },
        Metric(
            "bytesWritten", .counter, "bytes written", .never, "Bytes of results written to all outputs.",
            "output_bytes"
        ) { $0.bytesWritten },
    ]

    private static let checkpoints = [
        Metric("checkpoints", .counter, "checkpoints", .never, "Checkpoints written.", "checkpoints") {
            $0.checkpoints
        },
        Metric(
            "checkpointFailures", .counter, "checkpoints not written", .unlessZero,
            "Checkpoints that could not be written.", "checkpoint_failures"
        ) { $0.checkpointFailures },
        Metric(
            "checkpointTime", .gauge, "the last checkpoint", .never,
            "When the last checkpoint was written, in seconds since 1970; 0 for never.", "checkpoint_timestamp_seconds"
        ) { $0.checkpointTime },
        Metric(
            "checkpointBytes", .gauge, "bytes of checkpoint", .never, "Size of the last checkpoint in bytes.",
            "checkpoint_bytes"
        ) { $0.checkpointBytes },
    ]

    private static let process = [
        Metric(
            "dequeFill", .gauge, "in the deque", .unlessZero, headline: .always, "Quotes in the deque at present.",
            "deque_quotes"
        ) { UInt64($0.dequeFill) },
        Metric(
            "dequeCapacity", .gauge, "of room in the deque", .never, "Quotes that the deque has room for.",
            "deque_capacity_quotes"
        ) { UInt64($0.dequeCapacity) },
        Metric(
            "startTime", .gauge, "the start", .never, "When the service was started, in seconds since 1970.",
            "start_time_seconds"
        ) { UInt64(max(0, $0.startTime)) },
        // Prometheus subtracts the start time by itself.
        Metric("uptime", .gauge, "s", .never, "Seconds since the service was started.", nil) { UInt64($0.uptime) },
    ]
}
