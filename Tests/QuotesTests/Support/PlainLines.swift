import CLinux
import Testing

@testable import Quotes

/// Reads plain lines in the C room, with one kind of vectors, and keeps what that needs.
@safe
final class PlainLines {
    /// A quote, with its text as it was when it was made.
    struct Seen: Equatable {
        /// Where the text starts in the input; `nil` where it was composed.
        var place: Int?
        var text: [UInt8]
        var value: Int64
        var symbol: SymbolID
        var priceLength: UInt8
        var traits: UInt8
    }

    /// All kinds of vectors that this processor has.
    static let allVectors = (vectors_none.rawValue...widest_vectors().rawValue).map { vectors(rawValue: $0) }

    let symbols = SymbolTable(limit: 300)
    private let composedRoom: Int
    private let composed: UnsafeMutablePointer<UInt8>
    private let defaultSymbol: UnsafeMutablePointer<UInt8>
    private var way: plain_way

    /// - Parameter room: for composed texts.
    init(_ shape: plain_shape, _ vectors: vectors, defaultSymbol name: [UInt8] = [], room: Int) {
        composedRoom = room
        unsafe composed = .allocate(capacity: room + 64)
        unsafe composed.initialize(repeating: 0x7E, count: room + 64)
        unsafe defaultSymbol = .allocate(capacity: 64)
        unsafe defaultSymbol.initialize(repeating: 0, count: 64)
        for (place, byte) in name.enumerated() { unsafe defaultSymbol[place] = byte }
        unsafe way = plain_way(
            shape: shape, vectors: vectors, symbols: symbols.plainSlots, find_other: findOtherSymbol,
            find_other_context: Unmanaged.passUnretained(symbols).toOpaque(), default_symbol: defaultSymbol,
            default_symbol_length: UInt32(name.count), default_symbol_id: 7, composed: composed, composed_room: room,
            looked_at: 0, is_clean: false)
    }

    deinit {
        unsafe composed.deallocate()
        unsafe defaultSymbol.deallocate()
    }

    /// Reads from `place` on and moves it; at most `room` quotes are made.
    func read(
        _ bytes: UnsafePointer<UInt8>, from place: inout Int, to limit: Int, isQuoted: Bool = false, room: Int
    ) -> [Seen] {
        // With room for one more, which is not to be touched.
        var quotes = unsafe Array(
            repeating: Quote(text: bytes, value: -7, symbol: 0, textLength: 0, priceLength: 0, traits: []),
            count: room + 1)
        let count = unsafe quotes.withUnsafeMutableBufferPointer { quotes in
            unsafe quotes.baseAddress!.withMemoryRebound(to: quote_fields.self, capacity: room + 1) {
                unsafe read_plain_lines(&way, bytes, &place, limit, isQuoted, $0, room)
            }
        }
        let isWithinRoom = unsafe composedLeft + (way.composed - composed) == composedRoom
        if quotes[room].value != -7 || count > room { Issue.record("more quotes than there is room for") }
        if !isWithinRoom || (0..<64).contains(where: { unsafe composed[composedRoom + $0] != 0x7E }) {
            Issue.record("more text than there is room for")
        }
        return quotes.prefix(count).map { unsafe seen($0, bytes) }
    }

    /// The bytes that are read next are others.
    func forgetBytes() {
        unsafe way.looked_at = 0
    }

    /// How much room is left for composed texts.
    var composedLeft: Int { unsafe way.composed_room }

    private func seen(_ quote: Quote, _ bytes: UnsafePointer<UInt8>) -> Seen {
        let text = unsafe UnsafeBufferPointer(start: quote.text, count: Int(quote.textLength))
        let isComposed = unsafe quote.text >= composed && quote.text < composed + composedRoom
        return unsafe Seen(
            place: isComposed ? nil : quote.text - bytes, text: Array(text), value: quote.value, symbol: quote.symbol,
            priceLength: quote.priceLength, traits: quote.traits.rawValue)
    }
}
