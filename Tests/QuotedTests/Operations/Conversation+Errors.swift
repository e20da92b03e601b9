import Glibc

extension Conversation {
    /// Waits for the next line of the process's standard error, and returns it without its newline.
    ///
    /// It is read byte by byte, so that nothing is taken that a later reader wants.
    func errorLine() throws -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = unsafe read(process.errors, &byte, 1)
            guard count >= 0 else { throw QuotedProcess.SystemError(call: "read", code: errno) }
            guard count > 0 else { throw NoMoreLines() }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }

    /// Waits for the process to close its standard output, as it does at its end; returns the lines that came before.
    mutating func linesToTheEnd() throws -> [String] {
        var lines: [String] = []
        do {
            while true { lines.append(try line()) }
        } catch is NoMoreLines {
            return lines
        }
    }

    /// Asks again and again whether something holds, for as long as a test may take.
    func wait(_ what: String, until holds: () throws -> Bool) throws {
        for _ in 0..<6000 {
            if try holds() { return }
            _ = poll(nil, 0, 10)
        }
        throw NotInTime(what: what)
    }

    struct NotInTime: Error { let what: String }

    /// Waits until the pipe at standard output is so full that the process cannot write.
    func waitUntilOutputIsStuck() throws {
        try wait("a full pipe") {
            var count: CInt = 0
            guard unsafe ioctl(process.output, UInt(FIONREAD), &count) == 0 else { return false }
            // A page may be full before its last byte.
            return count > 65536 - 4096
        }
    }
}
