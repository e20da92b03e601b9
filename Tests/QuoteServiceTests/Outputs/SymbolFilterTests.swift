import Quotes
import Testing

@testable import QuoteService

/// What a subscriber asks for, and what comes of it in the stream.
@Suite(.timeLimit(.minutes(10))) struct SymbolFilterTests {
    @Test func `only the symbols that were asked for come, also those that are not seen yet`() throws {
        let publisher = Publisher(history: 64)
        let subscriber = publisher.subscriber()
        #expect(try subscriber.answer(to: "symbols B NEW") == "# symbols B NEW\n")
        for symbol in ["A", "B", "C", "NEW", "B", "A"] { try publisher.publish(symbol) }
        #expect(subscriber.take(pieces: 3) == "B,1\nNEW,3\nB,4\n")
        #expect(try subscriber.answer(to: "symbols *") == "# symbols *\n")
        for symbol in ["A", "B"] { try publisher.publish(symbol) }
        #expect(subscriber.take() == "A,6\nB,7\n")
    }

    @Test func `a selection holds for the results that are still to be sent, the replay among them`() throws {
        let publisher = Publisher(history: 64)
        for symbol in ["A", "B", "C", "B"] { try publisher.publish(symbol) }
        let subscriber = publisher.subscriber(replay: 3, header: "header\n")
        #expect(try subscriber.answer(to: "symbols B") == "header\n# symbols B\nB,1\nB,3\n")
    }

    @Test func `a symbol is known by its bytes`() throws {
        let publisher = Publisher(history: 64)
        let subscriber = publisher.subscriber()
        // The second is the first, decomposed; the third is longer than what is compared in one word.
        let names = ["caf\u{E9}", "cafe\u{301}", "a-much-longer-symbol", "a-much-longer-symbox", "a"]
        for name in names {
            #expect(try subscriber.answer(to: "symbols \(name) \(name) zzz") == "# symbols \(name) \(name) zzz\n")
            for other in names { try publisher.publish(other) }
            #expect(
                subscriber.take().utf8.split(separator: UInt8(ascii: "\n")).map {
                    Array($0.prefix(while: { $0 != UInt8(ascii: ",") }))
                } == [Array(name.utf8)])
        }
    }

    @Test(arguments: [1, 7, 100, 4096]) func `lines that were chosen come whole, although the log goes on meanwhile`(
        _ piece: Int
    ) throws {
        let publisher = Publisher(history: 16)
        let subscriber = publisher.subscriber()
        _ = try subscriber.answer(to: "symbols B")
        var got = ""
        for index in 0..<3000 {
            try publisher.publish(index.isMultiple(of: 3) ? "B" : "A", length: index % 40)
            if index.isMultiple(of: 5) { got += subscriber.take(atMost: piece) }
        }
        got += subscriber.take()
        let wanted = Set(publisher.lines.filter { $0.hasPrefix("B") })
        let lines = got.split(separator: "\n").map { "\($0)\n" }
        #expect(lines.allSatisfy { $0.hasPrefix("# lost ") || wanted.contains($0) })
        if piece >= 100 { #expect(lines.count == 1000 && subscriber.lost == 0) } else { #expect(subscriber.lost > 0) }
    }

    @Test func `one that wants nothing of what there is has it behind itself at once`() throws {
        let publisher = Publisher(history: 8)
        let holder = publisher.results.addHolder()
        let subscriber = publisher.subscriber(.block)
        _ = try subscriber.answer(to: "symbols NOSUCH")
        for _ in 0..<100 {
            publisher.results.hold(subscriber.firstOwed, for: holder)
            try publisher.publish(count: 8)
            #expect(subscriber.take().isEmpty)
            #expect(subscriber.firstOwed == publisher.results.nextLine)
        }
        #expect(subscriber.lost == 0)
    }

    @Test func `lines that were chosen and not accepted yet are still owed`() throws {
        let publisher = Publisher(history: 64)
        let subscriber = publisher.subscriber(.block)
        _ = try subscriber.answer(to: "symbols B")
        for symbol in ["A", "B", "A", "B", "A"] { try publisher.publish(symbol) }
        #expect(subscriber.next() == .deliver)
        #expect(subscriber.firstOwed == 0)
        #expect(subscriber.take(atMost: 5) == "B,1\nB")
        #expect(subscriber.firstOwed == 0)
        #expect(subscriber.take() == ",3\n")
        #expect(subscriber.firstOwed == 5)
    }

    @Test func `looking for a rare symbol in a long history takes many turns`() throws {
        let publisher = Publisher(history: 1 << 16, capacity: 1 << 20)
        let subscriber = publisher.subscriber()
        _ = try subscriber.answer(to: "symbols B")
        try publisher.publish("A", count: 20_000)
        try publisher.publish("B")
        var turns = 0
        while subscriber.next() == .lookFurther { turns += 1 }
        #expect(turns >= 2)
        #expect(subscriber.take() == "B,20000\n")
    }
}

