/// Any JSON value.
enum JSONValue: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// The member of an object; null if there is none.
    subscript(name: String) -> JSONValue { object[name] ?? .null }

    var object: [String: JSONValue] { if case .object(let object) = self { object } else { [:] } }

    var array: [JSONValue] { if case .array(let array) = self { array } else { [] } }

    var string: String? { if case .string(let string) = self { string } else { nil } }
}
