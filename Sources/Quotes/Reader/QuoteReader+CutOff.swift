/// The end of a source that was to go on.
extension QuoteReader {
    /// Says that no more bytes will come though more were to come, as from a lost connection: the rest of the input, which
    /// every complete line has left, is not a line but the beginning of one. Nothing is read after that.
    ///
    /// - Returns: the bad line that is left, if any; it is counted.
    package func cutOff() -> BadLine? {
        guard !isFinished else { return nil }
        isFinished = true
        let isWithinLine = phase != .passingOver && phase != .ended
        phase = .ended
        guard isWithinLine, position < end else { return nil }
        rejected = position..<min(end, position + options.maximumLine)
        position = end
        line += 1
        counts.bad += 1
        return BadLine(number: line, reason: .cutOff)
    }
}
