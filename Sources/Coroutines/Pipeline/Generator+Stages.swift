/// Pipelines by pulling: each stage is a generator that takes from the one before it whenever it is asked for an element.
///
/// What is done to the last stage travels to the source: closing or dropping it closes the source, an error thrown into it is
/// thrown in there. An error of a stage closes the source, and comes out at the end. (`map` and `filter` of a sequence
/// hand over nothing but elements.)
extension Generator {
    /// A stage that yields what `transform` makes of each element.
    public func mapping<Next>(_ transform: @escaping (Element) throws -> Next) -> Generator<Next> {
        stage(transform)
    }

    /// A stage that yields the elements for which `isIncluded` holds.
    public func filtering(_ isIncluded: @escaping (Element) throws -> Bool) -> Generator {
        stage { try isIncluded($0) ? $0 : nil }
    }

    private func stage<Next>(_ transform: @escaping (Element) throws -> Next?) -> Generator<Next> {
        .init { me in
            do {
                var element = try self.advance()
                while let taken = element {
                    if let made = try transform(taken), let thrown = try await me.yieldCatching(made) {
                        element = try self.throw(thrown)
                    } else {
                        element = try self.advance()
                    }
                }
            } catch {
                try self.close()
                throw error
            }
        }
    }

    /// Pushes all elements into `sink`, then closes it. A sink that has had enough closes the source.
    ///
    /// - Throws: an error of the source, which is thrown into the sink first and stays there if the sink catches it; an error
    ///   of the sink, which closes the source.
    public func push(into sink: Sink<Element>) throws {
        while true {
            let element: Element?
            do {
                element = try advance()
            } catch {
                _ = try sink.throw(error)
                return try sink.close()
            }
            guard let element else { return try sink.close() }
            do {
                guard case .yielded = try sink.send(element) else { return try close() }
            } catch {
                try close()
                throw error
            }
        }
    }
}

extension Yielder where Input == Never {
    /// Yields, and returns what was thrown in there, unless that is a request to close.
    fileprivate func yieldCatching(_ output: Output) async throws -> (any Error)? {
        do {
            try await yield(output)
            return nil
        } catch let request as CloseRequest {
            throw request
        } catch {
            return error
        }
    }
}
