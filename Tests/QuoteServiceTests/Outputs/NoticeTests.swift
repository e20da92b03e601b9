import Quotes
import Testing

@testable import QuoteService

@Suite struct NoticeTests {
    struct Case: CustomTestStringConvertible {
        let notice: Notice
        let csv: String
        let json: String
        var testDescription: String { csv }

        init(_ notice: Notice, _ csv: String, _ json: String) {
            (self.notice, self.csv, self.json) = (notice, csv, json)
        }
    }

    static let cases = [
        Case(.lost(1), "# lost 1", #"{"lost":1}"#),
        Case(.lost(.max), "# lost 18446744073709551615", #"{"lost":18446744073709551615}"#),
        Case(.closing("too slow"), "# closing: too slow", #"{"closing":"too slow"}"#),
        Case(.symbols(nil), "# symbols *", #"{"symbols":["*"]}"#),
        Case(.symbols(["A", "B\"\\"]), "# symbols A B\"\\", #"{"symbols":["A","B\"\\"]}"#),
        Case(.last(0), "# last 0", #"{"last":0}"#),
        Case(.error("no such command: x"), "# error: no such command: x", #"{"error":"no such command: x"}"#),
        Case(.quit, "# quit", #"{"quit":true}"#),
    ]

    @Test(arguments: cases) func `a notice is a comment line in CSV and an object in JSON`(_ test: Case) {
        #expect(String(decoding: test.notice.line(.csv), as: UTF8.self) == test.csv + "\n")
        #expect(String(decoding: test.notice.line(.json), as: UTF8.self) == test.json + "\n")
    }

    @Test(arguments: ["\0", "\u{1B}[2J", "\r", "\u{9B}", "a\u{2028}b", "é", "\u{FFFD}"])
    func `whatever is quoted from a subscriber stays within its line`(_ text: String) {
        for format in ResultFormat.allCases {
            let line = Notice.error("no such command: \(text)").line(format)
            #expect(line.count { $0 == UInt8(ascii: "\n") } == 1 && line.last == UInt8(ascii: "\n"))
            #expect(line.dropLast().allSatisfy { $0 >= 0x20 }, "control characters are shown, not sent")
        }
    }
}
