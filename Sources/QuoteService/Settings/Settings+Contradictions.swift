/// Settings that are correct one by one, but not together.
struct Contradiction: Equatable, Sendable {
    /// The name of the option to blame.
    let option: String
    /// What is wrong, and what to do.
    let problem: String
}

extension Settings {
    /// What contradicts itself.
    ///
    /// What merely has no effect is let pass: a configuration file that sets the mode of a socket serves a run without one.
    var contradictions: [Contradiction] {
        var found: [Contradiction] = []
        func object(_ isWrong: Bool, _ option: String, _ problem: @autoclosure () -> String) {
            if isWrong { found.append(Contradiction(option: option, problem: problem())) }
        }
        let files = sources.compactMap { if case .file(let path) = $0 { path } else { nil } }
        let readsInput = sources.contains(.standardInput)

        object(sources.count { $0 == .standardInput } > 1, "file", "standard input cannot be read twice")
        for endpoint in repeated(sources.compactMap { if case .listen(let end) = $0 { end } else { nil } })
        where endpoint.port != 0 {
            object(true, "listen", "\(endpoint) is given twice")
        }
        for output in repeated(outputs) { object(true, "output", "\(output) is given twice") }

        object(follow && readsInput, "follow", "standard input cannot be followed, it is read to its end as it is")
        object(follow && files.isEmpty && !readsInput, "follow", "there is no file to follow; add --file PATH")
        let isLive = sources.contains {
            if case .connect = $0 { true } else if case .listen = $0 { true } else { false }
        }
        object(reverse && follow, "reverse", "a file that is followed has no end to begin at; leave out --follow")
        object(reverse && isLive, "reverse", "a TCP feed has no end to begin at; read files alone")
        object(
            reverse && readsInput, "reverse",
            "standard input cannot be read from its end; save it as a file, and name that")
        object(
            reverse && stateDir != nil, "reverse",
            "a file that is read from its end cannot be gone on with; leave out --state-dir")
        object(
            dedup && stateDir != nil, "dedup",
            "a checkpoint does not keep the last quotes that repetitions are known by; leave out --state-dir")
        object(pace != nil && files.isEmpty && !readsInput, "pace", "there is no file to replay; add --file PATH")

        let names = Columns.roles.compactMap { role -> String? in
            if case .name(let name)? = columns[keyPath: role.property] { name } else { nil }
        }
        object(
            noHeader && !names.isEmpty, "columns",
            "there is no header to find \((names.first ?? "").inQuotes) in; give numbers, or leave out --no-header")

        object(replay > history, "replay", "\(replay) is more than the history of \(history)")

        for (option, path) in [("rejects", rejects), ("metrics-file", metricsFile)] {
            guard let path else { continue }
            object(files.contains(path), option, "\(path.inQuotes) is read as a source, and would be spoilt")
            object(path == config, option, "\(path.inQuotes) is the configuration file, and would be spoilt")
        }
        object(
            metricsFile != nil && metricsFile == rejects, "metrics-file",
            "\((metricsFile ?? "").inQuotes) is also the file of --rejects")
        return found
    }

    /// The elements that come up more than once, each once.
    private func repeated<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        var reported: Set<Element> = []
        return elements.filter { !seen.insert($0).inserted && reported.insert($0).inserted }
    }
}
