import Glibc
import Testing

/// Memory does not depend on how much goes through.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct MemoryTests {
    static let megabytes = 20
    /// KiB; twice what it takes, most of it the result log and the Swift runtime.
    static let limit = 40 << 10
    /// A sanitizer keeps what is freed, and has memory of its own.
    static let isSanitized = unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

    @Test(arguments: ["csv", "json"]) func `20 MB of quotes on a pipe take less than 40 MiB`(_ format: String)
        async throws
    {
        let process = try QuotedProcess.start(["-f", "-", "--format", format, "--no-output-header", "--warmup=partial"])
        // A pipe holds a piece, so that writing it does not wait for results to be read.
        let piece = Array((0..<1000).map { "S\($0 % 50),2026-01-02T14:30:00.\($0 + 1000)Z,\($0).25\n" }.joined().utf8)
        #expect(piece.count < 65536)
        let pieces = Self.megabytes * 1_000_000 / piece.count
        let result = try await process.converse { conversation in
            for _ in 0..<pieces {
                try conversation.send(piece)
                for _ in 0..<1000 { _ = try conversation.line() }
            }
            let peak = try conversation.peakMemory()
            if !Self.isSanitized { #expect(peak < Self.limit, "KiB") }
        }
        #expect(result.ending == .exited(0))
        #expect(
            result.errorText
                == "quoted: info: \(pieces * 1000) quotes, 0 missing, 0 bad lines, 0 dropped, \(pieces * 1000) results\n"
        )
    }

    @Test func `one line of 20 MB is one bad line, and takes less than 40 MiB`() async throws {
        let directory = try TemporaryDirectory()
        let process = try QuotedProcess.start(["-f", "-", "-w1", "--rejects", directory / "rejects"])
        let piece = [UInt8](repeating: UInt8(ascii: "5"), count: 1_000_000)
        let result = try await process.converse { conversation in
            try conversation.send("price\n1\n".utf8)
            for _ in 0..<Self.megabytes { try conversation.send(piece) }
            try conversation.send("\n2\n".utf8)
            #expect(try conversation.line() == "symbol,timestamp,price,sma")
            #expect(try conversation.line() == "FEED,,1,1.000000")
            #expect(try conversation.line() == "FEED,,2,2.000000")
            let peak = try conversation.peakMemory()
            if !Self.isSanitized { #expect(peak < Self.limit, "KiB") }
        }
        #expect(result.ending == .exited(0))
        #expect(
            result.errorText == """
                quoted: warning: standard input:3: longer than 65536 bytes
                quoted: info: 2 quotes, 0 missing, 1 bad lines, 0 dropped, 2 results

                """)
        let rejects = try #require(directory.content(of: "rejects"))
        #expect(rejects.utf8.count == "standard input\t3\tlonger than 65536 bytes\t\n".utf8.count + 65536)
    }

    @Test func `a source whose only line never ends has nothing but a bad line`() async throws {
        let endless = [UInt8](repeating: UInt8(ascii: "5"), count: Self.megabytes * 1_000_000)
        let result = try await QuotedProcess.run(["-f", "-"], input: endless)
        #expect(result.ending == .exited(0))
        #expect(result.errorText.hasPrefix("quoted: warning: standard input:1: longer than 65536 bytes\n"))
    }
}
