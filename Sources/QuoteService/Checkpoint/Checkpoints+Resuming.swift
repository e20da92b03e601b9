import Coroutines
import Quotes

/// How a run goes on where another has left off.
extension Checkpoints {
    /// What is added to `seq` where the run before did not end in order and cannot be repeated: more results than it can
    /// have made since its last checkpoint, so that none of them has the number of another. JSON numbers that are read as
    /// binary doubles have room for 900,000 such steps.
    static let seqStep: UInt64 = 10_000_000_000

    // MARK: Windows

    static func refuseOtherWindows(
        _ checkpoint: Checkpoint, _ terms: RunTerms, _ directory: StateDirectory
    ) throws(ServiceError) {
        guard checkpoint.symbols > 0,
            let option = terms.differences(from: checkpoint.terms, in: RunTerms.averaging).first
        else { return }
        throw ServiceError(
            .configuration, "cannot go on from '\(directory.store.path(of: CheckpointStore.name))'",
            because: "it was made \(checkpoint.terms.flags(option)), and this run is started \(terms.flags(option))",
            advice: "take back the change, choose another --state-dir, or remove it to start anew, with empty windows")
    }

    // MARK: Sources

    /// Sets a file to where reading is to begin.
    func resume(_ source: FileSource) throws(ServiceError) {
        guard let file = source.file, let status = try file.regularFile(source.name) else { return }
        guard let position = claim(source.checkpointName) else {
            return try track(source, source.checkpointName, file, QuoteReader.Mark())
        }
        let search = try SourceSearch.search(position, named: file, path: source.name, isRenaming: false)
        let decision = search.decision
        try tell(decision, position, search, source.name)
        guard case .goOn(_, let mark) = decision else {
            return try track(source, position.name, file, QuoteReader.Mark())
        }
        try source.begin(at: mark, isEnd: Int64(mark.offset) == status.size)
        try track(source, position.name, file, mark)
    }

    /// Sets a followed file to where reading is to begin, which may be in a file that was renamed meanwhile.
    func resume(_ source: FollowedFile) throws(ServiceError) {
        guard let position = claim(source.name) else {
            return try track(source, source.name, source.file, QuoteReader.Mark())
        }
        let search = try SourceSearch.search(position, named: source.file, path: source.name, isRenaming: true)
        let decision = search.decision
        try tell(decision, position, search, source.name)
        guard case .goOn(let index, let mark) = decision else {
            return try track(source, position.name, source.file, QuoteReader.Mark())
        }
        let found = search.found[index]
        try source.begin(in: found.descriptor, found.candidate.status.id, at: mark)
        try track(source, position.name, found.descriptor, mark)
    }

    private func track(
        _ source: any ByteSource, _ name: String, _ file: Descriptor?, _ mark: QuoteReader.Mark
    ) throws(ServiceError) {
        tracks.append(SourceTrack(source, try SourcePosition(name: name, in: file, mark: mark)))
    }

    /// The position of the first source of that name that is not taken up yet.
    private func claim(_ name: String) -> SourcePosition? {
        guard let index = unclaimed.firstIndex(where: { $0.name == name }) else { return nil }
        return unclaimed.remove(at: index)
    }

    /// Logs where reading begins, and refuses to go on in a file whose lines would mean something else now.
    private func tell(
        _ decision: ResumeDecision, _ position: SourcePosition, _ search: SourceSearch, _ name: String
    ) throws(ServiceError) {
        switch decision {
        case .begin(.new):
            // Of a file that was not begun, another may be there by now, and be read by this run alone.
            if let now = search.found.first, now.candidate.status.id != position.file { isRepeating = false }
        case .begin(let reason):
            isRepeating = false
            log.warning("\(name): \(reason); it is read from its start")
        case .goOn(let index, let mark):
            try refuseOtherReading(position, name)
            let (_, path, candidate) = search.found[index]
            let place = "after line \(mark.line)"
            if candidate.lineEnd == .continued {
                log.warning("\(name): line \(mark.line) was read when it had no end yet; the rest of it is passed over")
                isRepeating = false
            }
            if !candidate.isNamed {
                log.info("\(name): its rest, \(place), is read in '\(path)' first, which it was renamed to")
            } else if Int64(mark.offset) == candidate.status.size {
                log.info("\(name): was read to its end, \(place)")
            } else {
                log.info("\(name): reading goes on \(place)")
            }
        }
    }

    private func refuseOtherReading(_ position: SourcePosition, _ name: String) throws(ServiceError) {
        guard let saved, position.mark.offset > 0,
            let option = terms.differences(from: saved.terms, in: RunTerms.reading).first
        else { return }
        throw ServiceError(
            .configuration, "cannot go on in '\(name)'",
            because: "it was read \(saved.terms.flags(option)) so far, and is now to be read \(terms.flags(option))",
            advice: "take back the change, choose another --state-dir, or remove "
                + "'\(directory.store.path(of: CheckpointStore.name))' to start anew, with empty windows")
    }

    // MARK: Results

    /// Decides where `seq` goes on, once all sources are open.
    ///
    /// - Parameter isRepeatable: whether this run makes the same results each time.
    func settle(isRepeatable: Bool) {
        terms.isRepeatable = isRepeatable
        guard let saved else { return }
        isRepeating =
            isRepeating && isRepeatable && saved.terms.isRepeatable && terms.sources.starts(with: saved.terms.sources)
            && terms.differences(from: saved.terms, in: RunTerms.reading + RunTerms.results).isEmpty
        var seq = saved.seq
        if !saved.isFinal && !isRepeating { seq += Self.seqStep }
        state.maker.resume(after: seq)
        if seq != saved.seq {
            log.warning(
                "the run before was cut off, and what it made after result \(saved.seq) cannot be made again in the same order; "
                    + "the next result is \(seq + 1)")
        }
    }
}

extension ResumeDecision.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .new: "nothing of it was read yet"
        case .truncated: "it has become shorter than what was read of it"
        case .replaced: "it is not the file that was read before"
        case .absent: "it is not there, nor is what was read of it under another name beside it"
        }
    }
}
