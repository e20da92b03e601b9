/// Where a result line ends, and whose it is.
package struct LineMark: BitwiseCopyable {
    /// Counted in bytes from the start of the output; the newline is before it.
    package let end: UInt32
    package let symbol: SymbolID
}

/// Notes the lines as they are written, where anyone wants to know.
@safe
struct LineMarker {
    let start: UnsafeMutablePointer<UInt8>
    var marks: UnsafeMutablePointer<LineMark>?

    @inline(__always)
    mutating func lineEnded(at end: UnsafeMutablePointer<UInt8>, symbol: SymbolID) {
        guard let mark = unsafe marks else { return }
        unsafe mark.initialize(to: LineMark(end: UInt32(truncatingIfNeeded: end - start), symbol: symbol))
        unsafe marks = mark + 1
    }

    @inline(__always)
    mutating func linesEnded(
        at ends: UnsafePointer<UnsafeMutablePointer<UInt8>>, of quotes: UnsafePointer<Quote>, count: Int
    ) {
        guard unsafe marks != nil else { return }
        for index in 0..<count { unsafe lineEnded(at: ends[index], symbol: quotes[index].symbol) }
    }
}
