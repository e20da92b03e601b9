/// A channel with its values on the way: the one sent in, and the one yielded.
@safe @usableFromInline
class Mailbox<Input, Output>: Channel, @unchecked Sendable {
    // SAFETY: accesses are single and short, by the thread that has claimed the channel, or by the body while that waits
    // for it. Where they are specialised in other modules, checking them for overlaps shows in a profile of `send`.
    @exclusivity(unchecked) @usableFromInline final var input: Input?
    @exclusivity(unchecked) @usableFromInline final var output: Output?
}

/// A mailbox with what the body leaves in the end.
@safe @usableFromInline
final class ResultChannel<Input, Output, Return>: Mailbox<Input, Output>, @unchecked Sendable {
    // Not one `Result`: to find out that type's layout whenever a channel goes is a tenth of a short coroutine's life.
    @exclusivity(unchecked) @usableFromInline var returned: Return?
    @exclusivity(unchecked) @usableFromInline var thrown: (any Error)?

    /// Makes a channel for `body`.
    @inlinable
    convenience init(_ body: @escaping (Yielder<Input, Output>) async throws -> Return) {
        self.init { channel in
            // SAFETY: a channel runs its own entry only.
            let channel = unsafe unsafeDowncast(channel, to: ResultChannel.self)
            do {
                let value = try await body(Yielder(channel))
                unsafe channel.returned = value
            } catch {
                unsafe channel.thrown = error
            }
        }
    }

    /// What the body returned, once; `nil` if it was taken already, or the body never ran.
    @inlinable
    func takeResult() throws -> Return? {
        if let error = unsafe thrown.take() { throw error }
        return unsafe returned.take()
    }

    /// Takes the error the body ended with, and forgets its result.
    override func takeFailure() -> (any Error)? {
        unsafe returned = nil
        return unsafe thrown.take()
    }
}
