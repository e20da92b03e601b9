import Coroutines
import Foundation
import Glibc
import Testing

/// A reader of a file that closes its descriptor, however the reading ends.
struct FileReaderTests {
    /// Yields the lines of a file, and notes the number of its descriptor.
    private func lines(of path: String, note: @escaping (CInt) -> Void) -> Generator<String> {
        Generator { me in
            let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            note(descriptor)
            defer { Glibc.close(descriptor) }
            var line: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 64)
            while true {
                let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { break }
                for byte in buffer.prefix(count) {
                    if byte == UInt8(ascii: "\n") {
                        try await me.yield(String(decoding: line, as: UTF8.self))
                        line.removeAll(keepingCapacity: true)
                    } else {
                        line.append(byte)
                    }
                }
            }
            if !line.isEmpty { try await me.yield(String(decoding: line, as: UTF8.self)) }
        }
    }

    /// What the descriptor refers to, if it is open. Other tests open descriptors too, hence not merely whether it is.
    private func target(of descriptor: CInt) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
    }

    /// Makes a file of 1,000 rows, and removes it after `body`.
    private func withRows(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("rows-\(UUID().uuidString)").path
        try (0..<1000).map { "row \($0)\n" }.joined().write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    /// How reading ends.
    enum Ending: CaseIterable {
        case closedAfterTen, droppedAfterTen, loopLeft, endOfLoop, errorThrownIn
    }

    @Test(arguments: Ending.allCases)
    func `file reader that closes leaves no descriptor`(ending: Ending) throws {
        try withRows { path in
            var descriptor: CInt = -1
            var rows: [String] = []
            do {
                let reader = lines(of: path) { descriptor = $0 }
                switch ending {
                case .endOfLoop: for row in reader { rows.append(row) }
                case .loopLeft:
                    for row in reader {
                        rows.append(row)
                        if rows.count == 10 { break }
                    }
                case .closedAfterTen, .droppedAfterTen, .errorThrownIn:
                    rows = Array(reader.prefix(10))
                    #expect(target(of: descriptor) == path)
                    if ending == .closedAfterTen {
                        try reader.close()
                        #expect(target(of: descriptor) != path)
                    }
                    if ending == .errorThrownIn {
                        #expect(throws: Trouble.first) { try reader.throw(Trouble.first) }
                        #expect(target(of: descriptor) != path)
                    }
                }
            }
            #expect(rows == (0..<(ending == .endOfLoop ? 1000 : 10)).map { "row \($0)" })
            #expect(target(of: descriptor) != path)
        }
    }

    @Test func `file reader tells why it could not open its file`() throws {
        let reader = lines(of: "/does/not/exist") { _ in }
        #expect(reader.next() == nil)
        #expect((reader.failure as? POSIXError)?.code == .ENOENT)
        #expect(throws: POSIXError.self) { try lines(of: "/does/not/exist") { _ in }.advance() }
    }
}
