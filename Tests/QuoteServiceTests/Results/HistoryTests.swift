import Testing

@testable import QuoteService

/// The lines that the result log keeps for those who read by line.
@Suite(.timeLimit(.minutes(10))) struct HistoryTests {
    /// Expects that every line that is kept is what was published.
    private func check(_ publisher: Publisher) {
        let results = publisher.results
        let kept = publisher.lines[Int(results.firstLine)...]
        #expect(results.nextLine == UInt64(publisher.lines.count))
        #expect(kept.count <= results.history)
        for (index, line) in zip(kept.indices, kept) {
            let text = unsafe results.text(of: UInt64(index))
            if unsafe !text.elementsEqual(line.utf8) { Issue.record("line \(index) of \(publisher.lines.count)") }
            #expect(results.line(at: results.position(of: UInt64(index)) + UInt64(line.utf8.count) - 1) == index)
        }
        // In pieces, as subscribers read it.
        var all: [UInt8] = []
        var line = results.firstLine
        while line < results.nextLine {
            let piece = unsafe results.text(from: line)
            unsafe all += piece
            line = results.line(at: results.position(of: line) + UInt64(piece.count) - 1) + 1
        }
        #expect(all.elementsEqual(kept.joined().utf8))
    }

    @Test(arguments: [1, 2, 16, 64], [1, 30, 60, 100, 333, 2000])
    func `every line that is kept can be read, wherever it lies`(_ history: Int, _ length: Int) throws {
        let publisher = Publisher(history: history)
        for index in 1...300 {
            try publisher.publish(length: length)
            if index.isMultiple(of: 23) { check(publisher) }
        }
        #expect(publisher.results.firstLine == UInt64(300 - history))
    }

    @Test(arguments: 0..<20) func `lines stay what they are while the log grows around them`(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let publisher = Publisher(history: 64)
        // Lines get longer and longer: the ring wraps, grows, and wraps again.
        for index in 0..<400 {
            try publisher.publish(length: .random(in: 1...40 + 2 * index, using: &random))
            if index.isMultiple(of: 17) { check(publisher) }
        }
    }

    @Test(arguments: 0..<10) func `a reader and lines that are kept do not disturb each other`(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let publisher = Publisher(history: 16)
        let reader = publisher.results.addReader()
        var read: [UInt8] = []
        for index in 0..<600 {
            do {
                try publisher.publish(length: .random(in: 1...40 + index, using: &random))
            } catch is Publisher.HeldBack {}
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let unread = unsafe publisher.results.unread(reader)
                let count = Int.random(in: 0...unread.count, using: &random)
                unsafe read += unread.prefix(count)
                publisher.results.advance(reader, by: count)
            }
            if index.isMultiple(of: 17) { check(publisher) }
        }
        while unsafe !publisher.results.unread(reader).isEmpty {
            let unread = unsafe publisher.results.unread(reader)
            unsafe read += unread
            publisher.results.advance(reader, by: unread.count)
        }
        #expect(read.elementsEqual(publisher.lines.joined().utf8))
    }
}
