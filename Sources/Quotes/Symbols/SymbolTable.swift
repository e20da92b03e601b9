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
    private struct Slot: BitwiseCopyable {
        /// 0 where the slot is free.
        var key: UInt64
        var id: SymbolID
    }

    private var slots: UnsafeMutablePointer<Slot>
    /// One less than the number of slots, which is a power of two.
    private var mask: Int
    /// 64 less the exponent of the number of slots.
    private var shift: UInt64
    /// By length, the bits of a word that belong to a name of so many bytes.
    private let lengthMasks: UnsafeMutablePointer<UInt64>
    private var names: [[UInt8]] = []
    /// Odd, so that no key is lost in the product.
    private let multiplier = UInt64.random(in: 0...UInt64.max) | 1
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
        unsafe slots = Self.emptySlots(count: 1024)
        mask = 1023
        shift = 64 - 10
        unsafe lengthMasks = .allocate(capacity: 9)
        for length in 0...8 { unsafe (lengthMasks + length).initialize(to: ~(UInt64.max << UInt64(8 * length))) }
    }

    deinit {
        unsafe slots.deallocate()
        unsafe lengthMasks.deallocate()
    }

    /// The bytes of a symbol's name as they came in.
    package func name(of id: SymbolID) -> [UInt8] { names[Int(id)] }

    /// The number of the symbol that stands at `text` in a plain line, or `nil` where it is empty or padded with spaces.
    /// 8 bytes may be read there.
    ///
    /// Short names with a space at either end are not found by their keys, so this way need not look for spaces.
    @inline(__always)
    func id(ofPlain text: UnsafePointer<UInt8>, length: Int) -> SymbolID? {
        guard UInt(bitPattern: length &- 1) < 8 else { return unsafe id(ofLongPlain: text, length: length) }
        let bytes = unsafe UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
        let key = unsafe bytes & lengthMasks[length]
        var place = self.place(of: key)
        while true {
            let slot = unsafe slots[place]
            if slot.key == key { return slot.id }
            if slot.key == 0 { return unsafe id(ofNewPlain: text, length: length) }
            place = (place &+ 1) & mask
        }
    }

    @inline(never)
    private func id(ofLongPlain text: UnsafePointer<UInt8>, length: Int) -> SymbolID? {
        unsafe length == 0 ? nil : id(ofNewPlain: text, length: length)
    }

    @inline(never)
    private func id(ofNewPlain text: UnsafePointer<UInt8>, length: Int) -> SymbolID? {
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
        while unsafe slots[place].key != 0 {
            let slot = unsafe slots[place]
            if slot.key == key, !isHash || isName(of: slot.id, name) { return slot.id }
            place = (place + 1) & mask
        }
        return nil
    }

    /// How many places are looked at to find a name.
    func probes(for name: Span<UInt8>) -> Int {
        let key = key(of: name)
        var place = self.place(of: key)
        var probes = 1
        while unsafe slots[place].key != 0, unsafe slots[place].key != key {
            place = (place + 1) & mask
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
        if 2 * names.count > mask { grow() }
        place(Slot(key: key, id: id))
        return id
    }

    private func place(_ slot: Slot) {
        var place = self.place(of: slot.key)
        while unsafe slots[place].key != 0 { place = (place + 1) & mask }
        unsafe slots[place] = slot
    }

    private func grow() {
        let old = unsafe slots
        let count = mask + 1
        unsafe slots = Self.emptySlots(count: 2 * count)
        mask = 2 * count - 1
        shift -= 1
        for index in 0..<count where unsafe old[index].key != 0 { unsafe place(old[index]) }
        unsafe old.deallocate()
    }

    /// Where to look for a key first: the high bits of its product with a random odd number, under which any two keys meet
    /// with a probability of at most two in the number of places (Dietzfelbinger et al., "A reliable randomized algorithm for
    /// the closest-pair problem", 1997).
    @inline(__always)
    private func place(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* multiplier) &>> shift)
    }

    private static func emptySlots(count: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        unsafe slots.initialize(repeating: Slot(key: 0, id: 0), count: count)
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
