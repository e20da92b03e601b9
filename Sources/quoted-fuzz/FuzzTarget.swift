import Oracles

/// What is fuzzed: a part of `quoted` that takes bytes from strangers, and what it promises for any bytes.
enum FuzzTarget: String, CaseIterable {
    /// The reader gives what a plain reader gives, in chunks of whatever sizes the bytes come.
    case reader
    /// A source's dialect is found or not, the same in all chunks, and what is wrong is told in one line.
    case dialects
    /// A price is read as it is by hand.
    case prices
    /// Each result line tells its quote, and the mean by long division.
    case results
    /// A configuration file makes settings in their ranges, or is refused with a text for each mistake.
    case configuration
    /// So does a command line with an environment.
    case commandLine = "command-line"
    /// An endpoint that is accepted is one, and is written as it is read.
    case endpoints
    /// What a subscriber sends is answered in whole lines, the same however it was cut.
    case subscribers
    /// What the service manager says in the environment is taken or refused with a text.
    case environment
    /// A checkpoint is what was written, to the byte, or is refused.
    case checkpoints
    /// A timestamp is read as the C library's calendar has it, and paced without end of time.
    case timestamps

    static var names: [String] { allCases.map(\.rawValue) }

    /// The target of `--target=NAME`; `nil` where there is none of that name.
    init?(choosing arguments: some Sequence<String>) {
        let option = "--target="
        guard let argument = arguments.first(where: { $0.hasPrefix(option) }) else { return nil }
        self.init(rawValue: String(argument.dropFirst(option.count)))
    }

    /// Gives an input to the target.
    ///
    /// - Throws: the first promise that is broken. What traps ends the program.
    func check(_ bytes: [UInt8]) throws(BrokenPromise) {
        var input = FuzzInput(bytes)
        switch self {
        case .reader: try checkReader(&input)
        case .dialects: try checkDialects(&input)
        case .prices: try checkPrices(&input)
        case .results: try checkResults(&input)
        case .configuration: try checkConfiguration(&input)
        case .commandLine: try checkCommandLine(&input)
        case .endpoints: try checkEndpoints(&input)
        case .subscribers: try checkSubscribers(&input)
        case .environment: try checkEnvironment(&input)
        case .checkpoints: try checkCheckpoints(&input)
        case .timestamps: try checkTimestamps(&input)
        }
    }
}
