import Testing

/// A file that cannot be read says in one line what it is and what to add.
@Suite(.timeLimit(.minutes(10)), .onItsOwnThread) struct UnreadableTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let content: [UInt8]
        var arguments: [String]
        let message: String
        var testDescription: String { ([name] + arguments).joined(separator: " ") }

        init(_ name: String, _ content: [UInt8], _ arguments: String = "", _ message: String) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            (self.name, self.content, self.message) = (name, content, message)
        }

        init(_ name: String, _ content: String, _ arguments: String = "", _ message: String) {
            self.init(name, Array(content.utf8), arguments, message)
        }
    }

    static let foreign = [
        Case(
            "x.csv.gz", [0x1F, 0x8B, 0x08, 0, 0x0A], "",
            "it is compressed with gzip; read it with zcat x.csv.gz | quoted --file -"),
        Case(
            "it's 1.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00], "",
            "it is compressed with xz; read it with xzcat 'it'\\''s 1.xz' | quoted --file -"),
        Case(
            "x.zst", [0x28, 0xB5, 0x2F, 0xFD, 0x04], "",
            "it is compressed with zstd; read it with zstdcat x.zst | quoted --file -"),
        Case(
            "x.bz2", Array("BZh91AY&SY".utf8) + [0xAA], "",
            "it is compressed with bzip2; read it with bzcat x.bz2 | quoted --file -"),
        Case(
            "x.xlsx", Array("PK".utf8) + [3, 4, 20], "",
            "it is a zip archive or a spreadsheet; read it with unzip -p x.xlsx | quoted --file -, or save the sheet as CSV "
                + "where it is one of a spreadsheet"),
        Case(
            "le.csv", [0xFF, 0xFE, 0x41, 0x00, 0x0A, 0x00], "",
            "it is encoded in UTF-16; read it with iconv -f UTF-16 -t UTF-8 le.csv | quoted --file -"),
        Case(
            "be.csv", [0xFE, 0xFF, 0x00, 0x41], "",
            "it is encoded in UTF-16; read it with iconv -f UTF-16 -t UTF-8 be.csv | quoted --file -"),
        Case(
            "fr.csv", Array("Date;Ouverture;Cl".utf8) + [0xF4] + Array("ture\n02/01/2026;10,1;10,5\n".utf8), "",
            "its header is not in UTF-8, but maybe in Windows-1252; read it with iconv -f WINDOWS-1252 -t UTF-8 fr.csv "
                + "| quoted --file -"),
        Case(
            "x.html", "<!DOCTYPE html>\n<title>429 Too Many Requests</title>\n", "",
            "it is a web page; look at it in a browser: it may say what went wrong when it was fetched"),
        Case(
            "x.json", "[{\"price\":1}]\n", "",
            "it is a JSON document, and not one object a line; read it with jq -c '.[]' x.json | quoted --file -"),
        Case("x.parquet", "PAR1\u{15}\n", "", "it is a Parquet file; export it as CSV first"),
    ]

    static let unclear = [
        Case(
            "a.csv", "time,bid,ask\nt,1,2\n", "",
            "the first line has no column with a price; its columns are 'time', 'bid', 'ask'; "
                + "choose one, as with --columns price=bid"),
        Case(
            "a.csv", "Date,Open,High,Low\nt,1,2,1\n", "",
            "the first line has no column with a price; its columns are 'Date', 'Open', 'High', 'Low'; "
                + "choose one, as with --columns price=Open"),
        Case(
            "a.csv", "date,weather,wind\n2026-01-02,fair,3\n", "",
            "the first line has no column with a price; its columns are 'date', 'weather', 'wind'; "
                + "name one with --columns price=NAME, or say --no-header where the first line is data"),
        Case(
            "a.csv", "Date,Close\n\n2026-01-02,5,693.31\n", "",
            "line 3 has 3 fields, and the header has 2 names, so that there is no telling which belongs to which; "
                + "mend the header, or check --delimiter"),
        Case(
            "a.csv", "date,GOOG,AAPL,GOOG\n2026-01-02,1,2,3\n", "",
            "two columns are called 'GOOG', and each is to be a symbol; rename one, "
                + "or name a single column with --columns price=NAME"),
        Case(
            "a.json", "{\"s\":\"A\",\"bid\":1}\n", "",
            "the first object has no member with a price; its members are 's', 'bid'; "
                + "choose one, as with --columns price=bid"),
        Case(
            "a.json", "{\"s\":\"A\",\"p\":1}\n", "",
            "the first object has no member with a price; its members are 's', 'p'; name one with --columns price=NAME"),
        Case(
            "a.json", "{\"s\":\"A\",\"p\":1}\n", "--columns price=q",
            "--columns price=q: the first object has no such member; its members are 's', 'p'"),
        Case(
            "a.json", "{\"s\":\"A\",\"p\":1}\n", "--columns price=2",
            "--columns price=2: the members of an object have no numbers; give the member's name"),
    ]

    @Test(arguments: foreign + unclear) func `a file that cannot be read says what to do`(_ test: Case) async throws {
        let directory = try TemporaryDirectory()
        try directory.write(test.content, to: test.name)
        let result = try await QuotedProcess.run(["--file", test.name] + test.arguments, in: directory)
        #expect(result.ending == .exited(65))
        let first = result.errorText.split(separator: "\n").first.map(String.init)
        #expect(first == "quoted: error: cannot read \(test.name): \(test.message)")
        #expect(result.outputText == "symbol,timestamp,price,sma\n")
    }

    @Test func `standard input that is compressed is told to be piped through`() async throws {
        let result = try await QuotedProcess.run(["--file", "-"], input: [0x1F, 0x8B, 0x08, 0, 0x0A])
        #expect(
            result.errorText.hasPrefix(
                "quoted: error: cannot read standard input: it is compressed with gzip; "
                    + "read it with zcat | quoted --file -\n"))
    }

    @Test(arguments: [
        (
            "bids and asks", "time,bid,ask\nt,1,2\n", "--columns price=bid", "FEED,t,1,1\n", ""
        ),
        (
            "a wide file of which one column is read", "date,GOOG,AAPL\nt,1,2\n", "--columns price=AAPL",
            "FEED,t,2,2\n", ""
        ),
        (
            "objects with short names", "{\"s\":\"A\",\"p\":\"1\",\"T\":5}\n", "--columns symbol=s,price=p,time=T",
            "A,5,1,1\n", ""
        ),
        (
            "a header again", "date,close\nt,1\ndate,close\nu,2\n", "", "FEED,t,1,1\nFEED,u,2,2\n",
            "standard input:3: a header again, as where files were joined"
        ),
        (
            "another header", "date,open,close\nt,1,2\ndate,close,open\nu,3,4\n", "", "FEED,t,2,2\nFEED,u,3,3\n",
            "standard input:3: another header, as where files were joined: the lines after it are read as it says"
        ),
        (
            "another wide header", "date,A,B\nt,1,2\ndate,B,C\nu,3,4\n", "",
            "A,t,1,1\nB,t,2,2\nB,u,3,3\nC,u,4,4\n",
            "standard input:3: another header, as where files were joined: the lines after it are read as it says"
        ),
        (
            "a bad cell", "date,A,B,C\ns,,7,\nt,1,x,3\nu,4,5\n", "",
            "B,s,7,7\nA,t,1,1\nC,t,3,3\nA,u,4,4\nB,u,5,5\n",
            "standard input:3: price 'x' is not a number\nstandard input:4: too few fields: 3 where at least 4 are needed"
        ),
        (
            "lines that are no objects", "{\"price\":1}\nprice\n{\"price\":true}\n{\"value\":1}\n{\"price\":2}\n", "",
            "FEED,,1,1\nFEED,,2,2\n",
            "standard input:2: not a JSON object\nstandard input:3: price 'true' is not a number\n"
                + "standard input:4: the object has no member 'price'"
        ),
    ])
    func `what is strange is read as far as it can be, and told`(
        _ name: String, _ input: String, _ arguments: String, _ output: String, _ warnings: String
    ) async throws {
        let options = ["-f", "-", "-w1", "--decimals=0", "--no-output-header", "--log-level", "warning"]
        let result = try await QuotedProcess.run(
            options + arguments.split(separator: " ").map(String.init), input: Array(input.utf8))
        #expect(result.ending == .exited(0))
        #expect(result.outputText == output)
        let said = result.errorText.split(separator: "\n").map { $0.replacing("quoted: warning: ", with: "") }
        #expect(said.joined(separator: "\n") == warnings)
    }
}
