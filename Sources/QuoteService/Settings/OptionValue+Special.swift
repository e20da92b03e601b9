extension OptionValue {
    /// `--file`.
    static let files = list(
        \.sources, accepted: "the path of a file, or - for standard input",
        isMember: { if case .connect = $0 { false } else if case .listen = $0 { false } else { true } },
        parse: { path throws(Refusal) in path == "-" ? .standardInput : .file(path: path) }, text: \.description)

    /// `--connect`.
    static let connections = list(
        \.sources, accepted: "HOST:PORT, or [HOST]:PORT for an IPv6 address",
        isMember: { if case .connect = $0 { true } else { false } },
        parse: { text throws(Refusal) in .connect(try Endpoint(text, ports: 1...65535)) }, text: \.description)

    /// `--listen`; the system picks a port for 0.
    static let listeners = list(
        \.sources, accepted: "HOST:PORT, or [HOST]:PORT for an IPv6 address",
        isMember: { if case .listen = $0 { true } else { false } },
        parse: { text throws(Refusal) in .listen(try Endpoint(text, ports: 0...65535)) }, text: \.description)

    /// `--output`.
    static let outputs = list(
        \.outputs,
        accepted: Option.unixOutputs == .now ? "- for standard output, or unix:PATH" : "- for standard output",
        parse: { text throws(Refusal) in
            if text == "-" { return .standardOutput }
            guard text.hasPrefix("unix:") else { throw Refusal("\(text.inQuotes) is unknown") }
            let path = String(text.dropFirst("unix:".count))
            guard !path.isEmpty else { throw Refusal("\(text.inQuotes) has no path") }
            guard path.utf8.count <= longestSocketPath else {
                throw Refusal("the path of \(text.inQuotes) is longer than \(longestSocketPath) bytes")
            }
            return .unixSocket(path: path)
        }, text: \.description)

    /// The longest path of a Unix socket in bytes: Linux's `sun_path` has 108, with a NUL at the end.
    private static let longestSocketPath = 107

    /// `--pace`.
    static let pace = one(
        \.pace, accepted: "a number above 0",
        parse: { given throws(Refusal) in try given.positiveNumber() },
        text: { pace in pace.map { $0 == $0.rounded() && $0 < 1e15 ? String(Int($0)) : String($0) } })

    /// `--delimiter`.
    static let delimiter = one(
        \.delimiter, accepted: "one character, such as ; or |, or tab",
        parse: { given throws(Refusal) in
            let text = try given.string()
            if text == "tab" || text == "\\t" { return UInt8(ascii: "\t") }
            guard text.utf8.count == 1, let byte = text.utf8.first else {
                throw Refusal("\(text.inQuotes) is not one ASCII character")
            }
            // What a symbol, a price or a quoted field is made of cannot part them.
            let isPrintable = (0x20...0x7E).contains(byte) || byte == UInt8(ascii: "\t")
            guard isPrintable, !"\"'.+-".utf8.contains(byte), !Character(Unicode.Scalar(byte)).isLetter,
                !(0x30...0x39).contains(byte)
            else { throw Refusal("\(text.inQuotes) cannot part fields") }
            return byte
        },
        text: { byte in byte.map { $0 == UInt8(ascii: "\t") ? "tab" : String(Character(Unicode.Scalar($0))) } })

    /// `--columns`.
    static let columns = one(
        \.columns, accepted: "a list such as symbol=Ticker,time=Date,price=Close, of names or of numbers from 1",
        parse: { given throws(Refusal) in
            if case .json(.object(let object)) = given { return try Columns(object) }
            return try Columns(given.string())
        }, text: { $0 == Columns() ? nil : $0.description })

    /// `--symbol`.
    static let symbol = text(\.symbol, accepted: "a name") { name throws(Refusal) in
        guard name.utf8.allSatisfy({ $0 >= 0x20 }) else { throw Refusal("the name has a control character in it") }
    }

    /// `--history`, rounded up to a power of two, so that a position in the ring is a mask away.
    static let history = one(
        \.history, accepted: "a whole number from 1 to 16777216",
        parse: { given throws(Refusal) in
            let results = try given.integer(in: 1...16_777_216)
            return 1 << (Int.bitWidth - (results - 1).leadingZeroBitCount)
        }, text: { String($0) })

    /// `--socket-mode`, in octal as for chmod.
    static let socketMode = one(
        \.socketMode, accepted: "permissions in octal, in quotes in the configuration file, such as 0660",
        parse: { given throws(Refusal) in
            if case .json(.integer(let number)) = given { throw Refusal("\(number) is not a string") }
            let text = try given.string()
            guard (3...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x37).contains($0) }),
                let mode = UInt32(text, radix: 8), mode <= 0o777
            else { throw Refusal("\(text.inQuotes) is no permissions from 000 to 0777") }
            return mode
        },
        text: { mode in
            let digits = String(mode, radix: 8)
            return String(repeating: "0", count: 4 - digits.count) + digits
        })
}
