/// Cuts what a subscriber sends into commands, one by one, whatever arrives at a time.
///
/// Memory: what was received last and the beginning of a line, never more than the longest command.
package struct CommandLines {
    private var bytes: [UInt8] = []
    /// Where the next line begins.
    private var position = 0
    /// There is no newline between `position` and here.
    private var searched = 0
    /// The line began with more bytes than a command may have, which are gone.
    private var isOverlong = false

    package init() {}

    /// Takes in bytes. Linear in these and in what is kept.
    package mutating func receive(_ new: some Sequence<UInt8>) {
        bytes.removeFirst(position)
        searched -= position
        position = 0
        bytes += new
    }

    /// Says that no more will come: a last line without a newline is a line.
    package mutating func finish() {
        if isWithinLine { receive([UInt8(ascii: "\n")]) }
    }

    /// The next command that is there whole. Linear in the bytes of its line and of blank ones before.
    package mutating func next() -> SubscriberCommand? {
        while let newline = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[position..<newline]
            let isTooLong = isOverlong || line.count > SubscriberCommand.longest
            let command = isTooLong ? .overlong : SubscriberCommand(String(decoding: line, as: UTF8.self))
            (position, searched, isOverlong) = (newline + 1, newline + 1, false)
            if let command { return command }
        }
        searched = bytes.count
        if bytes.count - position > SubscriberCommand.longest {
            isOverlong = true
            position = bytes.count
        }
        return nil
    }

    /// Whether a line has begun that has not ended.
    var isWithinLine: Bool { isOverlong || position < bytes.count }

    /// The bytes that are kept.
    var keptBytes: Int { bytes.count - position }
}

extension SubscriberCommand {
    fileprivate static var overlong: Self { .unknown("a command of more than \(longest) bytes") }
}
