import Glibc

/// The programs in `Peers/`, beside this folder in the checkout.
enum PeerSource {
    /// Compiles a C program into a directory, for this very processor, and returns its path.
    ///
    /// - Throws: `BenchmarkError.missing` where there is no source or no compiler.
    static func build(_ name: String, in directory: String) throws(BenchmarkError) -> String {
        let source = "\(folder)/\(name).c"
        guard unsafe access(source, R_OK) == 0 else {
            throw .missing("\(name): not built, \(source) is not there (the checkout has moved since the build).")
        }
        let compiler = unsafe getenv("CC").map { unsafe String(cString: $0) } ?? "cc"
        let path = "\(directory)/\(name)"
        do {
            try Program(name: compiler, command: [compiler, "-O3", "-march=native", "-o", path, source]).run()
        } catch {
            throw .missing("\(name): not built with `\(compiler) -O3 -march=native`: \(error)")
        }
        return path
    }

    /// Where the peers' sources are.
    static var folder: String {
        #filePath.split(separator: "/").dropLast(2).reduce(into: "") { $0 += "/" + $1 } + "/Peers"
    }
}

/// The path of a program that is found where the shell looks for it.
func findProgram(_ name: String) -> String? {
    let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
}

/// The path of the machine's `python3` itself, behind whatever finds it among several; `nil` where there is none.
func findPython() -> String? {
    guard let python = findProgram("python3") else { return nil }
    let command = [python, "-c", "import sys; print(sys.executable)"]
    let path = try? Program(name: "python3", command: command).output().split(separator: "\n").first
    return path.map { String($0) }
}
