import Testing

@testable import quoted_fuzz

struct FuzzInputTests {
    @Test func `the first line holds choices, and the first of several when it is used up`() {
        var input = FuzzInput(Array("0123\nrest\nof it".utf8))
        #expect((0..<6).map { _ in input.number(below: 3) } == [0, 1, 2, 0, 0, 0])
        #expect(input.bytes == Array("rest\nof it".utf8))
        #expect(FuzzInput(Array("01".utf8)).bytes == [])
    }

    @Test(arguments: [("", [Int.max]), ("0", [0, .max]), ("102", [1, 0, 2]), ("z", [74]), ("\u{2F}", [64 * 59])])
    func `what is left of the choices are sizes, one of them more than nothing`(_ text: String, _ sizes: [Int]) {
        var input = FuzzInput(Array(text.utf8))
        #expect(input.sizes() == sizes)
    }

    @Test func `a target is chosen by its name`() {
        for target in FuzzTarget.allCases {
            #expect(FuzzTarget(choosing: ["-x", "--target=\(target.rawValue)"]) == target)
        }
        #expect(FuzzTarget(choosing: ["--target=", "reader"]) == nil)
        #expect(FuzzTarget(choosing: []) == nil)
    }
}
