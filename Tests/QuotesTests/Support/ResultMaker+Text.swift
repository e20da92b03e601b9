import Testing

@testable import Quotes

extension ResultMaker {
    /// The results of all quotes, written into rooms of `room` bytes one after the other; of just as many as the next
    /// quote needs where it is `nil`.
    func text(of quotes: [Quote], room: Int?) -> [UInt8] {
        var text: [UInt8] = []
        var taken = 0
        while taken < quotes.count {
            let room = room ?? Self.room(textLength: Int(quotes[taken].textLength))
            let step = take(quotes[taken...], room: room)
            if step.quotes == 0 {
                Issue.record("nothing is taken for a room of \(room)")
                return text
            }
            taken += step.quotes
            text += step.text
        }
        return text
    }

    func taken(_ quotes: [Quote], room: Int) -> Int { take(quotes[...], room: room).quotes }

    /// Takes quotes into a room with a wall behind it, and expects the wall to stand.
    private func take(_ quotes: ArraySlice<Quote>, room: Int) -> (quotes: Int, text: [UInt8]) {
        let wall = 64
        var output = [UInt8](repeating: 0x7E, count: room + wall)
        let quotes = Array(quotes)
        let step = unsafe output.withUnsafeMutableBufferPointer { buffer in
            unsafe take(quotes.span, into: UnsafeMutableBufferPointer(rebasing: buffer[..<room]))
        }
        #expect(output[room...].allSatisfy { $0 == 0x7E }, "a room of \(room) is written past its end")
        return (step.quotes, Array(output.prefix(step.bytes)))
    }
}
