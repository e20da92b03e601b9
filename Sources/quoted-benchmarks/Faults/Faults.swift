import Glibc

/// Kills `quoted` with SIGKILL at random moments, while it follows a file that is written and rotated, starts it again each
/// time, and looks for results that are missing, wrong, or have the number of another.
struct Faults: Benchmark {
    private let kills: Int
    private let seed: UInt64
    /// Milliseconds after its start at which a run is killed at the latest.
    private let longest: Int
    private var random: SplitMix64

    init(_ arguments: inout Arguments) throws(BenchmarkError) {
        kills = try arguments.takeCount("--kills", default: 1000)
        longest = try arguments.takeCount("--longest", default: 200)
        seed = UInt64(try arguments.takeCount("--seed", default: Int(getpid())))
        random = SplitMix64(seed: seed)
    }

    func run() throws(BenchmarkError) {
        var copy = self
        try withTemporaryDirectory { state throws(BenchmarkError) in
            try withTemporaryDirectory { files throws(BenchmarkError) in try copy.run(files: files, state: state) }
        }
    }

    private mutating func run(files: String, state: String) throws(BenchmarkError) {
        let options = ["-q", "--format", "json", "--no-output-header"]
        let quoted = try Program.quoted()
        let follow = Program(
            name: "quoted",
            command: quoted.command + options + ["--follow", "--file", "\(files)/q.csv", "--state-dir", state])
        var writer = try QuoteWriter(path: "\(files)/q.csv", record: "\(files)/all.csv", seed: seed)
        defer { writer.finish() }
        let output = try openFile("\(files)/output", O_WRONLY | O_CREAT | O_APPEND)
        defer { close(output) }
        try writer.write(upTo: 1000)

        var unfinished = 0
        for _ in 0..<kills {
            // Now and then nobody reads, so that results are owed when it is killed, and the last line is half a line.
            let pipe = random.below(4) == 0 ? try makePipe() : nil
            let process = try follow.start(output: pipe?.writing ?? output)
            if let pipe { close(pipe.writing) }
            try feed(&writer, forMilliseconds: random.below(longest), state)
            if unsafe access("\(state)/checkpoint.new", F_OK) == 0 { unfinished += 1 }
            process.kill()
            if let pipe { try append(pipe.reading, to: output) }
            // Nobody looks while several generations come and go.
            for _ in 0..<max(0, random.below(6) - 3) { try writer.rotate() }
        }
        let last = try follow.start(output: output)
        try wait(for: writer.count, in: "\(files)/output")
        try last.stop()

        let whole = Program(name: "quoted", command: quoted.command + options + ["--file", "\(files)/all.csv"])
        try whole.write(to: "\(files)/expected")
        let audit = try ResultAudit(
            expected: try readFile("\(files)/expected"), found: try readFile("\(files)/output"))
        report(audit, writer, unfinished)
        guard audit.missing == 0, audit.wrong == 0 else {
            throw .wrongOutput("\(audit.missing) results are missing, \(audit.wrong) are wrong (--seed \(seed)).")
        }
    }

    /// Appends what is left in a pipe, on lines of its own.
    private func append(_ pipe: Int32, to output: Int32) throws(BenchmarkError) {
        let newline = UInt8(ascii: "\n")
        let bytes = try readToEnd(pipe, "results")
        try writeAll([newline] + bytes + (bytes.last == newline ? [] : [newline]), to: output)
    }

    /// Writes quotes for a while, and until the first checkpoint: a file that was renamed before has never been looked at.
    private mutating func feed(
        _ writer: inout QuoteWriter, forMilliseconds time: Int, _ state: String
    ) throws(BenchmarkError) {
        let end = monotonicSeconds() + Double(time) / 1000
        let limit = end + 60
        while true {
            let hasBegun = unsafe access("\(state)/checkpoint", F_OK) == 0
            let now = monotonicSeconds()
            if now >= end, hasBegun { return }
            if now >= limit { throw .wrongOutput("quoted has written no checkpoint in a minute.") }
            try writer.write(upTo: 20)
            if hasBegun, random.below(40) == 0 { try writer.rotate() }
            // Any moment within a millisecond.
            usleep(UInt32(random.below(1000)))
        }
    }

    /// Waits until the result of the last quote has come out.
    private func wait(for quote: Int, in path: String) throws(BenchmarkError) {
        let text = Array("\"t\(quote)\"".utf8)
        let limit = monotonicSeconds() + 60
        while monotonicSeconds() < limit {
            if try readFile(path).suffix(200).firstRange(of: text) != nil { return }
            usleep(50_000)
        }
        throw .wrongOutput("The last result has not come in a minute.")
    }

    private func report(_ audit: ResultAudit, _ writer: QuoteWriter, _ unfinished: Int) {
        var table = Table(columns: ["kills with SIGKILL", grouped(kills)])
        for (name, count) in [
            ("while a checkpoint was being written", unfinished), ("rotations", writer.rotations),
            ("results", audit.results), ("results that came again, the same", audit.repeated),
            ("lines cut short, and repeated whole", audit.cut), ("results missing", audit.missing),
            ("results wrong, or with the number of another", audit.wrong),
        ] {
            table.add([name, grouped(count)])
        }
        print(table)
    }
}
