/// The end of a pipeline into which elements are pushed: a coroutine that takes them and hands out nothing.
///
/// A pipeline by pushing is built from its end: each stage is a sink that hands on to the next.
///
/// ```swift
/// let lines = Sink<String>.taking { print($0) }
/// let prices = Sink<Double>.filtering({ $0 > 0 }, into: .mapping({ "price \($0)" }, into: lines))
/// try prices.send(189.98)
/// try prices.close()
/// ```
///
/// What is done to the first stage travels down: closing it closes them all, the first stage first, and dropping it does the
/// same. An error thrown into it, or one of a stage's own closure, is thrown into the next stage, so that the last one
/// hears of it and may catch it; if none does it comes back to whoever pushed, and the pipeline is closed. A sink that
/// returns has had enough: so have the stages before it.
public typealias Sink<Element> = Coroutine<Element, Void, Void>

extension Coroutine where Output == Void, Return == Void {
    /// A sink that calls `take` with each element.
    public static func taking(_ take: @escaping (Input) throws -> Void) -> Sink<Input> {
        primed { me in
            while true {
                if let element = try await me.yield() { try take(element) }
            }
        }
    }

    /// A stage that hands on what `transform` makes of each element.
    public static func mapping<Next>(
        _ transform: @escaping (Input) throws -> Next, into next: Sink<Next>
    ) -> Sink<Input> {
        stage(before: next) { try transform($0) }
    }

    /// A stage that hands on the elements for which `isIncluded` holds.
    public static func filtering(
        _ isIncluded: @escaping (Input) throws -> Bool, into next: Sink<Input>
    ) -> Sink<Input> {
        stage(before: next) { try isIncluded($0) ? $0 : nil }
    }

    /// A stage that hands on each element to several sinks, in their order.
    ///
    /// It goes on as long as one of them does. An error of one is thrown into the others, which are closed then, and comes
    /// back: whoever keeps only whole work learns that it is not whole. An error thrown into it is thrown into each, and comes
    /// back if none catches it.
    public static func broadcasting(to sinks: [Sink<Input>]) -> Sink<Input> {
        primed { me in try await Broadcast(sinks).run(me) }
    }

    /// A sink that has been primed; its body waits for elements before anything can go wrong.
    private static func primed(_ body: @escaping Body) -> Sink<Input> {
        let sink = Sink<Input>(body)
        _ = try? sink.next()
        return sink
    }

    private static func stage<Next>(
        before next: Sink<Next>, _ transform: @escaping (Input) throws -> Next?
    ) -> Sink<Input> {
        primed { me in
            while true {
                do {
                    guard let element = try await me.yield(), let made = try transform(element) else { continue }
                    do {
                        guard case .yielded = try next.send(made) else { return }
                    } catch {
                        // The next stage has ended by it.
                        throw Passed(error: error)
                    }
                } catch let passed as Passed {
                    throw passed.error
                } catch let request as CloseRequest {
                    try next.close()
                    throw request
                } catch {
                    guard case .yielded = try next.throw(error) else { return }
                }
            }
        }
    }
}

/// An error that comes back from the next stage, and is not to be thrown into it again.
private struct Passed: Error {
    let error: any Error
}
