import FoundationEssentials

extension JSONValue {
    /// Reads a JSON5 document that consists of one object.
    ///
    /// Foundation's decoder does the reading. It says nothing about lines, and lets `0x1.` and `1e+` pass for numbers,
    /// which is what ``JSON5Outline`` is for.
    static func object(json5 document: [UInt8]) throws(JSON5Outline.Fault) -> [String: JSONValue] {
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            guard case .object(let object) = try decoder.decode(JSONValue.self, from: Data(document)) else {
                throw JSON5Outline.Fault(line: nil, problem: "the file must hold one object, { … }")
            }
            return object
        } catch let fault as JSON5Outline.Fault {
            throw fault
        } catch {
            throw JSON5Outline.Fault(line: nil, problem: "the file is not JSON5")
        }
    }
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }
}
