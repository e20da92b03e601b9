import CLinux

/// The symbols seen so far, each with its number.
///
/// A hash table with linear probing, never more than half full. A symbol of up to 8 bytes is its own 64-bit key, so
/// finding it compares one word and touches no other memory; a longer one, or one with spaces around it, is hashed and
/// compared in full. Where a key stands is up to numbers that each process draws anew, so that nobody can choose symbols
/// that all want the same place.
/// Memory: 16 to 32 bytes a symbol and its name. Whoever sends quotes names symbols, so both how many there are and the
/// bytes of their names have a limit.
@safe
package final class SymbolTable {
    /// The slots, where the C room finds those of short names: `symbol_slots` tells how.
    private let table: UnsafeMutablePointer<symbol_slots>
    private var names: [[UInt8]] = []
    private let hash: (Span<UInt8>) -> UInt64
    private var nameBytes = 0

    /// How many symbols `admit` lets come to be.
    package let limit: Int
    /// How many bytes the names of so many symbols may have: many more than real ones do.
    private var nameBytesLimit: Int { max(1 << 20, limit.multipliedReportingOverflow(by: 64).partialValue) }

    /// How many symbols there are.
    package var count: Int { names.count }

    /// - Parameter limit: how many symbols `admit` lets come to be, 1 to 16,777,216.
    package convenience init(limit: Int = 1 << 24) {
        self.init(limit: limit, hash: Self.seededHash)
    }

    /// - Parameter hash: of names that are no keys of their own.
    init(limit: Int, hash: @escaping (Span<UInt8>) -> UInt64) {
        self.limit = limit
        self.hash = hash
        unsafe table = .allocate(capacity: 1)
        // An odd multiplier loses no key in the product.
        unsafe table.initialize(
            to: symbol_slots(
                slots: Self.emptySlots(count: 1024), multiplier: .random(in: 0...UInt64.max) | 1, mask: 1023,
                shift: 64 - 10))
    }

    deinit {
        unsafe table.pointee.slots.deallocate()
        unsafe table.deallocate()
    }

    /// The bytes of a symbol's name as they came in.
    package func name(of id: SymbolID) -> [UInt8] { names[Int(id)] }

    /// What the C room is to look symbols up in; valid as long as the table is.
    var plainSlots: UnsafePointer<symbol_slots> { unsafe UnsafePointer(table) }

    /// The number of a symbol that stands in a plain line and is not found by a key of its own, or `nil` where it is empty,
    /// padded with spaces, or can be no further one.
    @inline(never)
    func id(ofPlain text: UnsafePointer<UInt8>, length: Int) -> SymbolID? {
        guard length > 0 else { return nil }
        let name = unsafe Span(_unsafeStart: text, count: length)
        return name.isPadded ? nil : admit(name)
    }

    /// The number of the symbol with these bytes, a new one when it is seen for the first time, whatever the limit is: for
    /// names that are not up to those who send quotes. Amortised constant.
    package func id(of name: Span<UInt8>) -> SymbolID {
        let key = key(of: name)
        return find(key, name) ?? insert(key, name: name)
    }

    /// The number of a symbol that a quote names, a new one when it is seen for the first time, or `nil` where there can be
    /// no further one. Amortised constant.
    package func admit(_ name: Span<UInt8>) -> SymbolID? {
        let key = key(of: name)
        if let id = find(key, name) { return id }
        return names.count < limit && nameBytes + name.count <= nameBytesLimit ? insert(key, name: name) : nil
    }

    /// A short name, packed with its first byte lowest; or else a hash, with a lowest byte of zero, which no short key has.
    private func key(of name: Span<UInt8>) -> UInt64 {
        guard name.count <= 8, !name.isEmpty, !name.contains(0), !name.isPadded else {
            return hash(name) << 8 | 1 << 63
        }
        return name.indices.reduce(0) { key, position in key | UInt64(name[position]) << UInt64(8 * position) }
    }

    private func find(_ key: UInt64, _ name: Span<UInt8>) -> SymbolID? {
        let isHash = key & 0xFF == 0
        var place = self.place(of: key)
        while true {
            let slot = slot(at: place)
            if slot.key == 0 { return nil }
            if slot.key == key, !isHash || isName(of: slot.symbol, name) { return slot.symbol }
            place = self.place(after: place)
        }
    }

    /// How many places are looked at to find a name.
    func probes(for name: Span<UInt8>) -> Int {
        let key = key(of: name)
        var place = self.place(of: key)
        var probes = 1
        while slot(at: place).key != 0, slot(at: place).key != key {
            place = self.place(after: place)
            probes += 1
        }
        return probes
    }

    /// SipHash, with the seed that the standard library has drawn for this process.
    private static func seededHash(_ name: Span<UInt8>) -> UInt64 {
        var hasher = Hasher()
        unsafe name.bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private func isName(of id: SymbolID, _ name: Span<UInt8>) -> Bool {
        let known = names[Int(id)]
        return known.count == name.count && known.indices.allSatisfy { known[$0] == name[$0] }
    }

    private func insert(_ key: UInt64, name: Span<UInt8>) -> SymbolID {
        let id = SymbolID(names.count)
        names.append(name.indices.map { name[$0] })
        nameBytes += name.count
        if unsafe 2 * names.count > table.pointee.mask { grow() }
        place(symbol_slot(key: key, symbol: id))
        return id
    }

    private func slot(at place: Int) -> symbol_slot { unsafe table.pointee.slots[place] }

    private func place(_ slot: symbol_slot) {
        var place = self.place(of: slot.key)
        while self.slot(at: place).key != 0 { place = self.place(after: place) }
        unsafe table.pointee.slots[place] = slot
    }

    private func grow() {
        let old = unsafe table.pointee.slots
        let count = unsafe Int(table.pointee.mask) + 1
        unsafe table.pointee.slots = unsafe Self.emptySlots(count: 2 * count)
        unsafe table.pointee.mask = UInt64(2 * count - 1)
        unsafe table.pointee.shift -= 1
        for index in 0..<count where unsafe old[index].key != 0 { unsafe place(old[index]) }
        unsafe old.deallocate()
    }

    /// Where to look for a key first: the high bits of its product with a random odd number, under which any two keys meet
    /// with a probability of at most two in the number of places (Dietzfelbinger et al., "A reliable randomized algorithm for
    /// the closest-pair problem", 1997).
    private func place(of key: UInt64) -> Int {
        unsafe Int(truncatingIfNeeded: (key &* table.pointee.multiplier) &>> table.pointee.shift)
    }

    private func place(after place: Int) -> Int { unsafe (place + 1) & Int(table.pointee.mask) }

    private static func emptySlots(count: Int) -> UnsafeMutablePointer<symbol_slot> {
        let slots = UnsafeMutablePointer<symbol_slot>.allocate(capacity: count)
        unsafe slots.initialize(repeating: symbol_slot(key: 0, symbol: 0), count: count)
        return unsafe slots
    }
}

extension Span<UInt8> {
    fileprivate func contains(_ byte: UInt8) -> Bool {
        indices.contains { self[$0] == byte }
    }

    /// Whether a space stands at either end.
    fileprivate var isPadded: Bool {
        !isEmpty && (self[0] == UInt8(ascii: " ") || self[count - 1] == UInt8(ascii: " "))
    }
}
