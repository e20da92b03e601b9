/// Which columns hold a quote's symbol, time and price, where the user says so.
package struct Columns: Equatable, Sendable {
    package var symbol: ColumnSelector?
    package var time: ColumnSelector?
    package var price: ColumnSelector?

    package init(symbol: ColumnSelector? = nil, time: ColumnSelector? = nil, price: ColumnSelector? = nil) {
        self.symbol = symbol
        self.time = time
        self.price = price
    }
}

/// A column, by what the header calls it or by where it stands.
package enum ColumnSelector: Hashable, Sendable {
    /// The column of this name.
    case name(String)
    /// The column of this number, from 1.
    case number(Int)
}

extension Columns {
    /// The largest column number that is accepted, which is more than the longest line could hold in practice.
    static let numbers = 1...65536

    /// The columns that a quote is read from, in the order they are written in.
    static let roles: [(name: String, property: any WritableKeyPath<Columns, ColumnSelector?> & Sendable)] = [
        ("symbol", \.symbol), ("time", \.time), ("price", \.price),
    ]

    /// Reads `symbol=Ticker,time=Date,price=Close`; a selector of digits alone is a number.
    init(_ list: String) throws(Refusal) {
        self.init()
        for item in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let equals = item.firstIndex(of: "=") else {
                throw Refusal("\(String(item).inQuotes) is not of the form symbol=, time= or price= and a column")
            }
            let text = item[item.index(after: equals)...].trimmed
            let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            try set(item[..<equals].trimmed, to: isNumber ? .number(Int(text) ?? .max) : .name(text))
        }
    }

    /// Reads an object such as `{ symbol: "Ticker", price: 5 }`; here a name may consist of digits or hold a comma.
    init(_ object: [String: JSONValue]) throws(Refusal) {
        self.init()
        // A dictionary has no order, and the user wants the same message each time.
        for (role, value) in object.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .string(let name): try set(role, to: .name(name))
            case .integer(let number): try set(role, to: .number(number))
            default: throw Refusal("the column of \(role.inQuotes) is \(value.kind), not a name or a number")
            }
        }
    }

    private mutating func set(_ role: String, to selector: ColumnSelector) throws(Refusal) {
        guard let property = Self.roles.first(where: { $0.name == role })?.property else {
            throw Refusal("\(role.inQuotes) is not a column that is read")
        }
        guard self[keyPath: property] == nil else { throw Refusal("\(role) is given twice") }
        switch selector {
        case .name(""): throw Refusal("\(role) has no column")
        case .number(let number) where !Self.numbers.contains(number):
            throw Refusal("the column of \(role) is not from 1 to \(Self.numbers.upperBound)")
        default: break
        }
        guard !Self.roles.contains(where: { self[keyPath: $0.property] == selector }) else {
            throw Refusal("\(role) has the same column as another")
        }
        self[keyPath: property] = selector
    }
}

extension Columns: CustomStringConvertible {
    package var description: String {
        Self.roles.compactMap { role in
            self[keyPath: role.property].map { "\(role.name)=\($0)" }
        }.joined(separator: ",")
    }
}

extension ColumnSelector: CustomStringConvertible {
    package var description: String {
        switch self {
        case .name(let name): name
        case .number(let number): String(number)
        }
    }
}
