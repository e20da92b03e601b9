/// The windows as bytes, so that another average can go on where this one has left off.
///
/// For each symbol, in the order of their numbers: 32 bits, little-endian, of which the lowest says whether the prices are
/// wide and the rest how many there are; then the prices, oldest first, in 64 bits (units of ten to the power of minus 8)
/// or, wide, in 128 bits (minus 18).
extension MovingAverage {
    /// Why bytes are not what `windowBytes` made.
    package struct Damage: Error, Equatable {
        package let reason: String
    }

    /// The windows of the symbols below `count`. Linear in their number and in the prices.
    package func windowBytes(ofSymbols count: Int) -> [UInt8] {
        let size = (0..<count).reduce(0) { $0 + 4 + self.count(of: $1) * (isWide($1) ? 16 : 8) }
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { bytes, written in
            var rest = UnsafeMutableRawBufferPointer(bytes)
            for symbol in 0..<count { unsafe store(symbol, to: &rest) }
            written = size
        }
    }

    private func isWide(_ symbol: Int) -> Bool {
        unsafe symbol < windows.count && windows[symbol].phase == .wide
    }

    private func count(of symbol: Int) -> Int {
        guard unsafe symbol < windows.count else { return 0 }
        return unsafe isWide(symbol) ? wide[SymbolID(symbol)]!.count : Int(windows[symbol].count)
    }

    private func store(_ symbol: Int, to rest: inout UnsafeMutableRawBufferPointer) {
        let header = UInt32(count(of: symbol) << 1 | (isWide(symbol) ? 1 : 0))
        unsafe store(header.littleEndian, to: &rest)
        if isWide(symbol) {
            for price in wide[SymbolID(symbol)]!.oldestFirst { unsafe store(price.littleEndian, to: &rest) }
        } else if header > 0 {
            unsafe windows[symbol].forEachPrice { price in unsafe store(price.littleEndian, to: &rest) }
        }
    }

    private func store<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ value: Integer, to rest: inout UnsafeMutableRawBufferPointer
    ) {
        unsafe rest.storeBytes(of: value, as: Integer.self)
        unsafe rest = UnsafeMutableRawBufferPointer(rebasing: rest.dropFirst(MemoryLayout<Integer>.size))
    }

    /// Fills the windows of the symbols below `count`, of which none has had a quote yet.
    ///
    /// - Throws: `Damage` where these are no windows of so many symbols, or do not fit this average. Part of them may have
    ///   been taken in.
    package func fillWindows(ofSymbols count: Int, from bytes: [UInt8]) throws(Damage) {
        reserve(symbols: count)
        var rest = WindowBytes(bytes)
        for symbol in 0..<count {
            let header = try rest.next(UInt32.self)
            let count = Int(header >> 1)
            guard count <= window else { throw Damage(reason: "a window of \(count) quotes") }
            if header & 1 == 0 {
                for _ in 0..<count { try fill(symbol, with: try rest.next(Int64.self)) }
            } else {
                try fillWide(symbol, count: count, from: &rest)
            }
        }
        guard rest.isEmpty else { throw Damage(reason: "more windows than symbols") }
    }

    private func fill(_ symbol: Int, with price: Int64) throws(Damage) {
        guard isNarrow(price, largest: largestNarrow) else { throw Damage(reason: "a price that is out of range") }
        _ = warmUp(symbol, with: price)
    }

    private func fillWide(_ symbol: Int, count: Int, from rest: inout WindowBytes) throws(Damage) {
        var prices: [Int128] = []
        var narrowRun = 0
        let limit = powerOfTen(Price.maximumIntegerDigits + Price.maximumDecimals)
        for _ in 0..<count {
            let price = try rest.next(Int128.self)
            guard price.magnitude < limit else { throw Damage(reason: "a price that is out of range") }
            narrowRun = isNarrow(attounits: price) ? narrowRun + 1 : 0
            prices.append(price)
        }
        wide[SymbolID(symbol)] = WideWindow(capacity: window, prices: prices, narrowRun: narrowRun)
        setWide(symbol)
    }

    private func isNarrow(attounits price: Int128) -> Bool {
        let (units, rest) = price.quotientAndRemainder(dividingBy: WideWindow.unitsPerNarrowUnit)
        return rest == 0 && Int64(exactly: units).map { isNarrow($0, largest: largestNarrow) } ?? false
    }
}

/// Windows as bytes, taken from the front.
private struct WindowBytes {
    private let bytes: [UInt8]
    private var position = 0

    var isEmpty: Bool { position == bytes.count }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next<Integer: FixedWidthInteger & BitwiseCopyable>(
        _: Integer.Type
    ) throws(MovingAverage.Damage) -> Integer {
        let size = MemoryLayout<Integer>.size
        guard bytes.count - position >= size else { throw MovingAverage.Damage(reason: "fewer windows than symbols") }
        defer { position += size }
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Integer.self))
        }
    }
}
