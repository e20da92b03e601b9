extension Option {
    /// Whether `--output unix:PATH` is served.
    static let unixOutputs = Availability.now
    /// Whether sockets that the service manager passes in are served.
    static let socketActivation = Availability.now

    /// Every option, in the order of the help text.
    static let all = sources + reading + average + output + subscribers + deque + state + general

    private static let sources = [
        Option(
            "file", "f", "PATH", in: .sources, .files,
            "read quotes from a CSV file; - is standard input; read in the order given"),
        Option(
            "follow", in: .sources, .onOff(\.follow),
            "at the end of a file, wait for it to grow, across truncation and rotation"),
        Option(
            "reverse", in: .sources, .onOff(\.reverse),
            "read files from their ends, the last line first, as where their newest quotes come first"),
        Option(
            "connect", nil, "HOST:PORT", in: .sources, .connections,
            "connect to a TCP feed, and reconnect whenever it is lost"),
        Option(
            "listen", nil, "HOST:PORT", in: .sources, .listeners,
            "accept feeds over TCP; port 0 picks one and logs it"),
        Option(
            "max-feeders", nil, "N", in: .sources, .integer(1...65536, \.maxFeeders),
            "refuse further feeds over TCP"),
        Option(
            "pace", nil, "SPEED", in: .sources, .pace,
            "replay files by their timestamps: 1 is real time, 60 a minute a second",
            otherwise: "as fast as it goes"),
    ]

    private static let reading = [
        Option(
            "delimiter", nil, "C", in: .reading, .delimiter, "what parts the fields; tab for a tab",
            otherwise: "found from the first line"),
        Option(
            "columns", nil, "LIST", in: .reading, .columns,
            "the columns to read, as in symbol=Ticker,time=Date,price=Close: names, or numbers from 1",
            otherwise: "found from the header"),
        Option(
            "no-header", in: .reading, .onOff(\.noHeader), "the first line is data",
            otherwise: "found from the first line"),
        Option(
            "symbol", nil, "NAME", in: .reading, .symbol, "the symbol where the data has no such column",
            otherwise: "the file's name without its extension, FEED for a socket"),
        Option(
            "dedup", in: .reading, .onOff(\.dedup),
            "drop and count a quote that repeats its symbol's last timestamp and price"),
        Option(
            "on-bad-line", nil, "skip|stop", in: .reading, .word(\.onBadLine),
            "count and log a line that cannot be read, or end with status 65"),
        Option(
            "rejects", nil, "PATH", in: .reading, .path(\.rejects, of: "a file"),
            "append every bad line to this file, after its source, line number and reason"),
        Option(
            "max-line", nil, "BYTES", in: .reading, .integer(64...16_777_216, \.maxLine),
            "the longest line accepted"),
        Option(
            "max-symbols", nil, "N", in: .reading, .integer(1...16_777_216, \.maxSymbols),
            "a quote of one more symbol is a bad line"),
    ]

    private static let average = [
        Option(
            "window", "w", "N", in: .average, .integer(1...65536, \.window),
            "the number of quotes in the average, 1 to 65536"),
        Option(
            "warmup", nil, "skip|partial", in: .average, .word(\.warmup),
            "before a symbol has that many: print nothing, or the average of what there is"),
        Option(
            "decimals", nil, "D", in: .average, .integer(0...18, \.decimals),
            "the decimals of the average, 0 to 18, rounded half to even"),
    ]

    private static let output = [
        Option(
            "output", "o", "DEST", in: .output, .outputs,
            unixOutputs == .now
                ? "where results go: - is standard output, unix:PATH a listening Unix socket"
                : "where results go: - is standard output"),
        Option("format", nil, "csv|json", in: .output, .word(\.format), "how results are written"),
        Option(
            "no-output-header", in: .output, .onOff(\.noOutputHeader), "leave out the header line of CSV results"),
    ]

    private static let subscribers = [
        Option(
            "socket-mode", nil, "MODE", in: .subscribers, .socketMode, "the permissions of the output socket"),
        Option(
            "socket-group", nil, "NAME", in: .subscribers, .text(\.socketGroup, accepted: "the name of a group"),
            "the group of the output socket"),
        Option(
            "max-subscribers", nil, "N", in: .subscribers, .integer(1...65536, \.maxSubscribers),
            "refuse further subscribers"),
        Option(
            "history", nil, "N", in: .subscribers, .history,
            "the results kept for subscribers, rounded up to a power of two"),
        Option(
            "replay", nil, "N", in: .subscribers, .integer(0...16_777_216, \.replay),
            "the results that a new subscriber gets before the live ones, at most the history"),
        Option(
            "lag", nil, "drop|disconnect|block", in: .subscribers, .word(\.lag),
            "a subscriber further behind than the history: skip ahead and say so, close it, or wait for it"),
    ]

    private static let deque = [
        Option(
            "deque", nil, "N", in: .deque, .integer(1...1_048_576, \.deque),
            "the capacity of the bounded deque, 1 to 1048576 quotes"),
        Option(
            "overflow", nil, "block|drop-oldest", in: .deque, .word(\.overflow),
            "a full deque: hold back the source, or discard the oldest quote and count it"),
    ]

    private static let state = [
        Option(
            "state-dir", nil, "DIR", in: .state, .path(\.stateDir, of: "a directory"),
            "keep checkpoints here, and resume from them", otherwise: "$STATE_DIRECTORY, or none"),
        Option(
            "metrics-file", nil, "PATH", in: .state, .path(\.metricsFile, of: "a file"),
            "write metrics here as text for Prometheus, every 5 s and at the end"),
    ]

    private static let general = [
        Option(
            "config", nil, "PATH", in: .general, .path(\.config, of: "a file"),
            "read this JSON5 configuration file", reach: .flagOrEnvironment),
        Option(
            "check", in: .general, .command, "report every mistake in flags and configuration, and end with 0 or 78",
            reach: .flag, command: .check),
        Option(
            "explain", in: .general, .command,
            "print what is understood of each file and why, and end; nothing is averaged", reach: .flag,
            command: .explain),
        Option(
            "log-level", nil, "LEVEL", in: .general, .word(\.logLevel),
            "what goes to standard error: error, warning, info or debug"),
        Option(
            "quiet", "q", in: .general, .shortcut(\.logLevel, .error), "the same as --log-level error", reach: .flag),
        Option(
            "verbose", "v", in: .general, .shortcut(\.logLevel, .debug), "the same as --log-level debug", reach: .flag),
        Option("help", "h", in: .general, .command, "show this help", reach: .flag, command: .help),
        Option("version", in: .general, .command, "show the version", reach: .flag, command: .version),
    ]
}
