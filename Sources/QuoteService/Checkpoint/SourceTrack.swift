import Quotes

/// Keeps account of how far one file is read, from before its reading begins to after its end.
final class SourceTrack {
    let name: String
    private let source: any ByteSource
    private var producer: Producer?
    private var known: SourcePosition

    /// - Parameter position: where reading begins.
    init(_ source: any ByteSource, _ position: SourcePosition) {
        self.source = source
        name = position.name
        known = position
    }

    /// Whether it keeps account of this source.
    func isAbout(_ source: any ByteSource) -> Bool { source === self.source }

    /// Reading begins.
    func begin(_ producer: Producer) {
        self.producer = producer
    }

    /// Reading has ended; the producer and its memory are not needed any more, if its place in the file is known.
    func end() {
        guard (try? position()) != nil else { return }
        producer = nil
    }

    /// How far the file is read: to be asked for when there is no quote in the deque.
    ///
    /// - Throws: `ServiceError` where the file cannot be read any more.
    func position() throws(ServiceError) -> SourcePosition {
        let mark = producer?.mark ?? known.mark
        let file = try source.file?.regularFile(name)
        // What was read before does not change, but by damage.
        if mark.offset != known.mark.offset || file?.id != known.file || known.fingerprint == nil {
            known = try SourcePosition(name: name, in: source.file, mark: mark)
        }
        known.mark = mark
        return known
    }
}
