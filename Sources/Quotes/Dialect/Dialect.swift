/// How the lines of one source are cut: what stands between fields, which field is what, and whether a header leads.
package struct Dialect: Equatable {
    package var delimiter: UInt8
    /// A point, but where the fields stand between semicolons: there the first price that holds a point or a comma tells.
    package var decimalSign: DecimalSign
    package var hasHeader: Bool
    package var columns: Columns

    package init(delimiter: UInt8, decimalSign: DecimalSign, hasHeader: Bool, columns: Columns) {
        self.delimiter = delimiter
        self.decimalSign = decimalSign
        self.hasHeader = hasHeader
        self.columns = columns
    }

    /// Where the fields of a quote stand, counted from 0.
    package struct Columns: Equatable {
        /// `nil` where the data has no such column and every quote has the source's symbol.
        package var symbol: Int?
        /// `nil` where the data has no such column and the timestamp is empty.
        package var timestamp: Int?
        package var price: Int

        package init(symbol: Int?, timestamp: Int?, price: Int) {
            self.symbol = symbol
            self.timestamp = timestamp
            self.price = price
        }

        /// The last column that a line must have.
        package var last: Int { max(symbol ?? 0, timestamp ?? 0, price) }
    }

    /// What the user said of the dialect; what is `nil` is found from the first line.
    package struct Options: Equatable {
        package var delimiter: UInt8?
        /// `false`: the first line is data.
        package var hasHeader: Bool?
        package var symbol: Selector?
        package var timestamp: Selector?
        package var price: Selector?

        package init(
            delimiter: UInt8? = nil, hasHeader: Bool? = nil, symbol: Selector? = nil, timestamp: Selector? = nil,
            price: Selector? = nil
        ) {
            self.delimiter = delimiter
            self.hasHeader = hasHeader
            self.symbol = symbol
            self.timestamp = timestamp
            self.price = price
        }
    }

    /// A column by its name in the header or by its place.
    package enum Selector: Equatable {
        case name(String)
        /// Counted from 1.
        case number(Int)
    }
}

/// Why no dialect could be found: the source cannot be read at all, and the message says what to add.
package enum DialectError: Error, Equatable {
    /// `columns` are the names in the first line.
    case noPriceColumn(columns: [String])
    case noSuchColumn(role: String, name: String, columns: [String])
    case numberPastEnd(role: String, number: Int, columns: Int)
    case nameWithoutHeader(role: String, name: String)
}

extension DialectError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noPriceColumn(let columns):
            "the first line has no column with a price; its columns are \(Self.list(columns)); "
                + "name one with --columns price=NAME, or say --no-header where the first line is data"
        case .noSuchColumn(let role, let name, let columns):
            "--columns \(role)=\(name): the header has no such column; its columns are \(Self.list(columns))"
        case .numberPastEnd(let role, let number, let columns):
            "--columns \(role)=\(number): the first line has \(columns == 1 ? "1 column" : "\(columns) columns"); "
                + "check --delimiter"
        case .nameWithoutHeader(let role, let name):
            "--columns \(role)=\(name): there is no header to find a name in; give the column's number"
        }
    }

    private static func list(_ columns: [String]) -> String {
        columns.map { "'\($0.readable(limit: 40))'" }.joined(separator: ", ")
    }
}
