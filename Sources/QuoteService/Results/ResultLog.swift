package import Coroutines
package import Quotes

/// One ring of whole result lines, written once and read by every output.
///
/// Positions count bytes from the beginning and never wrap; a position's place in the ring is its remainder. A line never
/// wraps either: where the ring's end is too near, writing skips to its start, and readers skip with it.
///
/// Two kinds of outputs read it. Standard output is a `Reader`: a position that the writer never overruns. Subscribers read
/// by line (`ResultLog+Lines`): the log keeps the last `history` lines for them, and one that is further behind has been
/// overrun, unless the log was told to hold a line for it.
@safe
package final class ResultLog {
    /// How far an output that holds back the writer has read.
    package final class Reader {
        package internal(set) var position: UInt64
        init(position: UInt64) {
            self.position = position
        }
    }

    /// Someone who keeps lines from being overrun.
    package final class Holder {
        package internal(set) var line: UInt64?
    }

    /// Room for lines to be written in place.
    @safe
    package struct Room {
        package let bytes: UnsafeMutableBufferPointer<UInt8>
        /// Where to note the lines; `nil` where nobody reads by line.
        package let marks: UnsafeMutableBufferPointer<LineMark>?
    }

    private var storage: UnsafeMutablePointer<UInt8>
    private(set) var capacity: UInt64
    /// Where the next line goes.
    package private(set) var head: UInt64 = 0
    /// What skips at the ring's end left out, oldest first, as far as it lies among what is kept. It is a single one unless
    /// the ring has grown: then what was its end is in its middle.
    private var skips: [Range<UInt64>] = []
    private var readers: [Reader] = []
    var holders: [Holder] = []
    /// What is kept for those who read by line; `nil` where nobody does.
    var lines: LineIndex?
    var latest = LatestLines()
    private let marks: UnsafeMutableBufferPointer<LineMark>
    /// The most bytes it grows to so as to keep the whole history.
    private let largestCapacity: UInt64

    /// No further line will come.
    package private(set) var isClosed = false
    /// There will be no further line.
    package let hasClosed = Condition("the last result")
    /// There are results that are due to be delivered, or there will be none any more.
    package let isDue = Condition("results")
    /// There are results that are not due yet.
    package let hasNew = Condition("new results")
    /// An output has moved on.
    package let hasRoom = Condition("room for results")
    /// Results before this position are due.
    private var due: UInt64 = 0
    /// The line that comes after those that are due.
    private var dueLine: UInt64 = 0
    /// A system call is well spent on so many bytes.
    private static let worthDelivering = UInt64(64 << 10)
    /// A burst of no more than this part of the history, a quarter, is written before those who read by line have had
    /// their turn: who keeps up must not lose anything.
    private static let partOfTurn = 4
    /// Lines noted at a time.
    private static let markedLines = 1024

    /// - Parameters:
    ///   - capacity: bytes to begin with, rounded up to a power of two.
    ///   - history: lines kept for those who read by line, a power of two; 0 for nobody.
    package init(capacity: Int, history: Int = 0) {
        self.capacity = UInt64(1) << UInt64(Int.bitWidth - (max(capacity, 4096) - 1).leadingZeroBitCount)
        largestCapacity = max(self.capacity, 256 << 20)
        lines = history > 0 ? LineIndex(capacity: history) : nil
        unsafe marks = .allocate(capacity: history > 0 ? Self.markedLines : 0)
        unsafe storage = .allocate(capacity: Int(self.capacity))
    }

    deinit {
        unsafe storage.deallocate()
        unsafe marks.deallocate()
    }

    // MARK: Writing

    /// A piece of the ring with room for at least `minimum` bytes and one line, or `nil` while an output is in the way.
    ///
    /// - Precondition: `minimum` is at most half the capacity the log was made with.
    /// - Complexity: constant but for the outputs that hold back the writer; linear in the capacity when the ring grows.
    package func reserve(_ minimum: Int) -> Room? {
        precondition(minimum <= capacity / 2, "a line of more than half the result log")
        let room = lines?.room ?? .max
        guard room > 0 else { return nil }
        let bytes = unsafe place(for: UInt64(minimum))
        guard let bytes = unsafe bytes else { return nil }
        let marks = unsafe lines == nil ? nil : UnsafeMutableBufferPointer(rebasing: marks.prefix(room))
        return unsafe Room(bytes: bytes, marks: marks)
    }

    private func place(for minimum: UInt64) -> UnsafeMutableBufferPointer<UInt8>? {
        while true {
            let tail = tail
            if let free = free(minimum, behind: tail) {
                return unsafe UnsafeMutableBufferPointer(start: storage + Int(head % capacity), count: Int(free))
            }
            // Only the history is in the way: keep it by growing, and once that has an end let its oldest lines go.
            guard lines != nil, tail < slowestReader else { return nil }
            if capacity < largestCapacity { grow() } else if !letOldestLineGo() { return nil }
        }
    }

    private var slowestReader: UInt64 {
        var slowest = head
        for reader in readers { slowest = min(slowest, reader.position) }
        return slowest
    }

    /// The oldest position that someone may still read.
    private var tail: UInt64 { min(slowestReader, lines.map { position(of: $0.first) } ?? head) }

    /// The bytes free at the head when those from `tail` on must stay, after a skip where the ring's end is too near.
    private func free(_ minimum: UInt64, behind tail: UInt64) -> UInt64? {
        let free = capacity - (head - tail)
        let left = capacity - head % capacity
        // When all is read, the start of the ring, which the caches still hold, serves again.
        let isReread = tail == head && left < capacity
        guard left < minimum || isReread else { return free >= minimum ? min(free, left) : nil }
        guard isReread || free >= left + minimum else { return nil }
        skip(left)
        // When all is read nothing waits, and what was skipped is no reason to deliver the next few lines at once.
        if isReread { due = head }
        return isReread ? capacity : free - left
    }

    private func skip(_ count: UInt64) {
        let tail = tail
        skips.removeAll { $0.upperBound <= tail }
        let skip = head..<head + count
        skips.append(skip)
        head = skip.upperBound
        for reader in readers where reader.position == skip.lowerBound { reader.position = skip.upperBound }
    }

    /// Doubles the ring. Positions stay; places become those of the larger ring.
    private func grow() {
        var position = tail
        let old = unsafe storage
        let oldCapacity = capacity
        capacity *= 2
        unsafe storage = .allocate(capacity: Int(capacity))
        while position < head {
            let end = min(head, (position / oldCapacity + 1) * oldCapacity)
            unsafe (storage + Int(position % capacity)).update(
                from: old + Int(position % oldCapacity), count: Int(end - position))
            position = end
        }
        unsafe old.deallocate()
    }

    /// Takes in the lines that were written to the start of the room that was reserved last.
    ///
    /// - Parameter marked: how many lines were noted in its marks.
    package func commit(_ bytes: Int, lines marked: Int) {
        let end = head + UInt64(bytes)
        if lines != nil {
            let start = head
            for index in 0..<marked {
                let mark = unsafe marks[index]
                addLine(start: head, symbol: mark.symbol)
                head = start + UInt64(mark.end)
            }
        }
        head = end
        if head - due >= Self.worthDelivering || nextLine - dueLine >= UInt64(linesOfTurn) {
            makeDue()
        } else if head > due {
            hasNew.notifyAll()
        }
    }

    /// Makes everything there is due. Whoever has nothing else to do calls it, so that few results do not wait for more.
    package func makeDue() {
        guard head > due else { return }
        due = head
        dueLine = nextLine
        isDue.notifyAll()
    }

    /// How many lines to write at most before those who read them get their turn.
    package var linesOfTurn: Int { lines.map { max(1, $0.capacity / Self.partOfTurn) } ?? .max }

    /// Says that no further line will come.
    package func close() {
        isClosed = true
        due = head
        hasNew.notifyAll()
        isDue.notifyAll()
        hasClosed.notifyAll()
    }

    // MARK: Reading by position

    /// Adds an output that holds back the writer, from the next line on.
    package func addReader() -> Reader {
        let reader = Reader(position: head)
        readers.append(reader)
        return reader
    }

    /// Removes an output that holds back the writer.
    package func remove(_ reader: Reader) {
        readers.removeAll { $0 === reader }
        hasRoom.notifyAll()
    }

    /// What the reader has not read yet, as far as it lies in one piece; empty when there is nothing.
    package func unread(_ reader: Reader) -> UnsafeRawBufferPointer {
        unsafe piece(from: reader.position)
    }

    /// All that the reader has not read yet. Linear in its size.
    package func allUnread(_ reader: Reader) -> [UInt8] {
        var bytes: [UInt8] = []
        var position = reader.position
        while position < head {
            let piece = unsafe piece(from: position)
            unsafe bytes += piece
            position = afterSkip(position + UInt64(piece.count))
        }
        return bytes
    }

    /// Moves the reader past the first bytes of `unread`.
    package func advance(_ reader: Reader, by count: Int) {
        reader.position = afterSkip(reader.position + UInt64(count))
        hasRoom.notifyAll()
    }

    /// A place in the ring, moved past a gap that begins there.
    private func afterSkip(_ position: UInt64) -> UInt64 {
        skips.first { $0.lowerBound == position }?.upperBound ?? position
    }

    /// What was written from `position` on, as far as it lies in one piece.
    func piece(from position: UInt64) -> UnsafeRawBufferPointer {
        let last = skips.first { position < $0.lowerBound }?.lowerBound ?? head
        let end = min(last, (position / capacity + 1) * capacity)
        return unsafe UnsafeRawBufferPointer(start: storage + Int(position % capacity), count: Int(end - position))
    }
}
