/// Why no dialect could be found: the source cannot be read at all, and the message says what to add.
package enum DialectError: Error, Equatable {
    /// `columns` are the names in the first line.
    case noPriceColumn(columns: [String])
    case noSuchColumn(role: String, name: String, columns: [String])
    case numberPastEnd(role: String, number: Int, columns: Int)
    case nameWithoutHeader(role: String, name: String)
    /// The first record under the header has more fields than the header has names.
    case shortHeader(line: Int, fields: Int, columns: Int)
    /// Two columns of a wide file have the same name.
    case repeatedSymbol(String)
    /// `names` are those of the members of the first object.
    case noPriceMember(names: [String])
    case noSuchMember(role: String, name: String, names: [String])
    case numberInObject(role: String, number: Int)
    /// It is no text with lines.
    case foreign(ForeignFormat)
}

extension DialectError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noPriceColumn(let columns):
            "the first line has no column with a price; its columns are \(Self.list(columns)); "
                + (Self.candidate(columns).map { "choose one, as with --columns price=\($0)" }
                    ?? "name one with --columns price=NAME, or say --no-header where the first line is data")
        case .noSuchColumn(let role, let name, let columns):
            "--columns \(role)=\(name): the header has no such column; its columns are \(Self.list(columns))"
        case .numberPastEnd(let role, let number, let columns):
            "--columns \(role)=\(number): the first line has \(columns == 1 ? "1 column" : "\(columns) columns"); "
                + "check --delimiter"
        case .nameWithoutHeader(let role, let name):
            "--columns \(role)=\(name): there is no header to find a name in; give the column's number"
        case .shortHeader(let line, let fields, let columns):
            "line \(line) has \(fields) fields, and the header has \(columns == 1 ? "1 name" : "\(columns) names"), so that "
                + "there is no telling which belongs to which; mend the header, or check --delimiter"
        case .repeatedSymbol(let name):
            "two columns are called '\(name.readable(limit: 40))', and each is to be a symbol; rename one, "
                + "or name a single column with --columns price=NAME"
        case .noPriceMember(let names):
            "the first object has no member with a price; its members are \(Self.list(names)); "
                + (Self.candidate(names).map { "choose one, as with --columns price=\($0)" }
                    ?? "name one with --columns price=NAME")
        case .noSuchMember(let role, let name, let names):
            "--columns \(role)=\(name): the first object has no such member; its members are \(Self.list(names))"
        case .numberInObject(let role, let number):
            "--columns \(role)=\(number): the members of an object have no numbers; give the member's name"
        case .foreign(let format): "\(format.description); \(format.advice(path: nil))"
        }
    }

    /// A column that could be meant by the price, as there is no last one.
    private static func candidate(_ columns: [String]) -> String? {
        ["bid", "bidprice", "geld", "open"].lazy.compactMap { name in
            columns.first { ColumnNames.normalized($0) == name }
        }.first
    }

    private static func list(_ columns: [String]) -> String {
        columns.map { "'\($0.readable(limit: 40))'" }.joined(separator: ", ")
    }
}
