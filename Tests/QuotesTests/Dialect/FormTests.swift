import Oracles
import Testing

@testable import Quotes

/// Wide files, objects, and times of day beside the date: the same quotes whatever the chunks and the room, and whoever goes on.
@Suite(.timeLimit(.minutes(10)))
struct FormTests {
    static let texts: [(text: String, summary: [String])] = [
        (
            "\u{FEFF}\ndate,GOOG,\"A,B\",\n\n2026-01-02, 1.5 ,2,\n2026-01-03,,x,\n,3\n2026-01-04,1,\"z\n\",\n",
            [
                "GOOG,2026-01-02,1.5", "\"A,B\",2026-01-02,2", "5: price 'x' is not a number", "GOOG,,3",
                "6: too few fields: 2 where at least 3 are needed", "GOOG,2026-01-04,1",
                "7: price 'z?' is not a number",
            ]
        ),
        (
            "date;GOOG;AAPL\nt;10;1,5\nu;1.000,5;x\ndate;AAPL;IBM\nv;1;2\n",
            [
                "GOOG,t,10", "AAPL,t,1.5", "GOOG,u,1000.5", "3: price 'x' is not a number",
                "4: another header, as where files were joined: the lines after it are read as it says", "AAPL,v,1",
                "IBM,v,2",
            ]
        ),
        (
            "Date,Time,Close,Open\n20260102,0930,1,2\n20260102,,3,4\nDate,Time,Open,Close\nx,\"a,b\",5,6\n",
            [
                "DEF,20260102,1", "DEF,20260102,3",
                "4: another header, as where files were joined: the lines after it are read as it says",
                "DEF,x,6",
            ]
        ),
        (
            "{\"price\": 1.50, \"x\": [1, \"]\", {}], \"symbol\": \"A\\\"\\u00e9\\ud83d\\ude00\", \"ts\": 12}\r\n \n"
                + "{\"symbol\":5,\"price\":\"$1,000.5\",\"price\":2}\n{\"price\":1}\n{\"symbol\":\"B\",\"price\":null}\n"
                + "{\"symbol\":\"B\",\"price\":{}}\n{\"symbol\":\"\\u0000\",\"price\":1}\n{\"symbol\":\"B\",\"price\":1e-3}",
            [
                "\"A\"\"é😀\",12,1.50", "5,,2", "4: the symbol is empty", "6: price '{}' is not a number",
                "7: holds a zero byte", "B,,0.001",
            ]
        ),
    ]

    @Test(arguments: texts)
    func `chunks, room and successors change nothing`(_ text: String, _ summary: [String]) {
        let whole = Feed(text, maximumLine: 200).read()
        #expect(whole.summary == summary)
        for size in [1, 2, 7, 64, .max] {
            for room in [1, 2, 64] {
                let reading = Feed(text, maximumLine: 200, chunk: 64).read(chunks: size, room: room)
                #expect(reading.difference(from: whole) == nil, "in chunks of \(size) with room for \(room)")
                let handedOver = Feed(text, maximumLine: 200).read(chunks: size, room: room, isHandedOver: true)
                #expect(handedOver.summary == whole.summary, "handed over, in chunks of \(size) with room for \(room)")
            }
        }
    }

    @Test(arguments: texts.dropLast())
    func `the plain reader reads the same`(_ text: String, _ summary: [String]) throws {
        let feed = Feed(text, maximumLine: 200)
        let reader = QuoteReader(options: .init(), symbol: "DEF", symbols: SymbolTable())
        _ = reader.quotes(of: text)
        var dialect = try #require(reader.finding?.dialect)
        dialect.decimalSign = try #require(reader.dialect?.decimalSign)
        let expected = NaiveReader(dialect: dialect, maximumLine: 200).read(feed.text)
        #expect(feed.read().difference(from: expected) == nil)
    }

    @Test(arguments: [
        "", "{", "{}x", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":}", "{\"a\":01x}", "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\u12\"}", "{\"a\":[}", "{\"a\":tru}", "[1]", "\"a\"", "{\"a\":\"\u{1}\"}", "{a:1}",
    ])
    func `what is no object is none`(_ line: String) {
        #expect(ObjectLine.members(of: Array(line.utf8)) == nil)
    }
}
