import Oracles
import Testing

@testable import Quotes

/// A text with its dialect told, for the reader and for the oracle.
struct ReaderText: CustomTestStringConvertible {
    var name: String
    var text: [UInt8]
    var delimiter = UInt8(ascii: ",")
    var columns = Dialect.Columns(symbol: 0, timestamp: 1, price: 2)
    var decimalSign = DecimalSign.point
    var hasHeader = false
    var symbol = "DEF"
    var maximumLine = 65_536
    var chunk = 4_096

    var testDescription: String { name }

    init(_ name: String, _ text: String) {
        self.init(name, bytes: Array(text.utf8))
    }

    init(_ name: String, bytes: [UInt8]) {
        self.name = name
        text = bytes
    }

    func with(_ change: (inout ReaderText) -> Void) -> ReaderText {
        var copy = self
        change(&copy)
        return copy
    }

    /// What the oracle reads.
    var expected: Reading {
        let dialect = Dialect(delimiter: delimiter, decimalSign: decimalSign, hasHeader: hasHeader, columns: columns)
        return NaiveReader(dialect: dialect, symbol: symbol, maximumLine: maximumLine).read(text)
    }

    /// The feed with every choice of the dialect made by its options.
    var feed: Feed {
        let options = Dialect.Options(
            delimiter: delimiter, hasHeader: hasHeader ? nil : false, symbol: columns.symbol.map { .number($0 + 1) },
            timestamp: columns.timestamp.map { .number($0 + 1) }, price: .number(columns.price + 1))
        return Feed(text, dialect: options, symbol: symbol, maximumLine: maximumLine, chunk: chunk)
    }
}

private let line = "AAPL,2026-01-02T14:30:00.123Z,189.98\n"

extension ReaderText {
    /// Texts short enough to be read in chunks of every size.
    static let short: [ReaderText] = shapes + dialects + prices + quotes + badBytes + limits + rooms

    private static let shapes = [
        ReaderText("newlines", "A,t,1.5\nB,u,2\nA,v,3.25\n"),
        ReaderText("carriage returns", "A,t,1.5\r\nB,u,2\r\nA,v,3.25\r\n"),
        ReaderText("both line endings", "A,t,1.5\r\nB,u,2\nA,v,3.25\r\n"),
        ReaderText("no final newline", "A,t,1.5\nB,u,2"),
        ReaderText("a final carriage return alone", "A,t,1.5\nB,u,2\r"),
        ReaderText("no final newline after a return", "A,t,1.5\r\nB,u,2"),
        ReaderText("carriage returns amid fields", "A\rB,t,1\nA,t\r,2\nA,t,3\r\r\nA,t,\r4\n\rA,t,5\n"),
        ReaderText("a byte-order mark", "\u{FEFF}A,t,1.5\nB,u,2\n"),
        ReaderText("a byte-order mark and blank lines", "\u{FEFF}\n\r\n  \nA,t,1.5\n").with { $0.hasHeader = false },
        ReaderText("a byte-order mark and a line at the limit", "\u{FEFF}A,t,1.5\r\nB,u,2\n").with {
            $0.maximumLine = 7
            $0.chunk = 1
        },
        ReaderText("a byte-order mark in a later line", "A,t,1.5\n\u{FEFF}B,u,2\n"),
        ReaderText("blank lines", "A,t,1\n\n\r\n   \nB,u,2\n\t\n\n"),
        ReaderText("blank lines before a header", "\n \r\nsymbol,time,price\n\nA,t,1\n").with { $0.hasHeader = true },
        ReaderText("a header", "symbol,timestamp,price\nA,t,1.5\n").with { $0.hasHeader = true },
        ReaderText("a header and nothing else", "symbol,timestamp,price").with { $0.hasHeader = true },
        ReaderText("a header again", "symbol,timestamp,price\nA,t,1.5\nsymbol,timestamp,price\n").with {
            $0.hasHeader = true
        },
        ReaderText("padding", " A , t , 1.5 \nB,\tu\t,2\n  C,v,3\nD,w,4  \r\nE,x ,5\nF, y,6\n G,z,7\nH ,z,8\n"),
        ReaderText("spaces within fields", "BRK B,2026-01-02 14:30:00,1.5\n"),
        ReaderText("further columns", "A,t,1.5,x,y\nB,u,2,\nC,v,3,\"q\",\n"),
        ReaderText("empty timestamps", "A,,1.5\nB,,2\n"),
    ]

