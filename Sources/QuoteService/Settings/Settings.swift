/// Everything the user can choose, checked, with a default for whatever was not chosen.
///
/// ``parse(arguments:environment:)`` makes one of the command line, the environment and the configuration file.
package struct Settings: Equatable, Sendable {
    /// Where quotes come from, in the order given.
    package var sources: [Source] = []
    /// Whether to wait at the end of a file for it to grow.
    package var follow = false
    /// Whether files are read from their ends to their starts.
    package var reverse = false
    /// How many feeds may be connected by themselves at once.
    package var maxFeeders = 1024
    /// How many times faster than real time files are replayed; `nil` is as fast as it goes.
    package var pace: Double?

    /// The byte between two fields; `nil` is to find it from the first line.
    package var delimiter: UInt8?
    /// The columns to read; what is `nil` is found from the header.
    package var columns = Columns()
    /// Whether the first line is data whatever it looks like.
    package var noHeader = false
    /// The symbol where the data has no such column; `nil` is the file's name, or `FEED` for a socket.
    package var symbol: String?
    /// Whether a quote is dropped that repeats the last timestamp and price of its symbol.
    package var dedup = false
    /// What becomes of a line that cannot be read.
    package var onBadLine = OnBadLine.skip
    /// The file that bad lines are appended to.
    package var rejects: String?
    /// The longest line that is read, in bytes.
    package var maxLine = 65536
    /// How many symbols the quotes may have.
    package var maxSymbols = 1_000_000

    /// How many quotes are in the average, 1 to 65536.
    package var window = 10
    /// What is printed before a symbol has a whole window of quotes.
    package var warmup = Warmup.skip
    /// The decimals of the average, 0 to 18.
    package var decimals = 6

    /// Where results go, in the order given; never empty.
    package var outputs: [Output] = [.standardOutput]
    /// How results are written.
    package var format = Format.csv
    /// Whether the header line of CSV results is left out.
    package var noOutputHeader = false

    /// The permissions of the output socket.
    package var socketMode: UInt32 = 0o660
    /// The group of the output socket; `nil` leaves it as it is made.
    package var socketGroup: String?
    /// How many subscribers there may be at once.
    package var maxSubscribers = 1024
    /// How many results are kept for subscribers, a power of two.
    package var history = 65536
    /// How many results a new subscriber gets before the live ones, at most `history`.
    package var replay = 10
    /// What becomes of a subscriber that is further behind than the history.
    package var lag = Lag.drop

    /// The capacity of the bounded deque, 1 to 1048576 quotes.
    package var deque = 1024
    /// What becomes of a quote that a full deque has no room for.
    package var overflow = Overflow.block

    /// The directory of the checkpoints.
    package var stateDir: String?
    /// The file that metrics are written to.
    package var metricsFile: String?

    /// The configuration file that the settings were read from.
    package var config: String?
    /// The least urgent messages that are logged.
    package var logLevel = Log.Level.info

    /// Every option's default.
    package init() {}
}
