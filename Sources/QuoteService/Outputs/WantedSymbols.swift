import Quotes

/// The symbols a subscriber asked for, some of which may not have been seen yet.
///
/// Memory: the names, 8 bytes for each, and a byte for each symbol of the table.
struct WantedSymbols {
    /// The names in one piece.
    private var text: [UInt8] = []
    /// Where each name lies in the text, in the order of the names.
    private var names: [Range<UInt32>] = []
    /// By symbol: whether it is wanted; `nil` where that was not looked up yet.
    private var known: [Bool?] = []

    init(_ names: [String]) {
        for name in names {
            let start = UInt32(text.count)
            text += name.utf8
            self.names.append(start..<UInt32(text.count))
        }
        let text = text
        self.names.sort { one, other in Self.slice(text, one).lexicographicallyPrecedes(Self.slice(text, other)) }
    }

    /// Whether a symbol is wanted. Logarithmic in the number of names the first time, constant from then on.
    mutating func contains(_ symbol: SymbolID, _ symbols: SymbolTable) -> Bool {
        if Int(symbol) >= known.count {
            known.append(contentsOf: repeatElement(nil, count: max(Int(symbol) + 1, symbols.count) - known.count))
        }
        if let known = known[Int(symbol)] { return known }
        let isWanted = contains(symbols.name(of: symbol))
        known[Int(symbol)] = isWanted
        return isWanted
    }

    private func contains(_ name: [UInt8]) -> Bool {
        var range = names[...]
        while let last = range.indices.last {
            let middle = range.startIndex + (last - range.startIndex) / 2
            let candidate = Self.slice(text, names[middle])
            if candidate.elementsEqual(name) { return true }
            range = candidate.lexicographicallyPrecedes(name) ? range[(middle + 1)...] : range[..<middle]
        }
        return false
    }

    private static func slice(_ text: [UInt8], _ place: Range<UInt32>) -> ArraySlice<UInt8> {
        text[Int(place.lowerBound)..<Int(place.upperBound)]
    }
}