    private static let dialects = [
        ReaderText("semicolons", "A;t;1.5\nB,C;u;2\nD;v,w;3\n").with { $0.delimiter = UInt8(ascii: ";") },
        ReaderText("decimal commas", "A;t;100\nA;t;\nA;t;1,5\nB;u;5.693,31\nC;v;1.5\nD;w;5.693\nE;x;1,5e1\nF;y;-\n")
            .with {
                $0.delimiter = UInt8(ascii: ";")
                $0.decimalSign = .comma
            },
        ReaderText("grouping points tell a decimal comma", "A;t;1.234.567\nA;t;1.234\nA;t;1.2\n").with {
            $0.delimiter = UInt8(ascii: ";")
            $0.decimalSign = .comma
        },
        ReaderText("decimal points between semicolons", "A;t;100\nA;t;x,y\nA;t;1.5\nB;u;5,693.31\nC;v;1,5\nD;w;5,693\n")
            .with {
                $0.delimiter = UInt8(ascii: ";")
            },
        ReaderText("decimal commas between tabs", "A\tt\t1,5\nA\tt\t5,693\nA\tt\t5,693.5\n").with {
            $0.delimiter = UInt8(ascii: "\t")
            $0.decimalSign = .comma
        },
        ReaderText("tabs", "A\tt\t1.5\n B\tu \t 2\nC\tv\t3\t\n\t\t\n").with { $0.delimiter = UInt8(ascii: "\t") },
        ReaderText("bars", "A|t|1.5\nB|u|2\n").with { $0.delimiter = UInt8(ascii: "|") },
        ReaderText("spaces as delimiter", "A t 1.5\nB  2\n C u 3\nD\tv 4\n\n \n").with {
            $0.delimiter = UInt8(ascii: " ")
        },
        ReaderText("another order", "1.5,t,A\n2,u,B\n\"3\",v,C\n").with {
            $0.columns = .init(symbol: 2, timestamp: 1, price: 0)
        },
        ReaderText("columns among others", "x,A,y,1.5,z,t\nx,B,y,2,z,u\nx,C,y,3,z\n").with {
            $0.columns = .init(symbol: 1, timestamp: 5, price: 3)
        },
        ReaderText("no symbol", "t,1.5\nu,2\n\"v\",3\n").with {
            $0.columns = .init(symbol: nil, timestamp: 0, price: 1)
        },
        ReaderText("no symbol, a default in need of quotes", "t,1.5\nu,2\n").with {
            $0.columns = .init(symbol: nil, timestamp: 0, price: 1)
            $0.symbol = "a,\"b\"\\"
        },
        ReaderText("no symbol, a long default", "t,1.5\nu,2\n").with {
            $0.columns = .init(symbol: nil, timestamp: 0, price: 1)
            $0.symbol = String(repeating: "longer ", count: 12)
        },
        ReaderText("no symbol, a default of 64 bytes", "t,1.5\nu,2\n").with {
            $0.columns = .init(symbol: nil, timestamp: 0, price: 1)
            $0.symbol = String(repeating: "8 bytes.", count: 8)
        },
        ReaderText("one column", "1.5\n2\n\n\"3\"\n\"\"\nx\n").with {
            $0.columns = .init(symbol: nil, timestamp: nil, price: 0)
        },
        ReaderText("no timestamp", "A,1.5\nB,2\n").with { $0.columns = .init(symbol: 0, timestamp: nil, price: 1) },
        ReaderText("one column twice", "A,1.5\n\"B,C\",2\n").with {
            $0.columns = .init(symbol: 0, timestamp: 0, price: 1)
        },
    ]

