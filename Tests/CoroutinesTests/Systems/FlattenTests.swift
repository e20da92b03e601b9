import Coroutines
import Testing

/// Nested lists, flattened by delegating each list to a generator of its own.
@Suite(.timeLimit(.minutes(10)))
struct FlattenTests {
    /// Yields the leaves of `list`, in order, lazily.
    private func flatten(_ list: any Sequence, textIsLeaf: Bool = true) -> Generator<String> {
        func open(_ list: some Sequence) -> Generator<String> {
            Generator { me in
                for item in list {
                    if textIsLeaf, let text = item as? String {
                        try await me.yield(text)
                    } else if let inner = item as? any Sequence {
                        try await me.delegate(to: flatten(inner, textIsLeaf: textIsLeaf))
                    } else {
                        try await me.yield("\(item)")
                    }
                }
            }
        }
        return open(list)
    }

    private let nested: [Any] = [1, [2, [3, [4, 5] as [Any]] as [Any], [] as [Any]] as [Any], "six", [["seven"]]]

    @Test func `flatten yields the leaves of a nested list in order`() {
        #expect(Array(flatten(nested)) == ["1", "2", "3", "4", "5", "six", "seven"])
    }

    @Test func `flatten takes text apart if asked to`() {
        #expect(Array(flatten(["ab", ["c"]] as [Any], textIsLeaf: false)) == ["a", "b", "c"])
    }

    @Test func `flatten is lazy`() {
        var made = 0
        let endless = sequence(state: 0) { (number: inout Int) -> Any? in
            number += 1
            made += 1
            return [number, [number]] as [Any]
        }
        #expect(Array(flatten(endless).prefix(4)) == ["1", "1", "2", "2"])
        #expect(made == 2)
    }

    @Test func `flatten goes 100_000 levels deep without overflowing the stack`() throws {
        let depth = 100_000
        var nested: [Any] = ["bottom"]
        for _ in 0..<depth { nested = [nested] }
        do {
            let leaves = flatten(nested)
            #expect(leaves.next() == "bottom")
            #expect(leaves.next() == nil)
            let dropped = flatten(nested)
            #expect(dropped.next() == "bottom")
        }
        // An array of arrays is taken apart by recursion; not so if each level is let go before the next.
        while let inner = nested.first as? [Any] { nested = inner }
    }
}
