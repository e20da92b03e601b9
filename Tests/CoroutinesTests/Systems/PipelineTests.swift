import Coroutines
import Testing

/// Source, filter, map, sink: by pushing, by pulling, and to several at once.
struct PipelineTests {
    let journal = Journal()

    /// Notes elements, errors and its end; goes on after `Trouble.second`, and has had enough after `limit` elements.
    func recorder(_ name: String = "", limit: Int = .max) throws -> Sink<String> {
        try Sink(primed: { me in
            defer { journal.note("\(name)end") }
            var count = 0
            while count < limit {
                do {
                    guard let element = try await me.yield() else { continue }
                    journal.note("\(name)\(element)")
                    count += 1
                } catch Trouble.second {
                    journal.note("\(name)caught")
                }
            }
        })
    }

    /// Odd numbers as text, refusing 13.
    func pushing(into sink: Sink<String>) -> Sink<Int> {
        .filtering({ $0 % 2 != 0 }, into: .mapping(Self.text, into: sink))
    }

    static func text(_ number: Int) throws -> String {
        if number == 13 { throw Trouble.first }
        if number == 15 { throw Trouble.second }
        return "<\(number)>"
    }

    /// Numbers from 1 on; an error `Trouble.second` thrown in makes it go on with 100.
    func numbers(to last: Int = .max) -> Generator<Int> {
        Generator { me in
            defer { journal.note("source end") }
            var number = 1
            while number <= last {
                do {
                    try await me.yield(number)
                    number += 1
                } catch Trouble.second {
                    number = 100
                }
            }
        }
    }

    func pulling(from source: Generator<Int>) -> Generator<String> {
        source.filtering { $0 % 2 != 0 }.mapping(Self.text)
    }

    // MARK: Pushing

    @Test func `pipeline by pushing hands on what each stage lets through`() throws {
        let front = pushing(into: try recorder())
        for number in 1...5 { _ = try front.send(number) }
        #expect(journal.entries == ["<1>", "<3>", "<5>"])
    }

    @Test func `pipeline by pushing is closed from the front to the sink`() throws {
        let front = pushing(into: try recorder())
        _ = try front.send(1)
        try front.close()
        #expect(journal.entries == ["<1>", "end"])
        #expect(throws: CoroutineError.closed) { try front.send(3) }
    }

    @Test func `pipeline by pushing is closed when its front is dropped`() throws {
        do { _ = try pushing(into: try recorder()).send(1) }
        #expect(journal.entries == ["<1>", "end"])
    }

    @Test func `pipeline by pushing lets an error travel down to the sink`() throws {
        let front = pushing(into: try recorder())
        #expect(try front.throw(Trouble.second).yielded != nil)
        _ = try front.send(1)
        #expect(throws: Trouble.first) { try front.throw(Trouble.first) }
        #expect(journal.entries == ["caught", "<1>", "end"])
        #expect(front.state == .closed)
    }

    @Test func `pipeline by pushing lets an error of a stage travel down to the sink`() throws {
        let front = pushing(into: try recorder())
        #expect(try front.send(15).yielded != nil)
        #expect(try front.send(17).yielded != nil)
        #expect(throws: Trouble.first) { try front.send(13) }
        #expect(journal.entries == ["caught", "<17>", "end"])
    }

    @Test func `pipeline by pushing gives an error of the sink back once`() throws {
        let sink = Sink<String>.taking { _ in throw Trouble.first }
        let front = pushing(into: sink)
        #expect(throws: Trouble.first) { try front.send(1) }
        #expect(front.state == .closed && sink.state == .closed)
    }

    @Test func `pipeline by pushing ends when its sink has had enough`() throws {
        let front = pushing(into: try recorder(limit: 2))
        #expect(try front.send(1).yielded != nil)
        #expect(try front.send(3).returned != nil)
        #expect(journal.entries == ["<1>", "<3>", "end"])
        #expect(front.state == .closed)
    }

    // MARK: Pulling

    @Test func `pipeline by pulling takes what is asked for and no more`() throws {
        let end = pulling(from: numbers())
        #expect(Array(end.prefix(3)) == ["<1>", "<3>", "<5>"])
        #expect(journal.entries.isEmpty)
        #expect(end.next() == "<7>")
    }

    @Test func `pipeline by pulling ends with its source`() throws {
        #expect(Array(pulling(from: numbers(to: 4))) == ["<1>", "<3>"])
        #expect(journal.entries == ["source end"])
    }

    @Test(arguments: [false, true])
    func `pipeline by pulling is closed from the end to the source`(_ isDropped: Bool) throws {
        let source = numbers()
        do {
            let end = pulling(from: source)
            #expect(end.next() == "<1>")
            if !isDropped { try end.close() }
        }
        #expect(journal.entries == ["source end"])
        #expect(source.state == .closed)
    }

