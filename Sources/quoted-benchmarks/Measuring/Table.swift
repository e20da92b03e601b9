/// A table in Markdown that can be read as it is: labels to the left, figures to the right.
struct Table: CustomStringConvertible {
    private var rows: [[String]]
    private let labels: Int

    /// - Parameter labels: how many columns, from the first on, hold labels.
    init(columns: [String], labels: Int = 1) {
        rows = [columns]
        self.labels = labels
    }

    /// Adds a row with as many cells as there are columns.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == rows[0].count, "A row has a cell for each column.")
        rows.append(cells)
    }

    var description: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
        var lines = rows.map { cells in
            let padded = cells.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - cells[column].count)
                return column < labels ? cells[column] + padding : padding + cells[column]
            }
            return "| \(padded.joined(separator: " | ")) |"
        }
        let rules = widths.indices.map { column in
            String(repeating: "-", count: widths[column] + 1) + (column < labels ? "-" : ":")
        }
        lines.insert("|\(rules.joined(separator: "|"))|", at: 1)
        return lines.joined(separator: "\n")
    }
}

/// A number of at least 0 with a fixed number of decimals.
func decimal(_ value: Double, places: Int) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let units = Int((value * Double(scale)).rounded())
    guard places > 0 else { return String(units) }
    let fraction = String(units % scale)
    return "\(units / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
}

/// A number of at least 0 with its digits in groups of three.
func grouped(_ value: Int) -> String {
    let digits = String(value)
    return digits.enumerated().reduce(into: "") { text, digit in
        if digit.offset > 0 && (digits.count - digit.offset).isMultiple(of: 3) { text += "," }
        text.append(digit.element)
    }
}
