/// What happened, in the order in which it did.
final class Journal {
    private(set) var entries: [String] = []

    func note(_ entry: String) { entries.append(entry) }
}

/// Errors to throw in and out.
enum Trouble: Error, Equatable { case first, second }