    @Test func `pipeline by pulling lets an error travel to the source`() throws {
        let end = pulling(from: numbers())
        #expect(end.next() == "<1>")
        #expect(try end.throw(Trouble.second) == "<101>")
        #expect(throws: Trouble.first) { try end.throw(Trouble.first) }
        #expect(journal.entries == ["source end"])
        #expect(end.next() == nil)
    }

    @Test func `pipeline by pulling closes its source when a stage fails`() throws {
        let source = numbers()
        let end = pulling(from: source)
        for _ in 0..<6 { _ = try end.advance() }
        #expect(throws: Trouble.first) { try end.advance() }
        #expect(source.state == .closed)
    }

    // MARK: From a source that is pulled to a sink that is pushed

    @Test func `pipeline from end to end closes the sink when the source ends`() throws {
        try pulling(from: numbers(to: 4)).push(into: try recorder())
        #expect(journal.entries == ["<1>", "<3>", "source end", "end"])
    }

    @Test func `pipeline from end to end closes the source when the sink has had enough`() throws {
        try pulling(from: numbers()).push(into: try recorder(limit: 2))
        #expect(journal.entries == ["<1>", "<3>", "end", "source end"])
    }

    @Test func `pipeline from end to end throws an error of the source into the sink`() throws {
        let end = pulling(from: numbers())
        #expect(throws: Trouble.first) { try end.push(into: try recorder()) }
        #expect(journal.entries.suffix(3) == ["<11>", "source end", "end"])
    }

    @Test func `pipeline from end to end is over when the sink catches the error of its source`() throws {
        let source = Generator<String> { me in
            try await me.yield("a")
            throw Trouble.second
        }
        try source.push(into: try recorder())
        #expect(journal.entries == ["a", "caught", "end"])
    }

    @Test func `pipeline from end to end closes the source when the sink fails`() throws {
        let source = numbers()
        let sink = Sink<Int>.taking { if $0 == 3 { throw Trouble.first } }
        #expect(throws: Trouble.first) { try source.push(into: sink) }
        #expect(source.state == .closed)
    }

    // MARK: To several

    @Test func `pipeline to several sinks hands each element to each of them`() throws {
        let front = Sink.broadcasting(to: [
            try recorder("a"), .filtering({ $0 != "2" }, into: try recorder("b")),
        ])
        for element in ["1", "2", "3"] { _ = try front.send(element) }
        try front.close()
        #expect(journal.entries == ["a1", "b1", "a2", "a3", "b3", "aend", "bend"])
    }

    @Test func `pipeline to several sinks goes on while one of them does`() throws {
        let front = Sink.broadcasting(to: [try recorder("a", limit: 1), try recorder("b", limit: 2)])
        #expect(try front.send("1").yielded != nil)
        #expect(try front.send("2").returned != nil)
        #expect(journal.entries == ["a1", "aend", "b1", "b2", "bend"])
    }

    @Test func `pipeline to several sinks lets an error travel to each of them`() throws {
        let stubborn = Sink<String>.taking { journal.note($0) }
        let front = Sink.broadcasting(to: [try recorder("a"), stubborn, try recorder("b")])
        #expect(try front.throw(Trouble.second).yielded != nil)
        _ = try front.send("1")
        #expect(stubborn.state == .closed, "it did not catch the error")
        #expect(throws: Trouble.first) { try front.throw(Trouble.first) }
        #expect(journal.entries == ["acaught", "bcaught", "a1", "b1", "aend", "bend"])
    }

    @Test func `pipeline to several sinks tells the others of the error of one`() throws {
        let failing = Sink<String>.taking { if $0 == "2" { throw Trouble.second } }
        let front = Sink.broadcasting(to: [try recorder("a"), failing, try recorder("b")])
        _ = try front.send("1")
        #expect(throws: Trouble.second) { try front.send("2") }
        #expect(journal.entries == ["a1", "b1", "a2", "acaught", "aend", "bcaught", "bend"])
        #expect(front.state == .closed)
    }

    @Test func `pipeline to several sinks closes all of them though one fails to close`() throws {
        let failing = try Sink<String>(primed: { me in
            do { while true { _ = try await me.yield() } } catch is CloseRequest { throw Trouble.first }
        })
        let front = Sink.broadcasting(to: [failing, try recorder("b")])
        #expect(throws: Trouble.first) { try front.close() }
        #expect(journal.entries == ["bend"])
    }

    @Test func `pipeline to no sink at all has had enough at once`() throws {
        #expect(Sink<Int>.broadcasting(to: []).state == .closed)
    }
}