@Suite(.timeLimit(.minutes(10))) struct SubscriberAnswerTests {
    @Test func `last is the last result of every symbol, also of those that the history has no more`() throws {
        let publisher = Publisher(history: 4)
        let subscriber = publisher.subscriber()
        #expect(try subscriber.answer(to: "last") == "# last 0\n")
        for symbol in ["A", "B", "A", "C"] { try publisher.publish(symbol) }
        _ = subscriber.take()
        #expect(try subscriber.answer(to: "last") == "# last 3\nA,2\nB,1\nC,3\n")
        try publisher.publish("D", count: 100, length: 200)
        _ = subscriber.take()
        let last = try #require(publisher.lines.last)
        #expect(try subscriber.answer(to: "last") == "# last 4\nA,2\nB,1\nC,3\n\(last)")
        _ = try subscriber.answer(to: "symbols C NOSUCH B")
        #expect(try subscriber.answer(to: "last") == "# last 2\nB,1\nC,3\n")
    }

    @Test func `a symbol without a result yet is not among the last`() throws {
        let publisher = Publisher(history: 4)
        _ = publisher.symbols.id(of: Array("WARMING".utf8).span)
        try publisher.publish("A")
        #expect(try publisher.subscriber().answer(to: "last") == "# last 1\nA,0\n")
    }

    @Test func `as many lines follow as were announced, whatever comes meanwhile`() throws {
        let publisher = Publisher(history: 1 << 14, capacity: 1 << 20)
        for index in 0..<5000 { try publisher.publish("S\(index)") }
        let subscriber = publisher.subscriber()
        subscriber.receive(.last) { [] }
        var got = subscriber.take(atMost: 1000)
        #expect(subscriber.isAnswering)
        for index in 0..<100 { try publisher.publish("NEW\(index)") }
        try publisher.publish("S4999")
        got += subscriber.take()
        #expect(!subscriber.isAnswering)
        let lines = got.split(separator: "\n")
        #expect(lines[0] == "# last 5000")
        #expect(lines[1...4999].enumerated().allSatisfy { $0.element == "S\($0.offset),\($0.offset)" })
        #expect(lines[5000] == "S4999,5100", "it is the last when its turn comes")
        #expect(lines[5001...].first == "NEW0,5000")
        #expect(lines.count == 5001 + 101)
    }

    @Test func `an answer of many lines is not copied as a whole`() throws {
        let publisher = Publisher(history: 1 << 14, capacity: 1 << 20)
        for index in 0..<5000 { try publisher.publish("S\(index)", length: 100) }
        let subscriber = publisher.subscriber()
        subscriber.receive(.last) { [] }
        while subscriber.next() != .wait {
            #expect(subscriber.copiedBytes < 100_000)
            _ = subscriber.take(atMost: 10_000)
        }
    }

    @Test(arguments: ResultFormat.allCases) func `an answer never comes within a line`(_ format: ResultFormat) throws {
        let publisher = Publisher(history: 8, format: format)
        let subscriber = publisher.subscriber()
        try publisher.publish(count: 3)
        let start = subscriber.take(atMost: 6)
        subscriber.receive(.status) { Array("STATUS\n".utf8) }
        #expect(start + subscriber.take() == "A,0\nA,1\nSTATUS\nA,2\n")
    }

    @Test func `quit is answered, and nothing comes after it`() throws {
        let publisher = Publisher(history: 8)
        let subscriber = publisher.subscriber()
        try publisher.publish(count: 2)
        let start = subscriber.take(atMost: 2)
        subscriber.receive(.quit) { [] }
        subscriber.receive(.status) { Array("STATUS\n".utf8) }
        #expect(start + subscriber.take() == "A,0\n# quit\n")
        #expect(subscriber.isAtEnd)
        #expect(subscriber.firstOwed == 1)
    }

    @Test func `a mistake is answered and changes nothing`() throws {
        let publisher = Publisher(history: 8, format: .json)
        let subscriber = publisher.subscriber()
        #expect(try subscriber.answer(to: "symbols") == "{\"error\":\"symbols: name some, or * for all\"}\n")
        #expect(
            try subscriber.answer(to: "\"")
                == #"{"error":"no such command: \"; there are symbols, last, status and quit"}"# + "\n")
        try publisher.publish()
        #expect(subscriber.take() == "A,0\n")
    }
}
