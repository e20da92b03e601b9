/// How the lines of one source are cut: what stands between fields, which field is what, and whether a header leads.
package struct Dialect: Equatable {
    package var delimiter: UInt8
    /// A point, but where a price tells that it is a comma: between commas the first price, else the first that holds either.
    package var decimalSign: DecimalSign
    package var hasHeader: Bool
    /// Of a wide file those of its first quote; without meaning in objects.
    package var columns: Columns
    package var form: Form

    package init(
        delimiter: UInt8, decimalSign: DecimalSign, hasHeader: Bool, columns: Columns, form: Form = .records
    ) {
        self.delimiter = delimiter
        self.decimalSign = decimalSign
        self.hasHeader = hasHeader
        self.columns = columns
        self.form = form
    }

    /// What a record is.
    package enum Form: Equatable, Sendable {
        /// One quote.
        case records
        /// A quote in each of these columns, the time before them: one column a symbol. There is at least one.
        case wide([Cell])
        /// A line with a JSON object, which is one quote.
        case objects(Members)
    }

    /// A column of a wide file.
    package struct Cell: Equatable, Sendable {
        /// Counted from 0.
        package var column: Int
        package var symbol: String

        package init(column: Int, symbol: String) {
            self.column = column
            self.symbol = symbol
        }
    }

    /// What the members of an object are called that make a quote.
    package struct Members: Equatable, Sendable {
        /// `nil` where every quote has the source's symbol.
        package var symbol: String?
        /// `nil` where the timestamp is empty.
        package var timestamp: String?
        package var price: String

        package init(symbol: String?, timestamp: String?, price: String) {
            self.symbol = symbol
            self.timestamp = timestamp
            self.price = price
        }
    }

    /// Where the fields of a quote stand, counted from 0.
    package struct Columns: Equatable, BitwiseCopyable {
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
