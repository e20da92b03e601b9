/// The body of a stage that hands on to several sinks.
final class Broadcast<Element> {
    /// Those that go on.
    private var sinks: [Sink<Element>]

    init(_ sinks: [Sink<Element>]) {
        self.sinks = sinks
    }

    func run(_ me: Yielder<Element, Void>) async throws {
        while !sinks.isEmpty {
            let element: Element?
            do {
                element = try await me.yield()
            } catch let request as CloseRequest {
                try close()
                throw request
            } catch {
                try throwIntoAll(error)
                continue
            }
            if let element { try send(element) }
        }
    }

    private func send(_ element: Element) throws {
        var going: [Sink<Element>] = []
        for sink in sinks {
            do {
                if case .yielded = try sink.send(element) { going.append(sink) }
            } catch {
                fail(error, except: sink)
                throw error
            }
        }
        sinks = going
    }

    /// Lets the others know that one has failed.
    private func fail(_ error: any Error, except failed: Sink<Element>) {
        for sink in sinks where sink !== failed && sink.state == .suspended {
            _ = try? sink.throw(error)
            try? sink.close()
        }
    }

    private func throwIntoAll(_ error: any Error) throws {
        var going: [Sink<Element>] = []
        var isCaught = false
        for sink in sinks {
            do {
                if case .yielded = try sink.throw(error) { going.append(sink) }
                isCaught = true
            } catch {}
        }
        sinks = going
        if !isCaught { throw error }
    }

    /// Closes every one of them, whatever they say to that.
    ///
    /// - Throws: the first error of one that is closed.
    private func close() throws {
        var first: (any Error)?
        for sink in sinks {
            do { try sink.close() } catch { first = first ?? error }
        }
        if let first { throw first }
    }
}
