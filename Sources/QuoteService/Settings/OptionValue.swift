/// What kind of value an option takes: how it is checked, where it is kept, how it is written.
struct OptionValue: Sendable {
    /// What is accepted, for a message: `a whole number from 1 to 65536`.
    let accepted: String
    /// Whether the option may be given several times, each adding a value.
    let isRepeatable: Bool
    /// Whether the option needs no value, and `true` is meant when none is given.
    let isSwitch: Bool
    /// Takes the values away that a list has by default or from a weaker origin.
    let clear: @Sendable (inout Settings) -> Void
    /// Checks one value and keeps it.
    let store: @Sendable (GivenValue, inout Settings) throws(Refusal) -> Void
    /// Writes the values, as the user would.
    let texts: @Sendable (Settings) -> [String]

    /// A property of the settings.
    typealias Property<Value> = WritableKeyPath<Settings, Value> & Sendable

    private init(
        accepted: String, isRepeatable: Bool = false, isSwitch: Bool = false,
        clear: @escaping @Sendable (inout Settings) -> Void = { _ in },
        store: @escaping @Sendable (GivenValue, inout Settings) throws(Refusal) -> Void,
        texts: @escaping @Sendable (Settings) -> [String]
    ) {
        self.accepted = accepted
        self.isRepeatable = isRepeatable
        self.isSwitch = isSwitch
        self.clear = clear
        self.store = store
        self.texts = texts
    }

    /// One value that is kept in one property.
    static func one<Value>(
        _ property: any Property<Value>, accepted: String,
        parse: @escaping @Sendable (GivenValue) throws(Refusal) -> Value,
        text: @escaping @Sendable (Value) -> String?
    ) -> Self {
        Self(
            accepted: accepted,
            store: { given, settings throws(Refusal) in settings[keyPath: property] = try parse(given) },
            texts: { settings in text(settings[keyPath: property]).map { [$0] } ?? [] }
        )
    }

    /// Values that are kept in one list, in the order given.
    static func list<Element: Sendable>(
        _ property: any Property<[Element]>, accepted: String,
        isMember: @escaping @Sendable (Element) -> Bool = { _ in true },
        parse: @escaping @Sendable (String) throws(Refusal) -> Element,
        text: @escaping @Sendable (Element) -> String
    ) -> Self {
        Self(
            accepted: accepted, isRepeatable: true,
            clear: { settings in settings[keyPath: property].removeAll(where: isMember) },
            store: { given, settings throws(Refusal) in
                settings[keyPath: property].append(try parse(try given.string()))
            },
            texts: { settings in settings[keyPath: property].filter(isMember).map(text) }
        )
    }

    /// A switch, off by default.
    static func onOff(_ property: any Property<Bool>) -> Self {
        Self(
            accepted: "true or false", isSwitch: true,
            store: { given, settings throws(Refusal) in settings[keyPath: property] = try given.boolean() },
            texts: { settings in settings[keyPath: property] ? ["true"] : [] }
        )
    }

    /// A switch that stands for a value of another option.
    static func shortcut<Value: Sendable>(_ property: any Property<Value>, _ value: Value) -> Self {
        Self(
            accepted: "true or false", isSwitch: true,
            store: { given, settings throws(Refusal) in
                if try given.boolean() { settings[keyPath: property] = value }
            },
            texts: { _ in [] }
        )
    }

    /// A switch that says what to do, and is not kept.
    static let command = Self(
        accepted: "no value", isSwitch: true, store: { _, _ throws(Refusal) in }, texts: { _ in [] })

    /// A whole number.
    static func integer(_ range: ClosedRange<Int>, _ property: any Property<Int>) -> Self {
        .one(
            property, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { given throws(Refusal) in try given.integer(in: range) }, text: { String($0) })
    }

    /// One of a few words.
    static func word<Word>(_ property: any Property<Word>) -> Self
    where Word: RawRepresentable<String> & CaseIterable & Sendable {
        let words = Word.allCases.map(\.rawValue)
        let accepted = words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
        return .one(
            property, accepted: accepted,
            parse: { given throws(Refusal) in
                let text = try given.string()
                guard let word = Word(rawValue: text) else { throw Refusal("\(text.inQuotes) is unknown") }
                return word
            }, text: \.rawValue)
    }

    /// A text that need not be given, such as a path.
    static func text(
        _ property: any Property<String?>, accepted: String,
        check: @escaping @Sendable (String) throws(Refusal) -> Void = { _ in }
    ) -> Self {
        .one(
            property, accepted: accepted,
            parse: { given throws(Refusal) in
                let text = try given.string()
                try check(text)
                return text
            }, text: { $0 })
    }

    /// The path of a file or directory that cannot be standard input or output.
    static func path(_ property: any Property<String?>, of what: String) -> Self {
        .text(property, accepted: "the path of \(what)") { path throws(Refusal) in
            if path == "-" { throw Refusal("'-' is not a path here; ./- is one") }
        }
    }
}
