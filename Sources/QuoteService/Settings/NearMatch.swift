/// Finds what the user probably meant.
enum NearMatch {
    /// The question to put at the end of a message, `; did you mean --window?`; empty where nothing is near.
    ///
    /// - Parameter prefix: what both begin with, which makes nothing alike.
    static func question(_ word: String, among known: [String], after prefix: String = "") -> String {
        best(String(word.dropFirst(prefix.count)), among: known.map { String($0.dropFirst(prefix.count)) })
            .map { "; did you mean \(prefix)\($0)?" } ?? ""
    }

    /// The word that is nearest: the only one that the given one abbreviates, or the one with the fewest slips, as long as
    /// most of it is right.
    static func best(_ word: String, among known: [String]) -> String? {
        let letters = word.lowercased()
        let longer = known.filter { $0.lowercased().hasPrefix(letters) }
        if longer.count == 1, letters.contains(where: \.isLetter) { return longer[0] }
        let nearest =
            known
            .map { (word: $0, slips: slips(Array(letters.utf8), Array($0.lowercased().utf8))) }
            .min { $0.slips < $1.slips }
        guard let nearest, nearest.slips <= max(1, letters.filter(\.isLetter).count / 3) else { return nil }
        return nearest.word
    }

    /// How many slips lead from one word to the other: a letter left out, put in, replaced, or two neighbours exchanged
    /// (the optimal string alignment distance). Takes time and memory in the product of the lengths.
    static func slips(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var rows = [Array(0...other.count)]
        for i in 0..<one.count {
            var row = [i + 1]
            for j in 0..<other.count {
                var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (one[i] == other[j] ? 0 : 1))
                if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                    least = min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[one.count][other.count]
    }
}
