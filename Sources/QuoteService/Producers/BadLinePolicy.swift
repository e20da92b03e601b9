import Quotes

/// What becomes of bad lines, whatever source they are from. A reload may change it.
package final class BadLinePolicy {
    package private(set) var onBadLine = Settings.OnBadLine.skip
    package private(set) var rejects: Rejects?
    /// Why the file of rejects does not have every bad line; that of the first time.
    package private(set) var failure: ServiceError?

    package init() {}

    /// Does from now on what the settings say, and opens the file of rejects, again where it is open already.
    ///
    /// - Throws: `ServiceError` where the file cannot be opened; the one that was open stays in use.
    package func apply(_ settings: Settings, log: Log) throws(ServiceError) {
        onBadLine = settings.onBadLine
        let opened = try settings.rejects.map { path throws(ServiceError) in try Rejects(path: path) }
        conclude(log)
        rejects = opened
    }

    /// Keeps a bad line among the rejects, where there is a file for them. A failure is told once, and ends nothing.
    func keep(_ line: BadLine, of source: String, text: UnsafeRawBufferPointer, log: Log) {
        guard let rejects else { return }
        switch unsafe rejects.append(line, of: source, text: text) {
        case .none: break
        case .failed(let error):
            failure = failure ?? error
            log.error("bad lines are not kept: \(error)")
        case .recovered(let missing): log.info("bad lines are kept in '\(rejects.path)' again; \(missing) are missing")
        }
    }

    /// Tells how many bad lines are missing at the end of a file of rejects.
    package func conclude(_ log: Log) {
        if let rejects, rejects.missing > 0 {
            log.error("\(rejects.missing) bad lines are missing in '\(rejects.path)'")
        }
    }
}
