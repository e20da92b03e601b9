package import Quotes

extension Checkpoint {
    /// Gives the symbols their numbers and their windows, none of which has had a quote yet.
    ///
    /// - Throws: `Refusal.damaged` where these are not the names and windows of so many symbols, or do not fit the average.
    ///   Part of them may have been taken in.
    /// - Complexity: linear in their number and in the prices.
    package func fill(_ symbols: SymbolTable, _ average: MovingAverage) throws(Refusal) {
        do {
            var names = CheckpointBytesReader(names)
            for id in 0..<self.symbols {
                let name = try names.content()
                guard symbols.id(of: name.span) == SymbolID(id) else { throw CheckpointBytesReader.Damage() }
            }
            guard names.isAtEnd else { throw CheckpointBytesReader.Damage() }
            try average.fillWindows(ofSymbols: self.symbols, from: windows)
        } catch {
            throw .damaged
        }
    }
}
