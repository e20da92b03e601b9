import Coroutines
import Quotes

/// Where results go.
extension Service {
    enum OpenOutput {
        case standard(StandardOutput)
        case unix(UnixOutput)
    }

    /// Opens every output.
    func openOutputs() throws(ServiceError) -> [OpenOutput] {
        var outputs: [OpenOutput] = []
        for output in settings.outputs {
            switch output {
            case .standardOutput:
                let header = settings.noOutputHeader ? "" : settings.resultFormat.header
                let reader = results.addReader()
                let owed = try checkpoints?.owe(after: header, reader) ?? OwedResults(header: Array(header.utf8))
                let output = StandardOutput(results: results, reader: reader, owed: owed, counters: counters)
                outputs.append(.standard(output))
            case .unixSocket(let path) where activation.outputs.contains { $0.address == path }:
                // The service manager listens there for us already.
                break
            case .unixSocket(let path):
                let socket = try OutputSocket(path: path, mode: settings.socketMode, group: settings.socketGroup)
                outputs.append(.unix(unixOutput(socket)))
            }
        }
        for socket in activation.outputs {
            outputs.append(.unix(unixOutput(OutputSocket(activated: socket.descriptor, address: socket.address))))
        }
        return outputs
    }

    private func unixOutput(_ socket: OutputSocket) -> UnixOutput {
        UnixOutput(
            socket: socket, results: results, symbols: symbols, settings: { [unowned self] in settings },
            counters: counters, log: log)
    }

    func spawn(_ outputs: [OpenOutput]) {
        for output in outputs {
            switch output {
            case .standard(let output): scheduler.spawn("standard output") { task in try await output.run(task) }
            case .unix(let output):
                scheduler.spawn("output \(output.path)") { task in try await output.run(task) }
            }
        }
    }
}
