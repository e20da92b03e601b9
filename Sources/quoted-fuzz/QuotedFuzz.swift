import Glibc
import Oracles
import QuoteService

/// Gives any bytes to the parts of `quoted` that read what strangers wrote, and ends where a promise is broken.
///
/// Built plainly, it replays files and whole directories of them:
///
/// ```console
/// $ swift run quoted-fuzz --target=reader Tests/FuzzTests/Corpus/reader
/// ```
///
/// Built with the toolchain's libFuzzer, it makes inputs up, led by the paths that they take through the code, and keeps
/// those that found new ones in the first directory; an input that breaks a promise is left as `crash-…`:
///
/// ```console
/// $ swift build -c release --product quoted-fuzz --scratch-path .build/fuzz --sanitize=fuzzer \
///       -Xswiftc -sanitize=address,fuzzer -Xcc -fsanitize=address -Xswiftc -DFUZZING \
///       -Xswiftc -use-ld=lld -Xlinker -z -Xlinker nostart-stop-gc
/// $ export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=malloc_context_size=0:quarantine_size_mb=16
/// $ mkdir -p .build/fuzz/reader
/// $ .build/fuzz/release/quoted-fuzz --target=reader -max_total_time=60 .build/fuzz/reader Tests/FuzzTests/Corpus/reader
/// ```
///
/// libFuzzer brings a `main` of its own. The sanitizers must be named in one option, since the compiler heeds the last
/// alone; the counters lie in sections that only symbols made by the linker lead to, which it must be told to keep; and
/// without a stack for each allocation four times as many inputs are tried.
#if !FUZZING
    @main
#endif
enum QuotedFuzz {
    private static let usage = """
        Usage: quoted-fuzz --list
               quoted-fuzz --target=NAME PATH...

        Replays inputs, and ends with status 1 where a promise is broken.
        Targets: \(FuzzTarget.names.joined(separator: ", "))

        """

    static func main() {
        let target = chosen
        do {
            let files = try CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("-") }.flatMap(InputFile.files)
            for file in files { try target.check(file.bytes()) }
            print("\(target.rawValue): \(files.count) inputs, every promise kept")
        } catch {
            leave("quoted-fuzz: \(target.rawValue): \(error)\n", status: 1)
        }
    }

    private static func leave(_ text: String, status: CInt) -> Never {
        try? unsafe Descriptor.standardError.writeAll(Array(text.utf8).span.bytes, to: "standard error")
        exit(status)
    }

    /// The target of the arguments. Options with two dashes are the program's own, and libFuzzer lets them pass.
    fileprivate static let chosen: FuzzTarget = {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.contains("--list") {
            for name in FuzzTarget.names { print(name) }
            exit(0)
        }
        guard let target = FuzzTarget(choosing: arguments) else { leave(usage, status: EX_USAGE) }
        return target
    }()
}

/// Called by libFuzzer before anything else.
@c(LLVMFuzzerInitialize)
public func beginFuzzing(_ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    _ = QuotedFuzz.chosen
    return 0
}

/// Called by libFuzzer with each input.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    do throws(BrokenPromise) {
        try QuotedFuzz.chosen.check(input)
    } catch {
        fatalError("a broken promise: \(error)")
    }
    return 0
}
