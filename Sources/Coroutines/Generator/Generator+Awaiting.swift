extension Generator {
    /// The elements as an `AsyncSequence`, for a body that awaits other things than its yields.
    ///
    /// Whoever iterates is suspended while the body awaits, instead of blocking its thread.
    ///
    /// ```swift
    /// for try await line in lines.awaiting { print(line) }
    /// ```
    public var awaiting: Awaiting { Awaiting(generator: self) }

    /// The view of a generator that awaits where its body does.
    public struct Awaiting: AsyncSequence, AsyncIteratorProtocol {
        let generator: Generator

        /// The view itself: it goes on where the last loop stopped.
        public func makeAsyncIterator() -> Awaiting { self }

        /// The next element; `nil` at the end, for ever.
        ///
        /// - Throws: what the body throws, once; `CoroutineError.alreadyRunning`.
        public func next(isolation: isolated (any Actor)? = #isolation) async throws -> Element? {
            let coroutine = generator.coroutine
            guard coroutine.state != .closed else { return nil }
            try coroutine.channel.claim(forSending: false)
            return unsafe try coroutine.step(await coroutine.channel.resumeAwaiting(.next)).yielded
        }

        /// The next element; `nil` at the end, for ever.
        ///
        /// - Throws: what the body throws, once; `CoroutineError.alreadyRunning`.
        public func next() async throws -> Element? {
            try await next(isolation: #isolation)
        }
    }
}

extension Channel {
    /// As `resume`, but where a body awaits foreign work, the resumer awaits it too.
    final func resumeAwaiting(_ signal: Signal) async throws(CoroutineError) -> Unmanaged<Channel>? {
        var drive = Drive(self, signal, nil, isClosing: false)
        var move = drive.begin()
        while true {
            switch move {
            case .run:
                drive.active.note(drive.takeFailure())
                await drive.active.deliverAwaiting(drive.signal, from: self)
                move = drive.advance()
            case .yielded(let channel): return unsafe Unmanaged.passUnretained(channel)
            case .finished: return nil
            case .failed(let error): throw error
            }
        }
    }
}