    private static let prices = [
        ReaderText(
            "missing prices", "A,t,\nA,t,.\nA,t,-\nA,t,null\nA,t,N/A\nA,t,NA\nA,t,NaN\nA,t,\"\"\nA,t, \nA,t,\"nan\"\n"),
        ReaderText(
            "bad prices", "A,t,x\nA,t,1.2.3\nA,t,inf\nA,t,-Infinity\nA,t,1e15\nA,t,1e-19\nA,t,\"1,2\"\nA,t,1 2\n"),
        ReaderText(
            "prices of every writing",
            "A,t,$1.5\nA,t,-2\nA,t,+3\nA,t,007\nA,t,.5\nA,t,5.\nA,t,\"5,693.31\"\nA,t,2.11e-05\n"),
        ReaderText("8 and 9 decimals", "A,t,1.12345678\nA,t,1.123456789\nA,t,0.00000000\nA,t,0.000000000\n"),
        ReaderText("8 and 9 integer digits", "A,t,12345678\nA,t,123456789\nA,t,12345678.12345678\nA,t,123456789.5\n"),
        ReaderText(
            "wide prices",
            "A,t,92233720368.54775807\nA,t,92233720368.54775808\nA,t,-92233720368.54775808\nA,t,-999999999999999.999999999999999999\n"
        ),
        ReaderText("prices of 16 to 18 bytes", "A,t,1234567.12345678\nA,t,123456789.1234567\nA,t,12345678.123456789\n"),
        ReaderText("points and minus signs", "A,t,1.\nA,t,.\nA,t,..\nA,t,-\nA,t,--\nA,t,1..2\nA,t,1.2.\n"),
        ReaderText("points in other fields", "A.B,1.2.3,4.5,6.7\n.,.,8\n"),
        ReaderText("negative zeros", "A,t,-0\nA,t,-0.00\nA,t,-.0\n"),
    ]

    private static let quotes = [
        ReaderText("quoted fields", "\"A\",\"t\",\"1.5\"\n\"B\",u,2\nC,v,\"3\"\r\n"),
        ReaderText("doubled quotes", "\"A\"\"B\",\"\"\"t\"\"\",1\n\"\"\"\",t,2\n\"\"\"\"\"\",t,3\n"),
        ReaderText("doubled quotes before an accent", "\"A\"\"\u{301}B\",\"\"\"\u{FE0F}\",1\n"),
        ReaderText("delimiters in quotes", "\"A,B\",\"t,u\",1\n\",\",\",\",2\n"),
        ReaderText("newlines in quotes", "\"A\nB\",\"t\r\nu\",1\nC,x,bad\n\"D\n\n\n\",v,2\nE,x,bad\n"),
        ReaderText(
            "newlines in quotes of bad records", "\"A\nB\",t,bad\nC,x,bad\n\"D\n\",v,\nE,x,bad\n\"\n\"\nF,x,bad\n"),
        ReaderText("padding around quotes", " \"A\" , \"t\"\t,\"1\" \r\n\" B \",\" u\",\" 2 \"\n"),
        ReaderText("quotes within fields", "A\"B,t\"u\"v,1\nC,\"u,2\nA\"\",t,3\n"),
        ReaderText(
            "text after quotes", "A,\"t\"x,1\nB,u,2\n\"C\"\"\"D,v,3\nD,\"w\" x,4\nE,\"w\"\r,5\nF,\"w\"\r\r\nG,x,6\n"),
        ReaderText("text after quotes of several lines", "Z,s,0\nA,\"t\nu\"x,1\nB,v,2\n"),
        ReaderText("an unterminated quote in the last line", "A,t,1\nB,\"u,2\n"),
        ReaderText("an unterminated quote without a newline", "A,t,1\nB,\"u,2"),
        ReaderText("a lone quote at the end", "A,t,1\n\""),
        ReaderText("a closing quote at the end", "A,t,1\nB,u,\"2\""),
        ReaderText("a closing quote and a return at the end", "A,t,1\nB,u,\"2\"\r"),
        ReaderText("an unterminated quote that swallows lines", "A,t,1\nB,\"u,2\nC,v,3\nD,w,4\nE,x,5\n"),
        ReaderText("an unterminated quote up to the limit", "A,t,1\nB,\"u,2\nC,v,3\nD,w,4\nE,x,5\nF,\"y\",6\nG,z,7\n")
            .with {
                $0.maximumLine = 20
            },
        ReaderText("text after quotes past the limit", "A,t,1\nB,\"u,2\nC,v,3\nD,w,4\nE,xxxxxxxxx\"x,5\nF,y,6\n").with {
            $0.maximumLine = 30
        },
        ReaderText("every second line unterminated", "x\",\"\nx\",\"\nx\",\"\nA,t,1\nx\",\"\n").with {
            $0.maximumLine = 12
        },
        ReaderText("an unterminated quote in the first line", "\"A,t,1\nB,u,2\nC,v,3\n"),
        ReaderText("text after a quote in the first line", "\"A\"x,t,1\nB,u,2\nC,v,3\n"),
        ReaderText("a stray quote in the first line", "A\"B,t,1\nC,u,2\nD\"E,v,3\n"),
    ]

