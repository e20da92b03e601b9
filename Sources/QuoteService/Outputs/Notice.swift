package import Quotes

/// What is said to a subscriber between results: a comment line in CSV, an object in JSON.
package enum Notice: Equatable {
    /// So many results were lost.
    case lost(UInt64)
    /// The subscriber is too far behind, or there are too many; it is closed.
    case closing(String)
    /// The subscriber gets these symbols from now on; `nil` is all.
    case symbols([String]?)
    /// So many result lines follow, the last one of each symbol.
    case last(Int)
    /// A command was not understood.
    case error(String)
    case quit

    /// The line, with its newline.
    package func line(_ format: ResultFormat) -> [UInt8] {
        Array((format == .csv ? "# \(comment)\n" : "{\(member)}\n").utf8)
    }

    private var comment: String {
        switch self {
        case .lost(let count): "lost \(count)"
        case .closing(let reason): "closing: \(reason)"
        case .symbols(let names): "symbols \(Self.visible(names?.joined(separator: " ") ?? "*"))"
        case .last(let count): "last \(count)"
        case .error(let text): "error: \(Self.visible(text))"
        case .quit: "quit"
        }
    }

    private var member: String {
        switch self {
        case .lost(let count): "\"lost\":\(count)"
        case .closing(let reason): "\"closing\":\(Self.quoted(reason))"
        case .symbols(let names): "\"symbols\":[\((names ?? ["*"]).map(Self.quoted).joined(separator: ","))]"
        case .last(let count): "\"last\":\(count)"
        case .error(let text): "\"error\":\(Self.quoted(text))"
        case .quit: "\"quit\":true"
        }
    }

    /// What was quoted from a subscriber may be meant for a terminal; in JSON it is escaped.
    private static func visible(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            scalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        appendJSON(Array(text.utf8), to: &bytes)
        return "\"\(String(decoding: bytes, as: UTF8.self))\""
    }
}
