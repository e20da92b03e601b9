/// One end of a TCP connection, written `HOST:PORT`, or `[HOST]:PORT` where the host is an IPv6 address.
package struct Endpoint: Hashable, Sendable {
    /// A host name or a numeric address, without brackets.
    package let host: String
    /// The port; 0 lets the system pick one.
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`.
    ///
    /// - Parameters:
    ///   - text: what to read.
    ///   - ports: the ports that make sense.
    /// - Throws: why the text is no endpoint.
    init(_ text: String, ports: ClosedRange<UInt16>) throws(Refusal) {
        guard let colon = text.lastIndex(of: ":") else { throw Refusal("\(text.inQuotes) has no port") }
        var host = text[..<colon]
        if host.first == "[", host.last == "]", host.count > 2 {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Refusal("\(text.inQuotes) has an IPv6 address without brackets, as in [::1]:7001")
        }
        guard !host.isEmpty else { throw Refusal("\(text.inQuotes) has no host") }
        guard host.allSatisfy({ !$0.isWhitespace && !"[]/".contains($0) }) else {
            throw Refusal("\(text.inQuotes) has a host that cannot be one")
        }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), ports.contains(port)
        else {
            throw Refusal("\(text.inQuotes) has no port from \(ports.lowerBound) to \(ports.upperBound)")
        }
        self.init(host: String(host), port: port)
    }
}

extension Endpoint: CustomStringConvertible {
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