    private static let badBytes = [
        ReaderText(
            "invalid UTF-8",
            bytes: Array("A,t,1\nB,".utf8) + [0xFF] + Array(",2\nC,u,3,".utf8) + [0xC3] + Array("\nD,v,4\n".utf8)),
        ReaderText(
            "overlong and surrogate UTF-8",
            bytes: Array("A,t,1\n".utf8) + [
                0xC0, 0x80, 0x2C, 0x2C, 0x31, 0x0A, 0xED, 0xA0, 0x80, 0x2C, 0x2C, 0x31, 0x0A,
            ]),
        ReaderText("valid UTF-8", "Ä,t,1\n株式,t,2\nA,🕰,3\nA,t,4,é\n"),
        ReaderText("zero bytes", "A,t,1\nB\0,t,2\n\0\nC,t,3\0\nD,t,4,\0\n"),
        ReaderText("control characters", "A,t,1\nB\u{1},\u{1F},2\nC\u{7F},t,3\nD\\,\\,4\n"),
        ReaderText("too few fields", "A,t,1\nB,t\nC\n,,\n,t,1\n\"\",t,1\n,\n"),
    ]

    /// Lines of 9, 10, 11, 12 and 13 bytes, each with both endings, amid shorter ones.
    private static let limits = [1, 2, 7, 9, 10, 11, 12, 13, 14].flatMap { limit in
        [
            ReaderText(
                "a limit of \(limit)",
                "A,t,1\nA,t,12345\nB,t,1\nA,t,123456\nB,t,1\nA,t,1234567\nC,t,2\nA,t,12345678\n1\nA,t,123456789\n2"),
            ReaderText(
                "a limit of \(limit), returns",
                "A,t,1\r\nA,t,12345\r\nB,t,1\r\nA,t,123456\r\nB,t,1\r\nA,t,1234567\r\nC,t,2\r\nA,t,12345678\r\n1\r\nA,t,123456789\r\n2"
            ),
            ReaderText(
                "a limit of \(limit), quoted newlines",
                "\"A\",\"t\n\",1\nB,t,1\n\"A\n\",\"tttttttt\n\",1\nB,t,1\nA,t,\"1\n2\nC,t,2\n"),
            ReaderText("a limit of \(limit), no newline at all", "A,t,1\nA,t,12345678901234567890"),
        ].map {
            $0.with { text in
                text.maximumLine = limit
                if limit < 5 {
                    text.text = Array("1\n".utf8) + text.text
                    text.columns = .init(symbol: nil, timestamp: nil, price: 0)
                }
            }
        }
    }

