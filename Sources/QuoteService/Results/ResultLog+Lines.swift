import Coroutines
package import Quotes

/// The log as subscribers read it: by line, from the oldest that is kept.
extension ResultLog {
    /// The oldest line that is kept.
    package var firstLine: UInt64 { lines?.first ?? 0 }

    /// The number that the next line will have; lines are numbered from 0.
    package var nextLine: UInt64 { lines?.next ?? 0 }

    /// How many lines are kept at most.
    package var history: Int { lines?.capacity ?? 0 }

    /// The first line for someone who is to have so many of the last ones, as far as they are kept.
    package func firstLine(replaying count: Int) -> UInt64 {
        max(firstLine, nextLine - min(nextLine, UInt64(count)))
    }

    /// Adds someone who can hold lines.
    package func addHolder() -> Holder {
        let holder = Holder()
        holders.append(holder)
        return holder
    }

    /// Lets no line from this one on be overrun: the writer waits instead. `nil` holds nothing.
    ///
    /// - Complexity: linear in the number of holders.
    package func hold(_ line: UInt64?, for holder: Holder) {
        holder.line = line
        lines?.held = holders.compactMap(\.line).min()
        hasRoom.notifyAll()
    }

    /// The position of a line that is kept, or of the next one.
    package func position(of line: UInt64) -> UInt64 {
        guard let lines, line < lines.next else { return head }
        return lines[line].start
    }

    /// The symbol of a line that is kept.
    package func symbol(of line: UInt64) -> SymbolID { lines![line].symbol }

    /// Lines from `line` on, as far as they lie in one piece.
    package func text(from line: UInt64) -> UnsafeRawBufferPointer {
        unsafe piece(from: position(of: line))
    }

    /// One line that is kept, with its newline.
    package func text(of line: UInt64) -> UnsafeRawBufferPointer {
        let piece = unsafe text(from: line)
        let length = min(piece.count, Int(position(of: line + 1) - position(of: line)))
        return unsafe UnsafeRawBufferPointer(rebasing: piece[..<length])
    }

    /// The line that holds the byte at `position`. Logarithmic in the history.
    package func line(at position: UInt64) -> UInt64 { lines!.line(at: position) }

    /// Whether a symbol has had a line.
    package func hasResult(of symbol: SymbolID) -> Bool {
        Int(symbol) < latest.numbers.count && latest.numbers[Int(symbol)] > 0
    }

    /// The last line of a symbol, if it has one. Constant time beside the copy.
    package func latest(of symbol: SymbolID) -> [UInt8]? {
        guard hasResult(of: symbol) else { return nil }
        let line = latest.numbers[Int(symbol)] - 1
        return line >= firstLine ? unsafe Array(text(of: line)) : latest.texts[symbol]
    }

    func addLine(start: UInt64, symbol: SymbolID) {
        if lines!.isFull { _ = letOldestLineGo() }
        latest.note(lines!.next, of: symbol)
        lines!.add(LineIndex.Entry(start: start, symbol: symbol))
    }

    /// Gives up the oldest line, unless it is held. A symbol's last line is kept aside.
    func letOldestLineGo() -> Bool {
        guard let lines, lines.first < lines.next, lines.held != lines.first else { return false }
        let symbol = lines[lines.first].symbol
        if latest.isLatest(lines.first, of: symbol) { unsafe latest.keep(Array(text(of: lines.first)), of: symbol) }
        self.lines!.removeFirst()
        return true
    }
}
