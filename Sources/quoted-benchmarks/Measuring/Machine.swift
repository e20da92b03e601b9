import Glibc

/// What the figures were taken on.
enum Machine {
    /// Processors, memory and kernel in one line.
    static var description: String {
        let memory = Double(sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))) / 1e9
        return "\(Processors.all.count) processors (\(processor ?? architecture)), \(decimal(memory, places: 0)) GB, "
            + "Linux \(names.release)"
    }

    /// The kind of processor, as the kernel calls it: `x86_64`, `aarch64`.
    static var architecture: String { names.machine }

    private static var names: (release: String, machine: String) {
        var system = utsname()
        unsafe uname(&system)
        return (text(of: system.release), text(of: system.machine))
    }

    private static func text<Characters>(of characters: Characters) -> String {
        unsafe withUnsafeBytes(of: characters) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// The processor's name, where the kernel tells it.
    private static var processor: String? {
        guard let text = try? readText("/proc/cpuinfo") else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.split(separator: " ").joined(separator: " ") }
    }
}