    private static let rooms =
        [1, 2, 3, 5, 64].map { chunk in
            ReaderText(
                "composed lines, a chunk of \(chunk)",
                (1...60).map { "\"S,\($0 % 3)\",\"2026-01-02 14:30:00, a long text\",\($0).50\n" }.joined()
            ).with {
                $0.chunk = chunk
                $0.maximumLine = 60
            }
        } + [
            ReaderText("short lines that a long default symbol makes long", (1...600).map { "\($0)\n" }.joined()).with {
                $0.columns = .init(symbol: nil, timestamp: nil, price: 0)
                $0.symbol = "a default symbol of 60 bytes, which each composed line holds"
                $0.maximumLine = 10
                $0.chunk = 2_000
            },
            ReaderText("short lines that a default symbol in quotes makes long", (1...600).map { "\($0)\n" }.joined())
                .with {
                    $0.columns = .init(symbol: nil, timestamp: nil, price: 0)
                    $0.symbol = "a default symbol, of 61 bytes, which each composed line holds"
                    $0.maximumLine = 10
                    $0.chunk = 2_000
                },
            ReaderText(
                "one line that takes four times its length", "A,1\nx\(String(repeating: "\"", count: 3_000)),1\n"
            ).with {
                $0.chunk = 64
                $0.maximumLine = 3_010
                $0.columns = .init(symbol: 0, timestamp: 0, price: 1)
            },
            ReaderText(
                "another order, a chunk of 3", (1...90).map { "\($0).5,S\($0 % 3),2026-01-02 14:30:00\n" }.joined()
            ).with {
                $0.chunk = 3
                $0.maximumLine = 40
                $0.columns = .init(symbol: 1, timestamp: 2, price: 0)
            },
        ]
}

extension ReaderText {
    /// Texts with lines of more than a block of 64 bytes, or more than the part that is scanned at once.
    static let long: [ReaderText] =
        [10, 62, 63, 64, 65, 66, 127, 128, 129, 200, 8_190, 8_191, 8_192, 8_193, 20_000].flatMap {
            length -> [ReaderText] in
            let tail = String(repeating: "x", count: length)
            let digits = String(repeating: "1", count: min(length, 70))
            let first = "\(line)A,t,1\n"
            return [
                ReaderText("\(length) bytes after the price", "\(first)A,t,1.5,\(tail)\nB,u,2,\(tail)\r\nC,v,3\n"),
                ReaderText(
                    "\(length) bytes in three fields",
                    "\(first)\(tail),t,1\nA,\(tail),2\nB,u,\(tail)\nC,v,\(digits)\nC,v,3\n"),
                ReaderText(
                    "\(length) bytes and one that is not plain",
                    "\(first)A,t,1.5,\(tail)é\nA,t,1.5,\"\(tail)\"\nA,\"\(tail)\",2\nC,v,3\n"),
                ReaderText("\(length) bytes before the price", "\(tail),1.5,A,t\nx,2,B,u\n\(tail),3,C,v\r\n").with {
                    $0.columns = .init(symbol: 2, timestamp: 3, price: 1)
                },
                ReaderText("\(length) bytes of blank", "\(first)\(String(repeating: " ", count: length))\nC,v,3\n"),
                ReaderText(
                    "\(length) bytes past a limit of 128",
                    "\(first)A,t,1.5,\(tail)\nB,u,2,\(tail)\r\nC,v,\(digits)\nC,v,3\n"
                ).with {
                    $0.maximumLine = 128
                },
            ]
        } + [
            ReaderText(
                "lines across parts of 8 KiB",
                (0..<700).map { "SYM\($0 % 17),2026-01-02T14:30:00Z,\($0).\($0 % 10)\n" }.joined()),
            ReaderText(
                "lines across parts of 8 KiB, composed",
                (0..<700).map { "\($0).\($0 % 10);SYM\($0 % 17);2026-01-02\r\n" }.joined()
            ).with {
                $0.delimiter = UInt8(ascii: ";")
                $0.columns = .init(symbol: 1, timestamp: 2, price: 0)
            },
        ]
}
