import Glibc

let usage = """
    Usage: quoted-benchmarks generate --to PATH [--rows N] [--symbols N] [--single | --reordered] [--quoted]
                                      [--sample]
           quoted-benchmarks throughput [--rows N] [--runs N] [--file PATH] [--only NAME,NAME] [--python PATH]
                                        [--peer NAME=COMMAND]...
           quoted-benchmarks ratios [--rows N] [--runs N] [--only TEXT] [--large] [--check]
           quoted-benchmarks instructions [--rows N] [--check [--margin RATIO]] [--record]
           quoted-benchmarks latency [--quotes N] [--gap MICROSECONDS] [--at-most RATIO]
           quoted-benchmarks promptness [--rounds N] [--at-most MILLISECONDS]
           quoted-benchmarks subscribers [--subscribers N] [--rate N] [--seconds N] [--sweep]
           quoted-benchmarks coroutines [--count N] [--runs N]
           quoted-benchmarks startup [--runs N]
           quoted-benchmarks checkpoints [--rows N] [--runs N] [--repetitions N] [--at-most RATIO]
           quoted-benchmarks soak [--seconds N] [--rate N] [--feeders N] [--subscribers N]
           quoted-benchmarks faults [--kills N] [--longest MILLISECONDS] [--seed N]

    generate    make quotes up, the same bytes each time: 500 symbols interleaved, one series without a symbol column
                (--single), columns in another order, fields quoted, or four symbols with all sorts of decimals
                (--sample); 10,000,000 rows
    throughput  time quoted and each peer that is found (C programs in Peers/, awk, Miller, python3 and libraries of it,
                any --peer: a shell command with {} where the file goes) on 10,000,000 made-up quotes or on FILE, which
                is made when it is not there; compare their answers; --only those whose names begin so
    ratios      time quoted with other data, options and outputs in turns with the default, on 10,000,000 made-up quotes,
                and --large on ten times as many; --only what contains TEXT; --check fails where a ratio is above its bar
    instructions
                count what a quote takes with valgrind; --check fails where it is more than RATIO (1.05) times what is
                recorded, --record replaces that
    latency     time 20,000 quotes one by one from TCP to a Unix socket, through quoted and through a C program that only
                passes lines on; fail where the ratio of the medians is above RATIO
    promptness  time what a new subscriber, USR1 and TERM wait for while quoted reads files as fast as it can, 300 times;
                fail where a 99th percentile is above MILLISECONDS
    subscribers feed 10,000 quotes a second over TCP for 30 seconds, and check that each of 1,000 subscribers of the Unix
                socket receives every result; --sweep does so for 10 seconds with 1, 10, 100 and 1,000 of them
    coroutines  time a million round trips to a coroutine, and a million coroutines at once, beside python3's generators and
                Swift's own means
    startup     time 200 runs of `--version`, and to the first result of a small file, of quoted, a C program and python3
    checkpoints time 50,000,000 quotes of 500 and of 1,000,000 symbols with and without --state-dir in turns; fail where the
                ratio of the processor times is above RATIO
    soak        send 50,000 quotes a second for an hour, by 10 feeds to 20 subscribers of which the oldest give way to others
                every second; memory, descriptors and latency at ten moments; fail where a quote or a result is lost
    faults      kill quoted with SIGKILL at 1,000 random moments while it follows a file that is written and rotated, start
                it again each time, and look for results that are missing or wrong
    """

func benchmark(_ type: any Benchmark.Type, _ arguments: inout Arguments) throws(BenchmarkError) {
    let benchmark = try type.init(&arguments)
    try arguments.finish()
    // The interrupt key ends the program that is running, and by that the benchmark, which then cleans up.
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    try benchmark.run()
}

var arguments = Arguments(CommandLine.arguments.dropFirst(2))
do throws(BenchmarkError) {
    let asksForHelp = CommandLine.arguments.contains { $0 == "-h" || $0 == "--help" }
    switch asksForHelp ? "--help" : CommandLine.arguments.dropFirst().first {
    case "generate": try benchmark(Generate.self, &arguments)
    case "throughput": try benchmark(Throughput.self, &arguments)
    case "ratios": try benchmark(Ratios.self, &arguments)
    case "instructions": try benchmark(Instructions.self, &arguments)
    case "latency": try benchmark(Latency.self, &arguments)
    case "promptness": try benchmark(Promptness.self, &arguments)
    case "subscribers": try benchmark(Subscribers.self, &arguments)
    case "coroutines": try benchmark(CoroutineCost.self, &arguments)
    case "startup": try benchmark(Startup.self, &arguments)
    case "checkpoints": try benchmark(CheckpointCost.self, &arguments)
    case "soak": try benchmark(Soak.self, &arguments)
    case "faults": try benchmark(Faults.self, &arguments)
    case "--help": print(usage)
    default: throw .usage(usage)
    }
} catch {
    try? writeAll(Array("quoted-benchmarks: \(error)\n".utf8), to: STDERR_FILENO)
    exit(error.exitStatus)
}
