import Glibc

/// A program that averages as `quoted` does, or nearly so.
struct Peer {
    let name: String
    /// It is slow: a file with so many times fewer quotes will do.
    let excerpt: Int
    /// What it says of its version.
    let version: String
    /// The command line up to the file's path, which ends it unless `{}` says where it goes.
    private let command: [String]

    /// - Parameter version: the command that tells its version in the first line of its output.
    init(_ name: String, excerpt: Int = 1, _ command: [String], version: [String]? = nil) {
        self.name = name
        self.excerpt = excerpt
        self.command = command
        let text = version.flatMap { try? Program(name: name, command: $0).output(isQuiet: true) }
        self.version = text?.split(separator: "\n").first.map { String($0) } ?? ""
    }

    /// The program that reads this file.
    func program(_ file: String) -> Program {
        let words = command.contains("{}") ? command.map { $0 == "{}" ? file : $0 } : command + [file]
        return Program(name: name, command: words)
    }

    /// A peer given as `NAME=COMMAND`: a shell command with `{}` where the file's path goes.
    static func given(_ text: String) throws(BenchmarkError) -> Peer {
        guard let equals = text.firstIndex(of: "="), text.contains("{}") else {
            throw .usage("--peer \(text): NAME=COMMAND wanted, with {} for the file.")
        }
        // The path goes in as a parameter of the shell, so that it needs no quoting.
        let command = text[text.index(after: equals)...].split(separator: "{}", omittingEmptySubsequences: false)
        let script = "exec " + command.joined(separator: "\"$1\"")
        return Peer(String(text[..<equals]), ["/bin/sh", "-c", script, "sh"])
    }
}

extension Peer {
    /// The C program that ratios refer to.
    static let referenceName = "reference (C)"

    /// Those that are found on this machine, and notes on the others.
    ///
    /// - Parameters:
    ///   - directory: where C programs are compiled to.
    ///   - python: the interpreter to ask for libraries.
    static func found(in directory: String, python: String?) -> (peers: [Peer], notes: [String]) {
        var (peers, notes): ([Peer], [String]) = ([], [])
        let compiler = [unsafe getenv("CC").map { unsafe String(cString: $0) } ?? "cc", "--version"]
        for name in ["reference", "plain"] {
            do throws(BenchmarkError) {
                let path = try PeerSource.build(name, in: directory)
                peers.append(Peer("\(name) (C)", [path], version: compiler))
            } catch {
                notes.append("\(error)")
            }
        }
        for (name, version) in [("mawk", "-Wversion"), ("gawk", "--version")] {
            guard let awk = findProgram(name) else { notes.append("\(name): not found"); continue }
            peers.append(
                Peer(name, excerpt: 10, [awk, "-f", "\(PeerSource.folder)/sma.awk"], version: [awk, version]))
        }
        if let miller = findProgram("mlr") {
            peers.append(Peer("Miller", excerpt: 20, [miller] + millerVerbs, version: [miller, "--version"]))
        } else {
            notes.append("Miller (mlr): not found")
        }
        guard let python else { return (peers, notes + ["python3: not found"]) }
        for (name, script) in [("generators", "generators.py"), ("asyncio queue", "asyncio_queue.py")] {
            let command = [python, "-B", "\(PeerSource.folder)/\(script)"]
            peers.append(Peer("Python \(name)", excerpt: 20, command, version: [python, "--version"]))
        }
        for (library, name, excerpt) in [("pandas", "pandas", 10), ("polars", "polars", 1), ("duckdb", "DuckDB", 1)] {
            let command = [python, "\(PeerSource.folder)/frames.py", library]
            let peer = Peer(name, excerpt: excerpt, command, version: command + ["--version"])
            if peer.version.isEmpty { notes.append("\(name): not found by \(python)") } else { peers.append(peer) }
        }
        return (peers, notes)
    }

    private static let millerVerbs = [
        "--icsv", "--ocsv", "--headerless-csv-output", "step", "-a", "counter,slwin_9_0", "-f", "price", "-g", "symbol",
        "then", "filter", "$price_counter >= 10", "then", "put", "$sma = fmtnum($price_9_0, \"%.6f\")", "then", "cut",
        "-o", "-f", "symbol,timestamp,price,sma",
    ]
}
