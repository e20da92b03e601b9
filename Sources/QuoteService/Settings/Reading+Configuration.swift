extension Reading {
    /// Reads a configuration file: one JSON5 object whose keys are the long names of options in camelCase.
    ///
    /// - Parameters:
    ///   - configuration: the content of the file.
    ///   - path: its path, for messages.
    init(configuration: [UInt8], path: String, offering offer: Settings.Offer) {
        self.init()
        if let line = Self.lineOfBadText(configuration) {
            mistakes = [Mistake(.configuration(path: path, line: line, key: nil), predicate: "is not UTF-8")]
            return
        }
        let outline = JSON5Outline(configuration)
        let object: [String: JSONValue]
        do throws(JSON5Outline.Fault) {
            if let fault = outline.fault { throw fault }
            object = try JSONValue.object(json5: configuration)
        } catch {
            mistakes = [Mistake(.configuration(path: path, line: error.line, key: nil), error.problem)]
            return
        }
        let options = Option.all.filter { $0.reach == .everywhere }
        let offered = options.filter { offer == .everything || $0.availability == .now }.map(\.key)
        let lines = Dictionary(outline.entries.map { ($0.key, $0) }) { first, _ in first }

        var seen: Set<String> = []
        for entry in outline.entries where !seen.insert(entry.key).inserted {
            let origin = Mistake.Origin.configuration(path: path, line: entry.line, key: entry.key)
            mistakes.append(Mistake(origin, predicate: "is given twice"))
        }
        for key in object.keys.sorted() where !options.contains(where: { $0.key == key }) {
            let origin = Mistake.Origin.configuration(path: path, line: lines[key]?.line, key: key)
            mistakes.append(Mistake(origin, "no such option" + NearMatch.question(key, among: offered)))
        }
        for option in options {
            guard let value = object[option.key] else { continue }
            let entry = lines[option.key]
            let origin = { line in Mistake.Origin.configuration(path: path, line: line, key: option.key) }
            switch value {
            case .list([]) where option.value.isRepeatable:
                mistakes.append(
                    Mistake(origin(entry?.line), Refusal("the list is empty"), accepted: option.value.accepted))
            case .list(let elements) where option.value.isRepeatable:
                for (index, element) in elements.enumerated() {
                    let line = entry.flatMap {
                        $0.elementLines.indices.contains(index) ? $0.elementLines[index] : $0.line
                    }
                    assign(option, .json(element), at: origin(line), offering: offer)
                }
            default:
                assign(option, .json(value), at: origin(entry?.line), offering: offer)
            }
        }
    }

    /// The line of the first byte that is not UTF-8, from 1; `nil` where all of it is.
    private static func lineOfBadText(_ text: [UInt8]) -> Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: text.span)
            return nil
        } catch {
            return 1 + text[..<error.byteOffsets.lowerBound].count { $0 == UInt8(ascii: "\n") }
        }
    }
}
