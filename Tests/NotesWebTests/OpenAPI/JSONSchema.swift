import Testing

/// Checks JSON values against the schemas of the API's document: the part of JSON Schema 2020-12 that the document uses.
///
/// Members that a schema does not name are problems, unlike in JSON Schema. So the document has every member of a response.
struct JSONSchema {
    /// The document that references such as `#/components/schemas/Note` lead into.
    let root: JSONValue

    /// Keywords that allow every value. The service itself is checked for the limits of texts and numbers in requests.
    private static let annotations: Set = ["description", "default", "examples", "format"]

    /// Returns the part of the document that a reference leads to, or the value itself if it is no reference.
    func resolve(_ value: JSONValue) -> JSONValue {
        guard let reference = value["$ref"].string else { return value }
        return resolve(reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] })
    }

    /// Returns what is wrong with a value; empty if it matches the schema.
    ///
    /// - Parameters:
    ///   - isOpen: whether the value may have members that the schema does not name.
    ///   - path: where the value is, for the messages.
    func problems(_ value: JSONValue, _ reference: JSONValue, isOpen: Bool = false, at path: String = "") -> [String] {
        let schema = resolve(reference)
        var problems = schema.object.flatMap { self.problems(value, keyword: $0.key, $0.value, of: schema, at: path) }
        let names = names(schema)
        if !isOpen && !names.isEmpty {
            problems += value.object.keys.filter { !names.contains($0) }.map { "\(path): the member \($0) is unknown" }
        }
        return problems
    }

    /// The names of the members that a schema lists.
    private func names(_ reference: JSONValue) -> Set<String> {
        let schema = resolve(reference)
        return schema["allOf"].array.reduce(Set(schema["properties"].object.keys)) { $0.union(names($1)) }
    }

    private func problems(
        _ value: JSONValue, keyword: String, _ argument: JSONValue, of schema: JSONValue, at path: String
    ) -> [String] {
        switch (keyword, argument, value) {
        case ("type", _, _):
            let types = argument.string.map { [$0] } ?? argument.array.compactMap(\.string)
            return types.contains { Self.value(value, has: $0) } ? [] : ["\(path): \(value) is not of type \(types)"]
        case ("const", _, _): return value == argument ? [] : ["\(path): \(value) is not \(argument)"]
        case ("enum", .array(let values), _):
            return values.contains(value) ? [] : ["\(path): \(value) is not one of \(values)"]
        case ("allOf", .array(let schemas), _):
            return schemas.flatMap { problems(value, $0, isOpen: true, at: path) }
        case ("anyOf", .array(let schemas), _):
            let all = schemas.map { problems(value, $0, at: path) }
            return all.contains([]) ? [] : all.flatMap { $0 }
        case ("required", .array(let names), .object(let object)):
            return names.compactMap(\.string).filter { object[$0] == nil }.map { "\(path): there is no \($0)" }
        case ("properties", .object(let schemas), .object(let object)):
            return object.flatMap { name, member in
                schemas[name].map { problems(member, $0, at: "\(path)/\(name)") } ?? []
            }
        case ("items", _, .array(let array)):
            return array.enumerated().flatMap { problems($1, argument, at: "\(path)/\($0)") }
        case ("pattern", .string(let pattern), .string(let text)):
            let regex = try? Regex(pattern).matchingSemantics(.unicodeScalar)
            return regex.map { text.contains($0) } == true ? [] : ["\(path): \(text) does not match \(pattern)"]
        case ("minimum", .number(let least), .number(let number)):
            return number >= least ? [] : ["\(path): \(number) is less than \(least)"]
        case ("maximum", .number(let most), .number(let number)):
            return number <= most ? [] : ["\(path): \(number) is more than \(most)"]
        case ("minLength", .number(let least), .string(let text)):
            return text.unicodeScalars.count >= Int(least) ? [] : ["\(path): \(text) is too short"]
        case ("maxLength", .number(let most), .string(let text)):
            return text.unicodeScalars.count <= Int(most) ? [] : ["\(path): \(text) is too long"]
        case ("minProperties", .number(let least), .object(let object)):
            return object.count >= Int(least) ? [] : ["\(path): the object has too few members"]
        // The keyword applies to values of another type.
        case ("required", _, _), ("properties", _, _), ("items", _, _), ("pattern", _, _), ("minimum", _, _),
            ("maximum", _, _), ("minLength", _, _), ("maxLength", _, _), ("minProperties", _, _):
            return []
        default:
            return Self.annotations.contains(keyword) ? [] : ["\(path): the keyword \(keyword) is not checked"]
        }
    }

    private static func value(_ value: JSONValue, has type: String) -> Bool {
        switch value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let number): type == "number" || (type == "integer" && number == number.rounded())
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
