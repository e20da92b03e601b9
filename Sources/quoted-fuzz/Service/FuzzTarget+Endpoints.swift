import Oracles
import QuoteService

extension FuzzTarget {
    func checkEndpoints(_ input: inout FuzzInput) throws(BrokenPromise) {
        let isListening = input.flag()
        let text = String(decoding: input.bytes, as: UTF8.self)
        guard let endpoint = try endpoint(text, isListening) else { return }
        let isHost = endpoint.host.allSatisfy { !$0.isWhitespace && !"[]/".contains($0) }
        try promise(isHost && !endpoint.host.isEmpty, "a host of \(endpoint.host.debugDescription)")
        try promise(endpoint.port > 0 || isListening, "nothing connects to port 0")
        let port = text.utf8.reversed().prefix { $0 != UInt8(ascii: ":") }.reversed()
        try promise(UInt16(String(decoding: port, as: UTF8.self)) == endpoint.port, "port \(endpoint.port) of \(text)")
        let again = try self.endpoint(endpoint.description, isListening)
        try promise(again == endpoint, "\(text.debugDescription) is \(endpoint), which is not accepted as such")
    }

    /// The endpoint that an option takes from a text; `nil` where the text is refused.
    private func endpoint(_ text: String, _ isListening: Bool) throws(BrokenPromise) -> Endpoint? {
        let outcome = Settings.parse(
            arguments: [(isListening ? "--listen=" : "--connect=") + text], environment: [:], offering: .everything)
        guard let settings = try settings(of: outcome) else { return nil }
        switch settings.sources.first {
        case .connect(let endpoint) where !isListening && settings.sources.count == 1: return endpoint
        case .listen(let endpoint) where isListening && settings.sources.count == 1: return endpoint
        default: throw BrokenPromise("\(text.debugDescription) makes \(settings.sources)")
        }
    }
}
