import Foundation
import Synchronization

/// The library that is preloaded into `quoted` to make calls of the C library fail, built from `Fixtures/faults.c`.
enum FaultShim {
    struct NotBuilt: Error, CustomStringConvertible {
        let description: String
    }

    /// The path of the library, built once for each run of the tests; fails where there is no C compiler.
    static let path = Result { try build() }

    /// Why no faults can be injected here; `nil` where they can.
    static var hindrance: String? {
        switch path {
        case .success: nil
        case .failure(let error): "the library that injects faults cannot be built: \(error)"
        }
    }

    /// The Swift toolchain has a C compiler of its own, which need not be in the path under any of its usual names.
    private static let compilers = ["clang", "cc", "gcc"]

    private static func build() throws -> String {
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/faults.c")
            .standardized.path
        let library = try QuotedProcess.executablePath() + "-faults.so"
        // Several runs of the tests may build it at once.
        let own = "\(library).\(getpid())"
        var reasons: [String] = []
        for compiler in compilers {
            do {
                try run("/usr/bin/env", [compiler, "-shared", "-fPIC", "-O1", "-o", own, source, "-ldl"])
                guard unsafe rename(own, library) == 0 else { throw NotBuilt(description: "rename: \(errno)") }
                return library
            } catch {
                reasons.append("\(compiler): \(error)")
            }
        }
        throw NotBuilt(description: reasons.joined(separator: "; "))
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotBuilt(description: said) }
    }
}

/// Calls of one function of the C library that fail.
struct Fault: Hashable, Sendable, CustomStringConvertible {
    var function: String
    /// The first call that fails, counted from 1.
    var first: Int
    /// Whether those after it fail as well.
    var lasts = false
    var number: Int32

    var description: String {
        "\(function) \(lasts ? "from call" : "at call") \(first) on: \(unsafe String(cString: strerror(number)))"
    }

    /// The environment in which `quoted` counts its calls at a path and has this fault.
    ///
    /// - Parameter more: other settings of the library.
    static func environment(
        _ fault: Fault? = nil, counts: String, _ more: [String: String] = [:]
    ) throws -> [String: String] {
        var variables = more.merging(["LD_PRELOAD": try FaultShim.path.get(), "FAULTS_COUNTS": counts]) { $1 }
        if let fault {
            let last = fault.lasts ? Int.max : fault.first
            variables["FAULTS_FAIL"] = "\(fault.function):\(fault.first):\(last):\(fault.number)"
        }
        // Leaks are looked for with system calls that fail.
        variables["ASAN_OPTIONS"] = "detect_leaks=0"
        return variables
    }

    /// How often each function was called, by the file that the library wrote.
    static func counts(_ text: String) -> [String: Int] {
        let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
        return Dictionary(
            uniqueKeysWithValues: lines.compactMap { $0.count == 2 ? (String($0[0]), Int($0[1]) ?? 0) : nil })
    }
}
