import Glibc
import Quotes

/// `--explain`: what was understood of files, and nothing processed.
extension CommandLineProgram {
    /// Prints an explanation of each file.
    ///
    /// - Returns: the status to end with: that of the first file that cannot be read.
    static func explain(_ settings: Settings, _ log: Log) -> ExitStatus {
        var status = ExitStatus.success
        var texts: [String] = []
        for source in settings.sources {
            do throws(ServiceError) {
                texts.append(try explanation(of: source, settings).description)
            } catch {
                log.error(error.description)
                if status == .success { status = error.status }
            }
        }
        do throws(ServiceError) {
            let text = Array(texts.joined(separator: "\n").utf8)
            try unsafe Descriptor.standardOutput.writeAll(text.span.bytes, to: "-")
        } catch {
            log.error(error.description)
            return error.status
        }
        return status
    }

    private static func explanation(of source: Settings.Source, _ settings: Settings) throws(ServiceError)
        -> Explanation
    {
        let file: FileSource
        switch source {
        case .standardInput: file = try FileSource(path: nil)
        case .file(let path): file = try FileSource(path: path)
        case .connect, .listen:
            throw ServiceError(
                .usage, "cannot explain \(source)", because: "it is no file",
                advice: "save some of its lines in one, and name that with --file")
        }
        let explanation = try unsafe Explanation(
            of: file.name, symbol: settings.symbol ?? file.symbol, options: settings.readerOptions
        ) { free, hasQuotes throws(ServiceError) in
            // Whoever writes to a pipe may take a while; what there is has to do once there are quotes.
            if file.mayWait {
                var wanted = pollfd(fd: file.descriptor.number, events: Int16(POLLIN), revents: 0)
                if unsafe poll(&wanted, 1, hasQuotes ? 200 : -1) == 0 { return 0 }
            }
            return try unsafe file.descriptor.read(into: free, of: file.name)
        }
        if let error = explanation.error { throw ServiceError(error, of: file.name, path: file.path) }
        return explanation
    }
}
