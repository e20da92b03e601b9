import Testing

@testable import Quotes

@Suite struct TimestampTests {
    static let second: Int64 = 1_000_000_000
    static let noon: Int64 = 1_767_355_200 * second  // 2026-01-02T12:00:00Z

    static let readable: [(text: String, nanoseconds: Int64)] = [
        ("2026-01-02T12:00:00Z", noon), ("2026-01-02t12:00:00z", noon), ("2026-01-02 12:00:00", noon),
        ("2026-01-02 12:00", noon), ("2026-01-02T12:00Z", noon), ("2026-01-02", noon - 43_200 * second),
        ("20260102", noon - 43_200 * second), ("  2026-01-02 12:00:00 ", noon), ("2026-01-02  12:00:00 Z", noon),
        ("2026-01-02T12:00:00.123Z", noon + 123_000_000), ("2026-01-02 12:00:00,5", noon + 500_000_000),
        ("2026-01-02T12:00:00.123456789Z", noon + 123_456_789),
        ("2026-01-02T12:00:00.1234567899Z", noon + 123_456_789), ("2026-01-02T13:00:00+01:00", noon),
        ("2026-01-02T13:30:00+0130", noon), ("2026-01-02T07:00:00-05", noon), ("2026-01-02 07:00:00 -05:00", noon),
        ("2026-01-02T12:00:60", noon + 60 * second), ("1767355200", noon), ("1767355200.25", noon + second / 4),
        ("1767355200123", noon + 123_000_000), ("1767355200123.5", noon + 123_500_000),
        ("1767355200123456", noon + 123_456_000), ("1767355200123456789", noon + 123_456_789),
        ("1970-01-01", 0), ("0", 0), ("1969-12-31T23:59:59Z", -second), ("2000-02-29", 951_782_400 * second),
        ("1900-03-01", -2_203_891_200 * second), ("99999999", 99_999_999 * second),
        ("2262-04-11T23:47:16.854775807Z", .max), ("1677-09-21T00:12:43.145224192Z", .min),
        ("2262-04-12T00:00:00+01:00", 9_223_369_200 * second), ("1677-09-20T23:12:44-01:00", -9_223_372_036 * second),
    ]

    @Test(arguments: readable) func `a timestamp is nanoseconds since 1970`(_ test: (text: String, nanoseconds: Int64))
    {
        #expect(Timestamp(test.text.utf8)?.nanoseconds == test.nanoseconds)
    }

    @Test(arguments: [
        "", " ", "never", "2026", "2026-1-2", "2026-13-01", "2026-02-29", "2026-00-10", "2026-01-00", "2026-01-02T",
        "2026-01-02T24:00:00", "2026-01-02T12", "2026-01-02T12:60", "2026-01-02T12:00:61", "2026-01-02T12:00:00.",
        "2026-01-02T12:00:00X", "2026-01-02T12:00:00+1", "2026-01-02T12:00:00+25:00", "2026-01-02T12:00:00+01:00Z",
        "2026-01-02Z", "02/01/2026", "12:00:00", "-5", "1.", ".5", "1e9", "12345678901234567890", "99999999999",
        "9999-12-31", "1500-01-01", "2026-01-02T12:00:00+01:60", "2026-01-02T12:00:00+:01:", "t0", "2262-04-12",
        "2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43.145224191Z",
    ])
    func `what is no timestamp is not read as one`(_ text: String) {
        // A year alone would be seconds.
        #expect(Timestamp(text.utf8)?.nanoseconds == (text == "2026" ? 2026 * Self.second : nil))
    }

    @Test func `every day from 1800 to 2200 comes one day after the one before`() {
        var expected = Timestamp.days(year: 1799, month: 12, day: 31)
        var isEachNext = true
        for year in 1800...2200 {
            for month in 1...12 {
                for day in 1...Timestamp.daysInMonth(month, of: year) {
                    expected += 1
                    isEachNext = isEachNext && Timestamp.days(year: year, month: month, day: day) == expected
                }
            }
        }
        #expect(isEachNext)
        #expect(Timestamp.days(year: 1970, month: 1, day: 1) == 0)
    }
}
