import Oracles
import Testing

@testable import Quotes

/// The reader's answer does not depend on how its bytes come in, nor on how much room there is for quotes.
@Suite(.timeLimit(.minutes(10)))
struct ChunkSizeTests {
    @Test(arguments: ReaderText.short)
    func `a text reads the same in chunks of every size`(_ text: ReaderText) {
        let expected = text.expected
        // All sizes from the whole text's on are the same.
        let sizes = stride(from: 1, through: min(200, text.text.count), by: text.text.count < 600 ? 1 : 7)
        for size in Array(sizes) + [1_000, .max] {
            if let difference = text.feed.read(chunks: size).difference(from: expected) {
                Issue.record("in chunks of \(size): \(difference)")
                return
            }
        }
    }

    @Test(arguments: ReaderText.short, [1, 2, 3])
    func `a text reads the same however little room there is for quotes`(_ text: ReaderText, _ room: Int) {
        let expected = text.expected
        for size in [1, 7, 64, .max] {
            let difference = text.feed.read(chunks: size, room: room).difference(from: expected)
            #expect(difference == nil, "in chunks of \(size)")
        }
    }

    @Test(arguments: ReaderText.long)
    func `long lines read the same in chunks of many sizes`(_ text: ReaderText) {
        let expected = text.expected
        for size in text.text.count < 4_000 ? [1, 61, 64, 65, 128] : [1_000, 8_191, 8_193] {
            #expect(text.feed.read(chunks: size).difference(from: expected) == nil, "in chunks of \(size)")
        }
        let feed = text.with { $0.chunk = 131_072 }.feed
        #expect(feed.read().difference(from: expected) == nil)
    }

    @Test(arguments: ReaderText.short + ReaderText.long)
    func `every record is a quote, missing, bad or blank`(_ text: ReaderText) {
        let reading = text.feed.read()
        let counts = reading.counts
        #expect(counts.quotes == reading.quotes.count)
        #expect(counts.bad == reading.items.count - reading.quotes.count)
        #expect(counts == text.expected.counts)
    }
}
