package import Coroutines

/// A feed that is connected to, and connected to again whenever it is lost, for ever.
package struct ConnectedFeed {
    private let endpoint: Endpoint
    private let log: Log
    private let counters: Counters

    package init(_ endpoint: Endpoint, log: Log, counters: Counters) {
        self.endpoint = endpoint
        self.log = log
        self.counters = counters
    }

    /// Reads a connection to its end, and returns whether it delivered quotes.
    package typealias Reading = (SocketSource, TaskContext) async throws -> Bool

    /// - Parameter read: reads one connection.
    /// - Throws: what `read` throws. A connection that cannot be had or is lost is no error.
    package func run(_ task: TaskContext, reading read: Reading) async throws {
        var news = FeedNews<Instant>(feed: endpoint.description)
        var backoff = Backoff()
        var generator = SystemRandomNumberGenerator()
        var isFirst = true
        while true {
            do {
                let (socket, address) = try await Connector(endpoint: endpoint).connect(task)
                if !isFirst { counters.reconnects += 1 }
                isFirst = false
                if let text = news.connected(to: address.description, now: task.now) { log.info(text) }
                let source = SocketSource(socket, name: endpoint.description)
                if try await count(source, task, reading: read) { backoff.reset() }
                let reason = source.loss ?? "it closed the connection"
                if let text = news.lost(because: reason, now: task.now) { log.warning(text) }
            } catch let failure as Connector.Failure {
                if let text = news.failed(because: failure.reason, now: task.now) { log.warning(text) }
            }
            try await task.sleep(for: backoff.delay(using: &generator))
        }
    }

    private func count(_ source: SocketSource, _ task: TaskContext, reading read: Reading) async throws -> Bool {
        counters.feeders += 1
        defer { counters.feeders -= 1 }
        return try await read(source, task)
    }
}
