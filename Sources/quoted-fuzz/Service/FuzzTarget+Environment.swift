import Oracles
import QuoteService

extension FuzzTarget {
    private static let variables = [
        "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PID", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID",
        "STATE_DIRECTORY", "QUOTED_FILE",
    ]

    /// Lines of the input are the values of the variables by turns; a variable is not set where there is a choice to leave
    /// it out.
    func checkEnvironment(_ input: inout FuzzInput) throws(BrokenPromise) {
        var environment: [String: String] = [:]
        let lines = input.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (name, line) in zip(Self.variables, lines) where !input.flag() {
            environment[name] = String(decoding: line, as: UTF8.self)
        }
        try checkEntries(environment)
        let log = Log { _ in }
        let manager = ServiceManager(environment: environment, processID: 42, log: log)
        if let interval = manager.watchdogInterval {
            let told = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
            let isHalf = interval > .zero && interval <= max(.microseconds(told) / 2, .microseconds(1))
            try promise(isHalf, "a sign of life every \(interval) for \(told) µs")
        }
        if manager.isPresent {
            let name = environment["NOTIFY_SOCKET"] ?? ""
            try promise(name.hasPrefix("/") || name.hasPrefix("@"), "a socket called \(name.debugDescription)")
        }
        _ = try settings(of: Settings.parse(arguments: [], environment: environment, offering: .everything))
    }

    private func checkEntries(_ environment: [String: String]) throws(BrokenPromise) {
        let entries: [SocketActivation.Entry]
        do throws(ServiceError) {
            entries = try SocketActivation.entries(environment, processID: 42)
        } catch {
            return try promise(!error.reason.isEmpty && error.status == .configuration, "a refusal without a reason")
        }
        guard !entries.isEmpty else { return }
        let names =
            environment["LISTEN_FDNAMES"] ?? Array(repeating: "unknown", count: entries.count).joined(separator: ":")
        try promise(entries.map(\.number).elementsEqual(3..<CInt(3 + entries.count)), "gaps in \(entries)")
        try promise(Int(environment["LISTEN_FDS"] ?? "") == entries.count, "\(entries.count) sockets")
        try promise(entries.map(\.name).joined(separator: ":").utf8.elementsEqual(names.utf8), "\(entries) of \(names)")
    }
}
