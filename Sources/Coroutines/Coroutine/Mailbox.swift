/// A channel with its values on the way: the one sent in, and the one yielded.
@safe @usableFromInline
class Mailbox<Input, Output>: Channel, @unchecked Sendable {
    // SAFETY: accesses are single and short, by the thread that has claimed the channel. Where they are specialised in
    // other modules, checking them for overlaps shows in a profile of `send`.
    @exclusivity(unchecked) @usableFromInline final var input: Input?
    @exclusivity(unchecked) @usableFromInline final var output: Output?
}

/// A mailbox with what the body leaves in the end.
@usableFromInline
final class ResultChannel<Input, Output, Return>: Mailbox<Input, Output>, @unchecked Sendable {
    @usableFromInline var result: Result<Return, any Error>?

    /// Makes a channel for `body`.
    @inlinable
    convenience init(_ body: @escaping (Yielder<Input, Output>) async throws -> Return) {
        self.init { channel in
            // SAFETY: a channel runs its own entry only.
            let channel = unsafe unsafeDowncast(channel, to: ResultChannel.self)
            do {
                channel.result = .success(try await body(Yielder(channel)))
            } catch {
                channel.result = .failure(error)
            }
        }
    }

    /// What the body returned, once; `nil` if it was taken already, or the body never ran.
    @inlinable
    func takeResult() throws -> Return? {
        try result.take()?.get()
    }

    override func takeFailure() -> (any Error)? {
        guard case .failure(let error) = result.take() else { return nil }
        return error
    }
}
