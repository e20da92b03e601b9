import Testing

/// What `--explain` says of a file.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct ExplainTests {
    static let otherwise =
        "To say otherwise: --delimiter C, --no-header, --columns symbol=NAME,time=NAME,price=NAME, --symbol NAME\n"

    @Test(arguments: [
        (
            "header",
            "\u{FEFF}Datum;Schlusskurs;Kurs;Kurs\r\n05.01.2026;1.234,5;1;1\r\n02.01.2026;999;1;1\r\n01.01.2026;x;1;1\r\n"
                + "31.12.2025;998,25;1;1\r\n",
            """
            x.csv
              encoding      ASCII, with a byte-order mark, lines end in CR LF
              delimiter     semicolon: it makes the most of the first line
              decimal sign  comma: the first price that tells has one
              header        the first line: Datum, Schlusskurs, Kurs, Kurs
              symbol        none in the data: 'x' (--symbol)
              time          column 1, 'Datum': by its name
              price         column 2, 'Schlusskurs': by its name
              order         newest first
            The first quotes:
              x  05.01.2026  1234.5
              x  02.01.2026  999
              x  31.12.2025  998.25
            Doubtful:
              'Kurs' could be the price as well: --columns 'price=Kurs'
              'Kurs' could be the price as well: --columns 'price=Kurs'
              the newest quotes come first, and are averaged so; --reverse turns them round
              line 4: price 'x' is not a number

            """ + otherwise
        ),
        (
            "wide", "date,A,B\n2026-01-02,1,\n2026-01-03,é,\n2026-01-04,,\n",
            """
            x.csv
              encoding      UTF-8, lines end in LF
              delimiter     comma: it makes the most of the first line
              decimal sign  point
              header        the first line: date, A, B
              symbol        2 columns, one a symbol: A, B
              time          column 1, 'date': by its name
              order         unknown: the timestamps do not tell
            The first quotes:
              A  2026-01-02  1
            Doubtful:
              each column beside the time is taken for a symbol; --columns price=NAME reads one of them
              line 3: price 'é' is not a number
              4 of 5 prices are missing

            """ + otherwise
        ),
        (
            "candles",
            "20260102\t09:30\t1.101\t1.300\t1.000\t1.250\nx\ty\n20260102\t09:31\t1.101\t1.300\t1.000\t1.251\n",
            """
            x.csv
              encoding      ASCII, lines end in LF
              delimiter     tab: it makes the most of the first line
              decimal sign  point
              header        none: the first line has a price
              symbol        none in the data: 'x' (--symbol)
              time          column 1: by what the first line looks like
              price         column 6: the close after open, high and low
              order         unknown: the timestamps do not tell
            The first quotes:
              x  20260102  1.250
              x  20260102  1.251
            Doubtful:
              without a header columns are told by their place and look; --columns price=3 says which
              every price with a point has three digits behind it: these could be thousands
              the timestamp is the date alone: the time of day has a column of its own; --columns 'time=2' reads that
              line 2: too few fields: 2 where at least 6 are needed

            """ + otherwise
        ),
        (
            "objects", "{\"ticker\":\"A\",\"date\":\"2026-01-02\",\"time\":\"09:30\",\"last\":1}\n",
            """
            x.csv
              encoding      ASCII, lines end in LF
              form          a JSON object a line, as the first line is one
              symbol        member 'ticker'
              time          member 'date'
              price         member 'last'
              order         unknown: the timestamps do not tell
            The first quotes:
              A  2026-01-02  1
            To say otherwise: --columns symbol=NAME,time=NAME,price=NAME, --symbol NAME

            """
        ),
        ("nothing", "", "x.csv\n  empty         there is no line that could tell anything\n"),
    ])
    func `a file is explained, and nothing is averaged`(_ name: String, _ text: String, _ output: String) async throws {
        let directory = try TemporaryDirectory()
        try directory.write(text, to: "x.csv")
        let result = try await QuotedProcess.run(["-f", "x.csv", "--explain", "-o", "unix:s"], in: directory)
        #expect(result.ending == .exited(0))
        #expect(result.outputText == output)
        #expect(result.errorText == "")
        #expect(directory.content(of: "s") == nil)
    }

    @Test func `what options say is told as such`() async throws {
        let result = try await QuotedProcess.run(
            ["-f", "-", "--explain", "--delimiter", ":", "--no-header", "--columns=price=2,time=1", "--symbol=S"],
            input: Array("t:1\n".utf8))
        for line in [
            "  delimiter     ':': by --delimiter", "  header        none, by --no-header",
            "  symbol        none in the data: 'S' (--symbol)", "  time          column 1: by --columns",
            "  price         column 2: by --columns", "  S  t  1",
        ] {
            #expect(result.outputText.contains(line + "\n"), "\(result.outputText)")
        }
    }

    @Test func `what cannot be explained ends with its status, after the files that can`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("1\n", to: "a.csv")
        try directory.write([0x1F, 0x8B, 0x08, 0x00], to: "b.gz")
        let result = try await QuotedProcess.run(
            ["-f", "b.gz", "-f", "nosuch", "-f", "a.csv", "--listen", "127.0.0.1:0", "--explain"], in: directory)
        #expect(result.ending == .exited(65))
        #expect(result.outputText.hasPrefix("a.csv\n"))
        #expect(
            result.errorText == """
                quoted: error: cannot read b.gz: it is compressed with gzip; read it with zcat b.gz | quoted --file -
                quoted: error: cannot open 'nosuch': No such file or directory; check the path
                quoted: error: cannot explain 127.0.0.1:0: it is no file; save some of its lines in one, and name that \
                with --file

                """)
    }

    @Test func `a pipe that goes on is explained by what it has`() async throws {
        let process = try QuotedProcess.start(["-f", "-", "--explain"])
        let result = try await process.converse { conversation in
            try conversation.send("symbol,time,price\nA,t,1\n".utf8)
            #expect(try conversation.line() == "standard input")
            for _ in 0..<9 { #expect(try conversation.line() != "") }
            #expect(try conversation.line() == "  A  t  1")
        }
        #expect(result.ending == .exited(0))
    }
}
