/// An input in two parts: its first line holds choices, a byte each, and what follows is for what is fuzzed.
///
/// The digit 0 is the first of several choices, 1 the second, and so on round and round; where the line is used up, all
/// that is left to choose is the first. So an input is read and written by people as well.
struct FuzzInput {
    private var choices: ArraySlice<UInt8>
    /// What follows the first line.
    let bytes: [UInt8]

    init(_ input: [UInt8]) {
        let end = input.firstIndex(of: UInt8(ascii: "\n")) ?? input.count
        choices = input[..<end]
        bytes = Array(input.dropFirst(end + 1))
    }

    /// A number below `count`.
    mutating func number(below count: Int) -> Int {
        Int((choices.popFirst() ?? 0x30) &- 0x30) % count
    }

    mutating func flag() -> Bool { number(below: 2) == 1 }

    /// One of several.
    mutating func one<Element>(of elements: [Element]) -> Element { elements[number(below: elements.count)] }

    /// Sizes of chunks, made of the choices that are left: 0 to 199 bytes each, then steps of 64. One at least is more
    /// than 0.
    mutating func sizes() -> [Int] {
        let sizes = choices.prefix(24).map { byte in
            let number = Int(byte &- 0x30)
            return number < 200 ? number : 64 * (number - 196)
        }
        choices = []
        return sizes.contains { $0 > 0 } ? sizes : sizes + [.max]
    }
}
