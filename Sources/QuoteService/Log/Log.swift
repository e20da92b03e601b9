import Synchronization

/// The messages of `quoted` to the people who run it; one whole line each, results never go here.
///
/// At a shell prompt a line reads `quoted: warning: text`. Under the journal it reads `<4>text`: the journal knows the
/// program's name, and takes the priority from the number.
package final class Log: Sendable {
    /// How a line says how urgent it is.
    package enum Style: Sendable {
        /// In words, after the name of the program.
        case plain
        /// By a number in angle brackets, as systemd's journal reads it.
        case journal
    }

    private let threshold: Atomic<Int32>
    private let style: Style
    private let sink: @Sendable (_ line: String) -> Void

    /// Makes a log.
    ///
    /// - Parameters:
    ///   - level: messages that are less urgent than this are left out.
    ///   - style: how a line says how urgent it is.
    ///   - sink: takes each line, with its newline.
    package init(level: Level = .info, style: Style = .plain, sink: @escaping @Sendable (_ line: String) -> Void) {
        threshold = Atomic(level.priority)
        self.style = style
        self.sink = sink
    }

    /// The least urgent level that is written; it may be changed at any time, as a reload does.
    package var level: Level {
        get { Level(priority: threshold.load(ordering: .relaxed)) }
        set { threshold.store(newValue.priority, ordering: .relaxed) }
    }

    /// Writes a message, unless it is less urgent than `level`; its text is not even made then.
    package func write(_ level: Level, _ text: @autoclosure () -> String) {
        guard level.priority <= threshold.load(ordering: .relaxed) else { return }
        switch style {
        case .plain: sink("quoted: \(level.rawValue): \(Self.oneLine(text()))\n")
        case .journal: sink("<\(level.priority)>\(Self.oneLine(text()))\n")
        }
    }

    /// Says that something asked for cannot be done.
    package func error(_ text: @autoclosure () -> String) { write(.error, text()) }
    /// Says that something deserves attention though the work goes on.
    package func warning(_ text: @autoclosure () -> String) { write(.warning, text()) }
    /// Says what happens in the normal course.
    package func info(_ text: @autoclosure () -> String) { write(.info, text()) }
    /// Says what helps to find a fault.
    package func debug(_ text: @autoclosure () -> String) { write(.debug, text()) }

    /// The text with control characters made visible: data quoted in a message must neither forge a second line nor
    /// steer a terminal.
    static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { line, scalar in
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case let scalar where isControl(scalar): line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }
}
