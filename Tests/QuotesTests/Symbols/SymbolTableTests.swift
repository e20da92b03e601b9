import Testing

@testable import Quotes

struct SymbolTableTests {
    @Test(arguments: [
        ["A", "B", "AA", "AB", "BA", "AAAAAAAA", "AAAAAAAB", "AAAAAAAAA", "AAAAAAAAAA", ""],
        ["A", "A\0", "A\0\0", "\0A", "\0", "\0\0", "A\0B", "AB", "ABCDEFG", "ABCDEFG\0", "ABCDEFGH", "ABCDEFGH\0", ""],
        ["é", "e\u{301}", "É", "株式会社", "株式会社株", "\u{7F}", "\u{10FFFF}"],
        (0...70).map { String(repeating: "x", count: $0) },
        (0...40).map { "a long common prefix of \($0)" },
        (0...40).map { "\($0) and a long common suffix" },
    ])
    func `each name has a number of its own, in the order of first appearance`(_ names: [String]) {
        // In the second, every hash is the same.
        for table in [SymbolTable(), SymbolTable(limit: 100) { _ in 0x1234_5678 }] {
            for _ in 0..<2 {
                for (number, name) in names.enumerated() {
                    #expect(table.id(of: name) == SymbolID(number), "\(name)")
                    #expect(table.name(of: SymbolID(number)) == Array(name.utf8))
                }
            }
            #expect(table.count == names.count)
        }
    }

    @Test(
        arguments: [
            // Short, long, and of both kinds in turn.
            { "S\($0)" }, { "a longer symbol \($0)" },
            { $0.isMultiple(of: 2) ? "\($0)" : "the symbol of number \($0)" },
            // Short names that differ in their last byte first.
            { String(String("0000000\($0)".suffix(8)).reversed()) },
        ] as [@Sendable (Int) -> String])
    func `numbers stay as the table grows`(_ name: @Sendable (Int) -> String) {
        let table = SymbolTable()
        for number in 0..<10_000 {
            guard table.id(of: name(number)) == SymbolID(number) else {
                Issue.record("\(name(number)) is not new")
                return
            }
        }
        for number in (0..<10_000).reversed() where table.id(of: name(number)) != SymbolID(number) {
            Issue.record("\(name(number)) is not \(number)")
        }
        #expect(table.count == 10_000)
        #expect((0..<10_000).allSatisfy { table.name(of: SymbolID($0)) == Array(name($0).utf8) })
    }

    @Test(arguments: 0...20) func `a name amid a plain line is the same name`(_ length: Int) {
        let table = SymbolTable()
        let names: [[UInt8]] = [0x21, 0x41, 0x7F, 0x80, 0xFF].map { [UInt8](repeating: $0, count: length) }
        for beside: UInt8 in [0, 0x20, 0x2C, 0xFF] {
            for (number, name) in names.enumerated() {
                let line = [beside] + name + [UInt8](repeating: beside, count: 8)
                let id = unsafe line.withUnsafeBufferPointer {
                    unsafe table.id(ofPlain: $0.baseAddress! + 1, length: length)
                }
                #expect(id == (length == 0 ? nil : SymbolID(number)))
                if id != nil { #expect(table.id(of: name.span) == id) }
            }
        }
    }

    @Test(arguments: [" A", "A ", " ", "  ", " A ", " ABCDEFG", "ABCDEFG ", " ABCDEFGHIJ", "ABCDEFGHIJ "])
    func `a padded name is none of a plain line, though a quoted field may hold it`(_ name: String) {
        let table = SymbolTable()
        for known in 0...1 {
            let line = Array("\(name),       ".utf8)
            let id = unsafe line.withUnsafeBufferPointer {
                unsafe table.id(ofPlain: $0.baseAddress!, length: name.utf8.count)
            }
            #expect(id == nil)
            #expect(table.count == known)
            #expect(table.id(of: name) == 0)
        }
    }

    @Test func `past the limit only known names have a number, but for those that are given`() {
        let table = SymbolTable(limit: 2)
        #expect(table.admit("A") == 0)
        #expect(table.admit("a longer symbol") == 1)
        for refused in ["B", "another long symbol"] {
            #expect(table.admit(refused) == nil)
            let line = Array("\(refused),       ".utf8)
            let id = unsafe line.withUnsafeBufferPointer {
                unsafe table.id(ofPlain: $0.baseAddress!, length: refused.utf8.count)
            }
            #expect(id == nil)
        }
        #expect(table.id(of: "FEED") == 2)
        #expect(["A", "a longer symbol", "FEED", "B"].map(table.admit) == [0, 1, 2, nil])
        #expect(table.count == 3)
    }

    @Test func `the names of few symbols do not take much memory either`() {
        let table = SymbolTable(limit: 1000)
        let name = String(repeating: "x", count: 65_536)
        let admitted = (0..<1000).count { table.admit("\($0)\(name)") != nil }
        #expect(admitted == 15)
        #expect(table.admit("A") != nil)
    }

    /// Keys that stand in the same place where a table multiplies by the golden ratio, as one without secrets would.
    private func collidingNames(_ count: Int) -> [String] {
        // The inverse of the multiplier turns what is to be the product into a key.
        var inverse: UInt64 = 1
        let ratio: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<6 { inverse = inverse &* (2 &- ratio &* inverse) }
        var names: [String] = []
        var product: UInt64 = 0x1234_5000_0000_0000
        while names.count < count {
            product += 0x9E37
            let key = product &* inverse
            let isText = (0..<8).allSatisfy { (0x21...0x7E).contains(key >> (8 * UInt64($0)) & 0xFF) }
            guard isText else { continue }
            names.append(String(decoding: (0..<8).map { UInt8(truncatingIfNeeded: key >> (8 * $0)) }, as: UTF8.self))
        }
        return names
    }

    @Test func `names that were chosen to collide do not`() {
        let names = collidingNames(500)
        let table = SymbolTable()
        for name in names { _ = table.id(of: name) }
        let probes = names.map { table.probes(for: Array($0.utf8).span) }
        // Where they did, one after the other would look at all before it: 250 on the average.
        #expect(probes.reduce(0, +) < 20 * names.count, "\(probes)")
    }
}

extension SymbolTable {
    fileprivate func id(of name: String) -> SymbolID {
        let bytes = Array(name.utf8)
        return id(of: bytes.span)
    }

    fileprivate func admit(_ name: String) -> SymbolID? {
        let bytes = Array(name.utf8)
        return admit(bytes.span)
    }
}
