/// The texts that explain the command line, made from the table of options.
enum HelpText {
    /// The width that lines are kept to, in columns.
    static let width = 100
    /// The column that the explanations begin at.
    private static let indentation = 36

    /// Stands for a space where a line must not break.
    private static let unbreakable = "\u{A0}"

    /// Two ways to begin, for a user who has named no source.
    static let firstSteps = """
        Try one of these, or 'quoted --help' for all options:
          quoted --file quotes.csv
          quoted --file - < quotes.csv

        """

    /// The text of `--help`.
    static func text(offering offer: Settings.Offer) -> String {
        let options = Option.all.filter { offer == .everything || $0.availability == .now }
        let hasConfiguration = options.contains { $0.name == "config" }
        let hasSockets = options.contains { $0.name == "listen" }
        var text = """
            Usage: quoted --file PATH [OPTION]...

            Reads stock quotes, keeps a simple moving average of the last quotes of each symbol, and
            publishes every result.

            """
        for group in Option.Group.allCases {
            let members = options.filter { $0.group == group }
            if !members.isEmpty { text += "\n\(group.rawValue):\n" + members.map(entry).joined() }
        }
        text += "\n"
        let example = "--on-bad-line is QUOTED_ON_BAD_LINE in the environment"
        let several = "where an option repeats, commas part the values of its variable."
        let sources =
            hasConfiguration
            ? "\(example) and onBadLine in the configuration file. Flags come before the environment, the environment "
                + "before the configuration file; \(several)"
            : "\(example). Flags come before the environment; \(several)"
        text += wrapped(sources, to: width).map { $0 + "\n" }.joined()
        text += "\nExit status:\n"
        for status in ExitStatus.allCases {
            let number = String(status.rawValue)
            text += "  \(String(repeating: " ", count: 2 - number.count))\(number)  \(status.meaning)\n"
        }
        text += "\nExamples:\n  quoted --file quotes.csv --window 20 --format json\n"
        text +=
            hasSockets
            ? "  quoted --connect feed.example.net:7001 --output unix:/run/quoted/quoted.sock\n"
            : "  quoted --file - --warmup partial < quotes.csv\n"
        return text
    }

    /// The lines of one option.
    private static func entry(_ option: Option) -> String {
        let short = option.short.map { "-\($0), " } ?? "    "
        let flag = "  \(short)--\(option.name)" + (option.placeholder.map { " \($0)" } ?? "")
        var explanation = option.help
        if option.value.isRepeatable { explanation += "; repeatable" }
        let defaults = option.texts(in: Settings()).joined(separator: ",")
        if let otherwise = option.otherwise {
            explanation += " (default: \(otherwise))"
        } else if !defaults.isEmpty {
            explanation += " (default:\(unbreakable)\(defaults))"
        }
        let lines = wrapped(explanation, to: width - indentation).map { $0.replacing(unbreakable, with: " ") }
        // A flag that reaches into the explanations has a line to itself.
        let gap = indentation - flag.count
        let margin = String(repeating: " ", count: indentation)
        let first = gap >= 2 ? flag + String(repeating: " ", count: gap) : flag + "\n" + margin
        return first + lines.joined(separator: "\n" + margin) + "\n"
    }

    /// Breaks a text at spaces, into lines of at most a width unless a word is longer.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let line = lines.last, line.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
