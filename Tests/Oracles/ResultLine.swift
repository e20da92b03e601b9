import FoundationEssentials
package import Quotes

/// A result line, read back by JSON's own decoder or by a CSV reader of its own.
package struct ResultLine: Equatable, Decodable {
    /// 0 in CSV, which does not tell it, before the line is counted.
    package var seq: Int
    package var symbol: String
    package var timestamp: String
    package var price: String
    package var sma: String

    package init(seq: Int, symbol: String, timestamp: String, price: String, sma: String) {
        self.seq = seq
        self.symbol = symbol
        self.timestamp = timestamp
        self.price = price
        self.sma = sma
    }

    /// By scalars, since equal strings may differ in them.
    package static func == (one: Self, other: Self) -> Bool {
        one.seq == other.seq
            && [one.symbol, one.timestamp, one.price, one.sma].map { Array($0.unicodeScalars) }
                == [other.symbol, other.timestamp, other.price, other.sma].map { Array($0.unicodeScalars) }
    }
}

extension ResultFormat {
    /// Reads result lines back.
    package func lines(of text: [UInt8]) throws -> [ResultLine] {
        switch self {
        case .json:
            return try text.split(separator: 0x0A).map { try JSONDecoder().decode(ResultLine.self, from: Data($0)) }
        case .csv:
            return try Self.records(of: text).enumerated().map { number, fields in
                guard fields.count == 4 else { throw BrokenPromise("a line has \(fields.count) fields") }
                return ResultLine(
                    seq: number + 1, symbol: fields[0], timestamp: fields[1], price: fields[2], sma: fields[3])
            }
        }
    }

    private static func records(of text: [UInt8]) -> [[String]] {
        var records: [[String]] = []
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var previous: UInt8 = 0
        for byte in text {
            switch byte {
            case 0x22:
                if !isQuoted, previous == 0x22 { fields[fields.count - 1].append(0x22) }
                isQuoted.toggle()
            case 0x2C where !isQuoted: fields.append([])
            case 0x0A where !isQuoted:
                records.append(fields.map { String(decoding: $0, as: UTF8.self) })
                fields = [[]]
            default: fields[fields.count - 1].append(byte)
            }
            previous = byte
        }
        return records
    }
}
