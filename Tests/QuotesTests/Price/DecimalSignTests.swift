import Oracles
import Testing

@testable import Quotes

struct DecimalSignTests {
    @Test(arguments: [
        ("1.5", DecimalSign.point), ("1,5", .comma), ("5,693.31", .point), ("5.693,31", .comma), ("5,693,100", .point),
        ("5.693.100", .comma), ("1,234,567.5", .point), ("1.234.567,5", .comma), ("5,693", .comma), ("5.693", .point),
        ("100", nil), ("", nil), ("2e-05", nil), (".", .point),
    ])
    func `the last of point and comma is the decimal sign, unless it groups thousands`(
        _ price: String, _ sign: DecimalSign?
    ) {
        let bytes = Array(price.utf8)
        #expect(DecimalSign(toldBy: bytes.span) == sign)
    }

    @Test(arguments: [
        (
            "Date;Schlusskurs\n2026-01-02;5.693,31\n2026-01-03;5.700\n",
            ["DEF,2026-01-02,5693.31", "DEF,2026-01-03,5700"]
        ),
        ("Date;Close\n2026-01-02;5693.31\n2026-01-03;5,700\n", ["DEF,2026-01-02,5693.31", "DEF,2026-01-03,5700"]),
        ("Date;Close\nt;\nu;100\nv;100,5\n", ["DEF,u,100", "DEF,v,100.5"]),
        ("t;1,5\nu;2,5\n", ["DEF,t,1.5", "DEF,u,2.5"]),
        ("t\t1,5\nu\t5,693\n", ["DEF,t,1.5", "DEF,u,5.693"]),
        // A group of three is one of thousands where no semicolon makes room for the comma.
        ("t\t5,693\nu\t1.5\n", ["DEF,t,5693", "DEF,u,1.5"]),
        ("t|5,693\nu|1,5\n", ["DEF,t,5693", "2: price '1,5' is not a number"]),
        ("t;5,693\nu;1,5\n", ["DEF,t,5.693", "DEF,u,1.5"]),
        // Where commas part the fields the first price tells.
        ("Date,Close\nt,\"5.693,31\"\nu,\"1,5\"\n", ["DEF,t,5693.31", "DEF,u,1.5"]),
        ("Date,Close\nt,\"5,693\"\n", ["DEF,t,5693"]),
        ("Date,Close\nt,5\nu,\"1,5\"\n", ["DEF,t,5", "3: price '1,5' is not a number"]),
    ])
    func `the first price that holds one tells the decimal sign`(
        _ text: String, _ summary: [String]
    ) {
        #expect(Feed(text).read().summary == summary)
    }
}
