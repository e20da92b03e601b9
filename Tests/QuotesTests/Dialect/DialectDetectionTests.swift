import Oracles
import Testing

@testable import Quotes

struct DialectDetectionTests {
    typealias Columns = Dialect.Columns

    @Test(arguments: [
        ("symbol,timestamp,price", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("Ticker,Date,Close", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("SYM,TS,LAST,Volume", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("price,name,datetime", Columns(symbol: 1, timestamp: 2, price: 0)),
        ("time,value,instrument", Columns(symbol: 2, timestamp: 0, price: 1)),
        ("Date,Open,High,Low,Close,Adj Close,Volume", Columns(symbol: nil, timestamp: 0, price: 4)),
        ("Date,Adj Close,Close", Columns(symbol: nil, timestamp: 0, price: 2)),
        ("Date,Adj Close,Open", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("Date,Close/Last,Volume,Open", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("trade,ts", Columns(symbol: nil, timestamp: 1, price: 0)),
        ("Datum,Schlusskurs,Time", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("price", Columns(symbol: nil, timestamp: nil, price: 0)),
        ("symbol,price", Columns(symbol: 0, timestamp: nil, price: 1)),
        // Case, spaces, quotes.
        (" S y m b o l , T I M E ,pRiCe ", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("\"Symbol\",\"Date\",\"Close/Last\"", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("'symbol','time','price'", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("\"\"\"symbol\"\"\",time,\" price\"", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("symbol,time,adj_close", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("\"sym\nbol\",time,price", Columns(symbol: nil, timestamp: 1, price: 2)),
        // An empty first name is the time, a single unknown column beside the time the price.
        (",Close", Columns(symbol: nil, timestamp: 0, price: 1)),
        (",AAPL", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("\"\",x", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("Date,AAPL", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("AAPL,Date", Columns(symbol: nil, timestamp: 1, price: 0)),
        ("symbol,date,kurs", Columns(symbol: 0, timestamp: 1, price: 2)),
        (",Open,Close,symbol", Columns(symbol: 3, timestamp: 0, price: 2)),
        ("time,,price", Columns(symbol: nil, timestamp: 0, price: 2)),
        // A header may end in a delimiter.
        ("Date,Close,", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("price,", Columns(symbol: nil, timestamp: nil, price: 0)),
        // The first of two columns of a name.
        ("time,price,price", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("symbol,ticker,date,time,close", Columns(symbol: 0, timestamp: 2, price: 4)),
        ("symbol,timestamp,date,time,close", Columns(symbol: 0, timestamp: 1, price: 4)),
    ])
    func `a header's names say which column is what`(_ line: String, _ columns: Columns) {
        for text in ["\(line)\nx", line, "\(line)\r\n", "\u{FEFF}\(line)\n", "\n  \n\(line)\n"] {
            #expect(dialect(text) == Dialect(delimiter: 0x2C, decimalSign: .point, hasHeader: true, columns: columns))
        }
    }

    @Test(arguments: [
        ("AAPL,2026-01-02,189.98", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("AAPL,2026-01-02,189.98,100,x", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("2026-01-02,189.98", Columns(symbol: nil, timestamp: 0, price: 1)),
        ("189.98", Columns(symbol: nil, timestamp: nil, price: 0)),
        ("A,t,", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("A,t,NaN", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("A,t,inf", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("A,t,1e99", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("A,t,$1.5", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("A,t,\"5,693.31\"", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("LAST,CLOSE,5", Columns(symbol: 0, timestamp: 1, price: 2)),
        ("\"A\nB\",t,5", Columns(symbol: 0, timestamp: 1, price: 2)),
    ])
    func `a first line whose price is a number, or missing, is data`(_ line: String, _ columns: Columns) {
        #expect(dialect(line) == Dialect(delimiter: 0x2C, decimalSign: .point, hasHeader: false, columns: columns))
        #expect(Feed(line).read().items.count == (line.hasSuffix(",") || line.hasSuffix("NaN") ? 0 : 1))
    }

    @Test(arguments: [
        ("symbol;time;price", ";"), ("symbol\ttime\tprice", "\t"), ("symbol|time|price", "|"), ("price", ","),
        ("1.5", ","),
        ("A;t;1", ";"), ("A\tt\t1", "\t"), ("A|t|1", "|"), ("A|t,u|1", "|"), ("t;1", ";"), ("t|1", "|"), ("t\t1", "\t"),
        // Where they stand equally often, a comma is a decimal sign.
        ("t;1,5", ";"), ("t\t1,5", "\t"), ("t|1,5", "|"), ("A;t;1,5", ";"),
        // Names tell more than how many.
        ("a,b,c,d;price", ";"), ("time,price,a|b|c|d|e", ","),
        ("Date (y-m-d, local), Close", ","), ("\"a;b;c\",time,price", ","), ("\"x,y,z\";time;price", ";"),
    ])
    func `the delimiter is the one that makes a header, or stands there most often`(
        _ line: String, _ delimiter: Character
    ) {
        #expect(dialect(line + "\n", options: .init())?.delimiter == delimiter.asciiValue)
    }

    @Test(
        arguments: [
            // Options come before what is found.
            ("a,b;c", Dialect.Options(delimiter: 0x2C, hasHeader: false), Columns(symbol: nil, timestamp: 0, price: 1)),
            ("a:b:1", .init(delimiter: 0x3A), Columns(symbol: 0, timestamp: 1, price: 2)),
            ("symbol,time,price", .init(hasHeader: false), Columns(symbol: 0, timestamp: 1, price: 2)),
            ("open,price,day", .init(price: .name("open")), Columns(symbol: nil, timestamp: 2, price: 0)),
            ("open,price,day", .init(timestamp: .name("Day")), Columns(symbol: nil, timestamp: 2, price: 1)),
            ("A,1,2", .init(symbol: .name("a"), price: .name("2")), Columns(symbol: 0, timestamp: nil, price: 2)),
            ("symbol,time,price,bid", .init(price: .number(4)), Columns(symbol: 0, timestamp: 1, price: 3)),
            ("symbol,time,price,bid", .init(symbol: .number(3)), Columns(symbol: 2, timestamp: 1, price: 2)),
            (
                "1,A,t,2", .init(symbol: .number(2), timestamp: .number(3), price: .number(1)),
                Columns(symbol: 1, timestamp: 2, price: 0)
            ),
            ("1,2,3", .init(price: .number(3)), Columns(symbol: nil, timestamp: nil, price: 2)),
            (
                "x,y,z", .init(hasHeader: false, symbol: .number(1), price: .number(3)),
                Columns(symbol: 0, timestamp: nil, price: 2)
            ),
        ] as [(String, Dialect.Options, Columns)])
    func `what the user says comes before what is found`(_ line: String, _ options: Dialect.Options, _ columns: Columns)
    {
        #expect(dialect(line + "\n", options: options)?.columns == columns)
    }

    @Test(
        arguments: [
            ("foo,bar,baz", Dialect.Options(), DialectError.noPriceColumn(columns: ["foo", "bar", "baz"])),
            ("foo", .init(), .noPriceColumn(columns: ["foo"])),
            ("foo,bar", .init(), .noPriceColumn(columns: ["foo", "bar"])),
            ("time,foo,bar", .init(), .noPriceColumn(columns: ["time", "foo", "bar"])),
            ("symbol,time", .init(), .noPriceColumn(columns: ["symbol", "time"])),
            (
                "a,price", .init(price: .name("bid")),
                .noSuchColumn(role: "price", name: "bid", columns: ["a", "price"])
            ),
            ("a,price", .init(symbol: .name("b")), .noSuchColumn(role: "symbol", name: "b", columns: ["a", "price"])),
            ("a,price", .init(timestamp: .name("b")), .noSuchColumn(role: "time", name: "b", columns: ["a", "price"])),
            ("A,t,1", .init(price: .number(4)), .numberPastEnd(role: "price", number: 4, columns: 3)),
            ("A,t,1", .init(price: .number(0)), .numberPastEnd(role: "price", number: 0, columns: 3)),
            (
                "A,t,1", .init(symbol: .number(4), price: .number(3)),
                .numberPastEnd(role: "symbol", number: 4, columns: 3)
            ),
            (
                "A,t,1", .init(hasHeader: false, timestamp: .number(9)),
                .numberPastEnd(role: "time", number: 9, columns: 3)
            ),
            ("A,t,1", .init(hasHeader: false, price: .name("p")), .nameWithoutHeader(role: "price", name: "p")),
        ] as [(String, Dialect.Options, DialectError)])
    func `a first line that says nothing of the price fails the source`(
        _ line: String, _ options: Dialect.Options, _ error: DialectError
    ) {
        for ending in ["", "\n", "\r\n", "\nA,t,1\n"] {
            for size in [1, .max] {
                let reading = Feed(line + ending, dialect: options, maximumLine: 40).read(chunks: size)
                #expect(reading.items == [.failed(error)])
                #expect(reading.counts == .init())
            }
        }
    }

    @Test(arguments: [
        ([0xFF, 0xFD, 0x41, 0x00], BadLine.Reason.notUTF8), ([0x41, 0xE4, 0x2C, 0x31], .notUTF8),
        ([0xEF, 0xBB, 0x2C, 0x31, 0x0D], .notUTF8), ([0xC3], .notUTF8),
        ([UInt8](repeating: 0x78, count: 41), .tooLong(limit: 40)),
        ([UInt8](repeating: 0xC3, count: 400), .tooLong(limit: 40)),
    ])
    func `a first line that is not UTF-8 or too long is a bad line, and the next one decides`(
        _ line: [UInt8], _ reason: BadLine.Reason
    ) {
        let rest = Array("\nsymbol;time;price\nB;u;2\n".utf8)
        for size in [1, 3, .max] {
            #expect(Feed(line + rest, maximumLine: 40).read(chunks: size).summary == ["1: \(reason)", "B,u,2"])
            for ending in [[], [0x0A], [0x0D, 0x0A]] as [[UInt8]] {
                #expect(Feed(line + ending, maximumLine: 40).read(chunks: size).summary == ["1: \(reason)"])
            }
        }
    }

    @Test(arguments: [
        ("\"A\"x,t,1\n", BadLine.Reason.textAfterQuote), ("\"A,t,1\n", .unterminatedQuote),
        ("A,\"t\"x,1\n", .textAfterQuote),
        ("\"\n", .unterminatedQuote), ("\"x\" y\n", .textAfterQuote), ("A;\"t;1\n", .unterminatedQuote),
        ("A;\"t\"x;1,5\n", .textAfterQuote),
    ])
    func `a first line that cannot be cut is a bad line, and the next one decides`(
        _ line: String, _ reason: BadLine.Reason
    ) {
        let rest = "symbol;time;price\nB;u;2\n"
        for size in [1, 3, .max] {
            let reading = Feed(line + rest, maximumLine: 40).read(chunks: size)
            #expect(reading.summary == ["1: \(reason)", "B,u,2"])
        }
        #expect(Feed(line).read().summary == ["1: \(reason)"])
    }

    @Test(arguments: ["Size \"5\",time,price\nA,t,1\n\"B\",u,2\n", "5\" pipe,time,price\nA,t,1\nB\",u,2\n"])
    func `a stray quote in a header takes no line with it`(_ text: String) {
        #expect(Feed(text).read().quotes.count == 2)
    }

    private func dialect(_ text: String, options: Dialect.Options = .init()) -> Dialect? {
        let reader = QuoteReader(options: .init(dialect: options), symbol: "S", symbols: SymbolTable())
        _ = reader.quotes(of: text)
        return reader.dialect
    }
}
