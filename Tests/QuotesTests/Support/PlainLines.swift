import CLinux
import Glibc
import Testing

@testable import Quotes

/// Reads plain lines in the C room, with one kind of vectors, and keeps what that needs.
@safe
final class PlainLines {
    /// All kinds of vectors that this processor has.
    static let allVectors = (vectors_none.rawValue...widest_vectors().rawValue).map { vectors(rawValue: $0) }

    let symbols = SymbolTable(limit: 300)
    private let composedRoom: Int
    private let composed: UnsafeMutablePointer<UInt8>
    private let defaultSymbol: UnsafeMutablePointer<UInt8>
    private var way: plain_way
    /// With room for one more than is read at a time, which is not to be touched.
    private var quotes: [Quote]

    /// Quotes read at a time.
    static let mostAtOnce = 300

    /// - Parameter room: for composed texts.
    init(_ shape: plain_shape, _ vectors: vectors, defaultSymbol name: [UInt8] = [], room: Int) {
        composedRoom = room
        unsafe composed = .allocate(capacity: room + 64)
        unsafe composed.initialize(repeating: 0x7E, count: room + 64)
        unsafe defaultSymbol = .allocate(capacity: 64)
        unsafe defaultSymbol.initialize(repeating: 0, count: 64)
        for (place, byte) in name.enumerated() { unsafe defaultSymbol[place] = byte }
        unsafe quotes = Array(
            repeating: Quote(text: composed, value: -7, symbol: 0, textLength: 0, priceLength: 0, traits: []),
            count: Self.mostAtOnce + 1)
        unsafe way = plain_way(
            shape: shape, vectors: vectors, symbols: symbols.plainSlots, find_other: findOtherSymbol,
            find_other_context: Unmanaged.passUnretained(symbols).toOpaque(), default_symbol: defaultSymbol,
            default_symbol_length: UInt32(name.count), default_symbol_id: 7, composed: composed, composed_room: room,
            looked_at: 0, is_clean: false)
    }

    deinit {
        if (0..<64).contains(where: { unsafe composed[composedRoom + $0] != 0x7E }) {
            Issue.record("more text than there is room for")
        }
        unsafe composed.deallocate()
        unsafe defaultSymbol.deallocate()
    }

    /// Reads from `place` on and moves it; at most `room` quotes are made.
    func read(
        _ bytes: UnsafePointer<UInt8>, from place: inout Int, to limit: Int, isQuoted: Bool = false, room: Int
    ) -> ArraySlice<Quote> {
        let after = quotes[room]
        let count = unsafe quotes.withUnsafeMutableBufferPointer { quotes in
            unsafe quotes.baseAddress!.withMemoryRebound(to: quote_fields.self, capacity: room + 1) {
                unsafe read_plain_lines(&way, bytes, &place, limit, isQuoted, $0, room)
            }
        }
        let isWithinRoom = unsafe composedLeft + (way.composed - composed) == composedRoom
        if !after.isSame(as: quotes[room]) || count > room { Issue.record("more quotes than there is room for") }
        if !isWithinRoom { Issue.record("another end of the texts than the room that is left says") }
        return quotes[..<count]
    }

    /// The bytes that are read next are others.
    func forgetBytes() {
        unsafe way.looked_at = 0
    }

    /// How much room is left for composed texts.
    var composedLeft: Int { unsafe way.composed_room }
}

extension Quote {
    /// Whether it says the same, wherever its text stands.
    func isSame(as other: Quote) -> Bool {
        unsafe value == other.value && symbol == other.symbol && textLength == other.textLength
            && priceLength == other.priceLength && traits == other.traits
            && memcmp(text, other.text, Int(textLength)) == 0
    }

    /// The text and what else there is to a quote.
    var saying: String {
        let text = unsafe UnsafeBufferPointer(start: text, count: Int(textLength))
        return unsafe "\(String(decoding: text, as: UTF8.self)) \(value) \(symbol) \(priceLength) \(traits.rawValue)"
    }
}
