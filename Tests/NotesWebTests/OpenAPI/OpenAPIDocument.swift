import Foundation
import HTTPTypes
import HTTPValues

/// The API's description of itself, templates/openapi.json.
struct OpenAPIDocument {
    /// A method of a path, with the responses that the document lists for it.
    struct Operation: CustomStringConvertible {
        let method: HTTPRequest.Method
        /// With names in braces, such as `/api/notes/{id}`.
        let path: String
        let value: JSONValue

        var statuses: [Int] { value["responses"].object.keys.compactMap(Int.init).sorted() }

        var description: String { "\(method) \(path)" }
    }

    /// The document of the checkout. Every test app compares its responses with it.
    static let shared = OpenAPIDocument()

    /// The fields that a response may have only if the document lists them.
    private static let listedFields: [HTTPField.Name] = [
        .allow, .eTag, .link, .location, .retryAfter, .wwwAuthenticate,
    ]

    let operations: [Operation]
    let schema: JSONSchema

    init() {
        let data = FileManager.default.contents(atPath: TestApp.root + "/templates/openapi.json") ?? Data()
        let root = (try? JSONDecoder().decode(JSONValue.self, from: data)) ?? .null
        schema = JSONSchema(root: root)
        operations = root["paths"].object.flatMap { path, item in
            item.object.compactMap { name, value in
                guard name != "parameters" else { return nil }
                return HTTPRequest.Method(rawValue: name.uppercased()).map {
                    Operation(method: $0, path: path, value: value)
                }
            }
        }
    }

    /// Returns in what way a response of the API differs from the document.
    ///
    /// - Parameter path: the path of the request, below the base path.
    func problems(_ request: Request, path: Substring, _ response: Response) -> [String] {
        let operations = operations(at: path)
        let status = response.status.code
        let method = request.method == .head ? .get : request.method
        if let operation = operations.first(where: { $0.method == method }) {
            let description = operation.value["responses"]["\(status)"]
            guard description != .null else { return ["the status is not documented"] }
            return problems(response, schema.resolve(description), isHead: request.method == .head)
        }
        // The description at the beginning of the document tells how all other requests end.
        let name: String
        switch (status, operations.isEmpty) {
        case (204, false) where request.method == .options: return allowProblems(response, operations)
        case (405, false):
            name = "MethodNotAllowed"
        case (404, true): name = "NotFound"
        case (308, true) where path.hasSuffix("/"): return []
        case (401, _): name = "Unauthorized"
        case (414, _): name = "TargetTooLong"
        default: return ["no operation has this method and path, but the status is not 404, 405 or 204"]
        }
        return problems(response, schema.root["components"]["responses"][name], isHead: request.method == .head)
            + (status == 405 ? allowProblems(response, operations) : [])
    }

    /// Returns the operations of a path. A path without names in braces is preferred.
    private func operations(at path: Substring) -> [Operation] {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let matching = operations.filter { operation in
            let pattern = operation.path.split(separator: "/", omittingEmptySubsequences: false)
            return pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0 == $1 || ($0.hasPrefix("{") && !$1.isEmpty) }
        }
        let fixed = matching.filter { !$0.path.contains("{") }
        return fixed.isEmpty ? matching : fixed
    }

    private func allowProblems(_ response: Response, _ operations: [Operation]) -> [String] {
        let allowed = Set((response.headerFields[.allow] ?? "").components(separatedBy: ", "))
        let documented = Set(operations.map(\.method.rawValue))
        let implied = documented.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]
        return allowed == documented.union(implied) ? [] : ["Allow is \(allowed), but the document has \(documented)"]
    }

    private func problems(_ response: Response, _ description: JSONValue, isHead: Bool) -> [String] {
        var problems: [String] = []
        let fields = description["headers"].object.mapValues(schema.resolve)
        var present = response.headerFields
        present[.eTag] = response.entityTag
        for (name, field) in fields where field["required"] == .bool(true) {
            if HTTPField.Name(name).flatMap({ present[$0] }) == nil { problems.append("the field \(name) is missing") }
        }
        for name in Self.listedFields {
            guard let text = present[name] else { continue }
            guard let field = fields.first(where: { $0.key.lowercased() == name.canonicalName })?.value else {
                problems.append("the field \(name) is not documented")
                continue
            }
            let isNumber = field["schema"]["type"] == .string("integer")
            let value = isNumber ? Double(text).map { JSONValue.number($0) } : nil
            problems += schema.problems(value ?? .string(text), field["schema"], at: "\(name)")
        }
        if isHead { return problems }
        let content = description["content"]["application/json"]
        guard content != .null else { return problems + (response.body.isEmpty ? [] : ["the body is not documented"]) }
        if response.headerFields[.contentType] != "application/json" { problems.append("the body has another type") }
        guard let body = try? JSONDecoder().decode(JSONValue.self, from: Data(response.body)) else {
            return problems + ["the body is not JSON"]
        }
        return problems + schema.problems(body, content["schema"])
    }
}

extension HTTPField.Name {
    /// The field Link (RFC 8288, section 3).
    fileprivate static let link = HTTPField.Name("link") ?? .location
}
