/// What a person had better look at.
extension Explanation {
    /// Each in one line, with the option that says otherwise.
    var doubts: [String] {
        guard let finding else { return [] }
        var doubts = doubtsOfColumns(finding) + doubtsOfPrices(finding)
        if let column = finding.timeOfDay {
            let name = finding.names.map { $0[column].readable(limit: 40) } ?? "\(column + 1)"
            doubts.append(
                "the timestamp is the date alone: the time of day has a column of its own; --columns 'time=\(name)' reads that"
            )
        }
        if order == .newestFirst {
            doubts.append("the newest quotes come first, and are averaged so; --reverse turns them round")
        }
        if order == .mixed { doubts.append("timestamps go back and forth; quotes are averaged in the order they come") }
        doubts += badLines.prefix(3).map { "line \($0.number): \($0.reason)" }
        if badLines.count > 3 { doubts.append("and \(badLines.count - 3) more lines that cannot be read") }
        if counts.missing > counts.quotes {
            doubts.append("\(counts.missing) of \(counts.missing + counts.quotes) prices are missing")
        }
        if quotes.isEmpty, counts.missing + counts.bad == 0 { doubts.append("there is not one quote") }
        return doubts
    }

    private func doubtsOfColumns(_ finding: Finding) -> [String] {
        let names = finding.names ?? []
        guard finding.price != .option else { return [] }
        if finding.price == .wide {
            return ["each column beside the time is taken for a symbol; --columns price=NAME reads one of them"]
        }
        guard finding.dialect.form == .records else { return [] }
        guard !names.isEmpty else {
            let isSure = finding.price == .place && finding.dialect.columns.price < 2
            return isSure
                ? [] : ["without a header columns are told by their place and look; --columns price=3 says which"]
        }
        let price = finding.dialect.columns.price
        let normalized = names.map(ColumnNames.normalized)
        var doubts: [String] = []
        if normalized.count(where: { $0 == normalized[price] }) > 1 {
            doubts.append("several columns are called '\(names[price].readable(limit: 40))': the first is read")
        }
        let others = names.indices.filter {
            $0 != price && normalized[$0] != normalized[price] && ColumnNames.prices.contains(normalized[$0])
        }
        for other in others {
            let name = names[other].readable(limit: 40)
            doubts.append("'\(name)' could be the price as well: --columns 'price=\(name)'")
        }
        if finding.price == .onlyOther, ColumnNames.companions.contains(normalized[price]) {
            doubts.append("'\(names[price].readable(limit: 40))' is no usual name of a price to average")
        }
        return doubts
    }

    private func doubtsOfPrices(_ finding: Finding) -> [String] {
        let fractions = quotes.map(\.price.decimals).filter { $0 > 0 }
        guard finding.dialect.delimiter != UInt8(ascii: ","), !fractions.isEmpty, fractions.allSatisfy({ $0 == 3 })
        else {
            return []
        }
        let sign = decimalSign == .comma ? "comma" : "point"
        return ["every price with a \(sign) has three digits behind it: these could be thousands"]
    }
}
