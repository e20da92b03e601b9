import Oracles
import QuoteService
import Synchronization

extension FuzzTarget {
    func checkConfiguration(_ input: inout FuzzInput) throws(BrokenPromise) {
        let offer = input.flag() ? Settings.Offer.everything : .available
        let content = input.bytes
        let outcome = Settings.parse(
            arguments: ["--config=c.json5", "-f", "a.csv"], environment: [:], offering: offer,
            reading: { _ throws(ServiceError) in content })
        _ = try settings(of: outcome)
    }

    /// Lines of the input are arguments, or variables of the environment where they begin with `QUOTED_`.
    func checkCommandLine(_ input: inout FuzzInput) throws(BrokenPromise) {
        let offer = input.flag() ? Settings.Offer.everything : .available
        let isReadable = input.flag()
        var arguments: [String] = []
        var environment: [String: String] = [:]
        for line in input.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("QUOTED_"), let equals = text.firstIndex(of: "=") {
                environment[String(text[..<equals])] = String(text[text.index(after: equals)...])
            } else {
                arguments.append(text)
            }
        }
        let outcome = Settings.parse(
            arguments: arguments, environment: environment, offering: offer,
            reading: { path throws(ServiceError) in
                guard isReadable else {
                    throw ServiceError(.configuration, "cannot read '\(path)'", because: "of this")
                }
                return Array("{ window: 5, }".utf8)
            })
        _ = try settings(of: outcome)
    }

    /// The settings that came out; `nil` where there is something else to do.
    ///
    /// - Throws: where settings are out of their ranges, or something is refused without a word.
    func settings(of outcome: Outcome) throws(BrokenPromise) -> Settings? {
        let lines = Mutex<[String]>([])
        outcome.report(to: Log(level: .debug, style: .journal) { line in lines.withLock { $0.append(line) } })
        for line in lines.withLock({ $0 }) {
            try promise(line.last == "\n", "a message without an end: \(line.debugDescription)")
            try promiseOneLine(String(line.dropLast()))
        }
        switch outcome {
        case .run(let settings, _), .explain(let settings, _):
            try checkRanges(of: settings)
            return settings
        case .help(let text), .version(let text):
            try promise(!text.isEmpty, "help without text")
        case .checked(let mistakes, _):
            try promise(outcome.status == (mistakes.isEmpty ? .success : .configuration), "a check that misleads")
        case .refused(let mistakes, _, let advice):
            try promise(!mistakes.isEmpty && !advice.isEmpty, "a refusal without a reason")
            try promise(outcome.status == .usage || outcome.status == .configuration, "a refusal that succeeds")
        }
        return nil
    }

    private func checkRanges(of settings: Settings) throws(BrokenPromise) {
        let numbers = [
            ("window", settings.window, 1...65_536), ("decimals", settings.decimals, 0...18),
            ("max-line", settings.maxLine, 64...16_777_216), ("deque", settings.deque, 1...1_048_576),
            ("max-subscribers", settings.maxSubscribers, 1...65_536), ("history", settings.history, 1...16_777_216),
            ("replay", settings.replay, 0...settings.history), ("socket-mode", Int(settings.socketMode), 0...0o777),
        ]
        for (name, number, range) in numbers {
            try promise(range.contains(number), "--\(name) is \(number)")
        }
        try promise(settings.history & (settings.history - 1) == 0, "--history is \(settings.history)")
        try promise(settings.pace.map { $0 > 0 && $0.isFinite } ?? true, "--pace is \(settings.pace as Any)")
        let isParting = settings.delimiter.map { $0 != UInt8(ascii: "\"") && $0 < 0x7F && ($0 >= 0x20 || $0 == 9) }
        try promise(isParting ?? true, "--delimiter is \(settings.delimiter as Any)")
        try promise(settings.differences(from: settings).isEmpty, "settings differ from themselves")
    }
}
