/// The memory of a reader: the input that is not yet read, and the lines that it composed.
///
/// Both stay where they are until the reader is told that its quotes are consumed, since quotes point into them. Vector
/// loads may reach up to 64 bytes before and after, so both are padded by that much.
@safe
struct ReaderMemory: ~Copyable {
    static let padding = 64

    let input: UnsafeMutablePointer<UInt8>
    let inputCapacity: Int
    let composed: UnsafeMutablePointer<UInt8>
    let composedCapacity: Int
    var composedCount = 0
    /// The first 64 bytes of the symbol of data without such a column.
    let defaultSymbol: UnsafeMutablePointer<UInt8>

    /// - Parameters:
    ///   - chunk: bytes to take in at a time, over and above a line that is not yet complete.
    ///   - maximumLine: bytes of the longest line.
    init(chunk: Int, maximumLine: Int, defaultSymbol symbol: [UInt8]) {
        inputCapacity = chunk + QuoteReader.byteOrderMark.count + maximumLine + 2
        // One line always fits: its symbol and timestamp may be the same column, and every quote in it is doubled.
        composedCapacity = 2 * chunk + 4 * maximumLine + symbol.count + 1024
        unsafe input = Self.padded(inputCapacity)
        unsafe composed = Self.padded(composedCapacity)
        unsafe defaultSymbol = Self.padded(64)
        for (place, byte) in symbol.prefix(64).enumerated() { unsafe defaultSymbol[place] = byte }
    }

    deinit {
        unsafe (input - Self.padding).deallocate()
        unsafe (composed - Self.padding).deallocate()
        unsafe (defaultSymbol - Self.padding).deallocate()
    }

    /// Copies `text` to the composed lines and returns where it stands, or `nil` where there is no room for it.
    mutating func compose(_ text: [UInt8]) -> UnsafePointer<UInt8>? {
        guard composedCapacity - composedCount >= text.count else { return nil }
        let start = unsafe composed + composedCount
        for (place, byte) in text.enumerated() { unsafe start[place] = byte }
        composedCount += text.count
        return unsafe UnsafePointer(start)
    }

    private static func padded(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        let start = UnsafeMutableRawPointer.allocate(byteCount: capacity + 3 * padding, alignment: 64)
        unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: padding)
        return unsafe start.assumingMemoryBound(to: UInt8.self) + padding
    }
}
