import Testing

@testable import QuoteService

@Suite struct HelpTextTests {
    @Test(arguments: [Settings.Offer.available, .everything]) func `no line is wider than a hundred columns`(
        _ offer: Settings.Offer
    ) {
        let lines = HelpText.text(offering: offer).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 100 && $0.last != " " })
        #expect(lines.last == "")
    }

    @Test func `every option stands in the help text, with its default`() {
        let text = HelpText.text(offering: .everything)
        for option in Option.all {
            #expect(text.contains("--\(option.name)" + (option.placeholder.map { " \($0)" } ?? "")))
            for value in option.texts(in: Settings()) { #expect(text.contains("(default: \(value))")) }
        }
        for group in Option.Group.allCases { #expect(text.contains("\n\n\(group.rawValue):\n")) }
        for status in QuoteService.ExitStatus.allCases {
            #expect(text.contains(" \(status.rawValue)  \(status.meaning)\n"))
        }
    }

    @Test func `names are given once`() {
        let names = Option.all.map(\.name)
        let letters = Option.all.compactMap(\.short)
        #expect(Set(names).count == names.count)
        #expect(Set(letters).count == letters.count)
    }

    @Test func `what is not available is neither explained nor accepted`() {
        let text = HelpText.text(offering: .available)
        for option in Option.all where option.availability == .later {
            #expect(!text.contains("--\(option.name) "))
            let value = option.value.isSwitch ? [] : ["x"]
            let outcome = Settings.parse(arguments: ["-f", "a", "--\(option.name)"] + value, environment: [:])
            #expect(outcome.mistakes == ["--\(option.name) is not available in this version"])
            #expect(outcome.status == .usage)
            guard option.reach != .flag else { continue }
            let set = Settings.parse(arguments: ["-f", "a"], environment: [option.environmentName: "x"])
            #expect(set.mistakes == ["\(option.environmentName) is not available in this version"])
        }
    }

    @Test(arguments: [
        ("a", 5, ["a"]), ("", 5, []), ("aa bb cc", 5, ["aa bb", "cc"]), ("aaaaaaa b", 5, ["aaaaaaa", "b"]),
    ])
    func `lines break at spaces`(_ test: (text: String, width: Int, lines: [String])) {
        #expect(HelpText.wrapped(test.text, to: test.width) == test.lines)
    }

    @Test func `a Unix socket is accepted as an output when it is explained`() {
        let outcome = Settings.parse(arguments: ["-f", "a", "-o", "unix:q"], environment: [:])
        let isServed = HelpText.text(offering: .available).contains("unix:PATH")
        #expect(outcome.mistakes == (isServed ? [] : ["-o: unix:PATH is not available in this version"]))
    }

    @Test func `an option has one name in three spellings`() throws {
        let option = try #require(Option.all.first { $0.name == "on-bad-line" })
        #expect(option.environmentName == "QUOTED_ON_BAD_LINE")
        #expect(option.key == "onBadLine")
    }
}
