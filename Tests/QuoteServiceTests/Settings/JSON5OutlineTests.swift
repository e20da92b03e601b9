import Testing

@testable import QuoteService

@Suite struct JSON5OutlineTests {
    typealias Entry = JSON5Outline.Entry

    @Test(
        arguments: [
            ("{}", []), ("{a:1}", [Entry(key: "a", line: 1)]),
            (
                "// {x: 1}\n{ a: 1,\n'b' : \"}\" ,\"c d\": '{', }",
                [
                    Entry(key: "a", line: 2), Entry(key: "b", line: 3), Entry(key: "c d", line: 3),
                ]
            ),
            ("{a: {b: 1,\nc: 2},\nd: 3}", [Entry(key: "a", line: 1), Entry(key: "d", line: 3)]),
            (
                "{a: [1,\n[2,\n3],\n{x:\n4}\n,],b:1}",
                [
                    Entry(key: "a", line: 1, elementLines: [1, 2, 4]), Entry(key: "b", line: 6),
                ]
            ),
            ("{a: 'it\\'s \\\n two', /* \n */ b: 2}", [Entry(key: "a", line: 1), Entry(key: "b", line: 3)]),
            (
                "{a: 1,\r\nb: 2,\rc: 'x\\\r\ny', d: 4}",
                [
                    Entry(key: "a", line: 1), Entry(key: "b", line: 2), Entry(key: "c", line: 3),
                    Entry(key: "d", line: 4),
                ]
            ),
            (
                "{a:-1,b:.5,c:5.,d:0x1F,e:-Infinity,f:NaN,g:1e-3,h:null}",
                [
                    Entry(key: "a", line: 1), Entry(key: "b", line: 1), Entry(key: "c", line: 1),
                    Entry(key: "d", line: 1),
                    Entry(key: "e", line: 1), Entry(key: "f", line: 1), Entry(key: "g", line: 1),
                    Entry(key: "h", line: 1),
                ]
            ),
        ] as [(String, [Entry])])
    func `keys are found with their lines, not those in comments, strings and deeper objects`(
        _ test: (text: String, entries: [Entry])
    ) throws {
        let outline = JSON5Outline(Array(test.text.utf8))
        #expect(outline.fault == nil)
        #expect(outline.entries == test.entries)
        // The decoder must see the same keys.
        let object = try JSONValue.object(json5: Array(test.text.utf8))
        #expect(Set(object.keys) == Set(test.entries.map(\.key)))
    }

    @Test func `every beginning of a document is at fault, for the outline as for the decoder`() {
        let whole = Array("// x\n{a: [1, 'b\\'', {c: 0x1}], /* y */ \"d\": -1.5e3, e: true,}".utf8)
        #expect(JSON5Outline(whole).fault == nil)
        for length in 0..<whole.count {
            let part = Array(whole[..<length])
            #expect(JSON5Outline(part).fault != nil)
            #expect(throws: JSON5Outline.Fault.self) { try JSONValue.object(json5: part) }
        }
    }

    @Test func `the outline agrees with the decoder but for numbers, whatever is changed in a document`() {
        let whole = Array("{ // x\n a: [1, 'b\\'', {c: 0x1}], /* y */ \"d\": -1.5e3,\n e: true, f: 'x', }".utf8)
        let bytes = Array("{}[]:,'\"/*\\\n 0x1.+-eaN$".utf8)
        var random = UInt64(20_260_102)
        func next(below limit: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % limit
        }
        var accepted = 0
        for _ in 0..<5000 {
            var document = whole
            for _ in 0...next(below: 2) {
                let place = next(below: document.count)
                switch next(below: 3) {
                case 0: document[place] = bytes[next(below: bytes.count)]
                case 1: document.insert(bytes[next(below: bytes.count)], at: place)
                default: document.remove(at: place)
                }
            }
            guard let object = try? JSONValue.object(json5: document) else { continue }
            accepted += 1
            let outline = JSON5Outline(document)
            let text = String(decoding: document, as: UTF8.self)
            if let fault = outline.fault {
                // The decoder lets `0x1.` and `1e+` pass.
                #expect(fault.problem.hasSuffix("is not a value; text needs quotes"), "\(text)")
            } else {
                #expect(Set(outline.entries.map(\.key)) == Set(object.keys), "\(text)")
            }
        }
        #expect(accepted > 500)
    }
}
