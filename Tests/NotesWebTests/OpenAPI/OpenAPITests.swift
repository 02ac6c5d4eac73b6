import Foundation
import HTTPTypes
import HTTPValues
import Notes
import NotesWeb
import StoreContract
import Testing

/// The document at /api/openapi.json. `TestApp` also compares each response of all other tests with it.
@Suite struct OpenAPITests {
    private static let document = OpenAPIDocument.shared

    @Test func theDocumentHasTheRoutesOfTheAPIAndNoOthers() throws {
        let routes = try TestApp().routeNames.filter { $0.contains(" /api") }
        #expect(Set(routes) == Set(Self.document.operations.map(\.description)))
        #expect(routes.count == 15)
    }

    @Test(arguments: [("", "/"), ("/x/y", "/x/y")])
    func theDocumentNamesTheServiceAndItsVersion(_ basePath: String, _ server: String) throws {
        var configuration = NotesApp.Configuration()
        configuration.basePath = basePath
        configuration.version = "1.2.3"
        let app = try TestApp(configuration: configuration)
        let response = app.get(basePath + "/api/openapi.json")
        let json = try response.json
        #expect(json["servers"] as? [[String: String]] == [["url": server]])
        #expect((json["info"] as? [String: Any])?["version"] as? String == "1.2.3")
        let again = app.respond(
            to: Request(
                target: basePath + "/api/openapi.json", fields: RequestFields(ifNoneMatch: response.entityTag)))
        #expect(again.status == .notModified)
    }

    @Test func everyExampleMatchesItsSchema() {
        var count = 0
        func check(_ value: JSONValue, at path: String) {
            var examples = value["examples"].array.map { ($0, value) }
            if value["example"] != .null { examples.append((value["example"], value["schema"])) }
            for (example, schema) in examples {
                #expect(Self.document.schema.problems(example, schema) == [], "\(path)")
                count += 1
            }
            for (name, member) in value.object { check(member, at: "\(path)/\(name)") }
            for (index, member) in value.array.enumerated() { check(member, at: "\(path)/\(index)") }
        }
        check(Self.document.schema.root, at: "#")
        #expect(count > 40)
    }

    @Test func everyReferenceLeadsSomewhere() {
        func check(_ value: JSONValue) {
            if let reference = value["$ref"].string {
                #expect(Self.document.schema.resolve(value) != .null, "\(reference)")
            }
            for member in value.object.values { check(member) }
            for member in value.array { check(member) }
        }
        check(Self.document.schema.root)
    }

    private static let responses = document.operations.flatMap { operation in
        operation.statuses.map { (operation, $0) }
    }

    /// Every status in the document really occurs. `TestApp` finds statuses that the document does not have.
    @Test(arguments: responses)
    func everyDocumentedStatusOccurs(_ operation: OpenAPIDocument.Operation, _ status: Int) throws {
        let sample = try Sample(operation, status)
        let response = sample.app.respond(to: sample.request)
        #expect(response.status.code == status, "\(response.text.prefix(500))")
    }

    /// An app and a request for which one operation responds with one status.
    private struct Sample {
        let app: TestApp
        var request: Request

        init(_ operation: OpenAPIDocument.Operation, _ status: Int) throws {
            var configuration = NotesApp.Configuration()
            configuration.requiresUser = status == 401
            let errors: [Int: any Error] = [500: FailingStore.Broken(), 503: NotesError.busy, 507: NotesError.full]
            app = try TestApp(store: errors[status].map { FailingStore(error: $0) }, configuration: configuration)
            var version = "0"
            if errors[status] == nil {
                version = try app.create("Groceries").version.description
                let deleted = try app.create("deleted")
                _ = try app.store.delete(deleted.id, by: nil, if: nil)
            }
            let id = status == 404 ? 99 : operation.path == "/api/trash/{id}" ? 2 : 1
            var target = operation.path.replacingOccurrences(of: "{id}", with: "\(id)")
                .replacingOccurrences(of: "{version}", with: version)
            if target.hasSuffix("/search") { target += "?q=milk" }
            let example = operation.value["requestBody"]["content"]["application/json"]["example"]
            let body =
                operation.path.hasSuffix("/restore")
                ? Data(#"{"version":"\#(version)"}"#.utf8)
                : example == .null ? Data() : try JSONEncoder().encode(example)
            request = Request(
                method: operation.method, target: target, fields: RequestFields(contentType: "application/json"),
                body: .complete(Array(body)))
            try change(for: status)
        }

        /// Changes the request, and the notes, so that the response has the status.
        private mutating func change(for status: Int) throws {
            switch status {
            case 304: request.fields.ifNoneMatch = "*"
            case 400: request.body = .badLength
            case 410, 422:
                request.fields.idempotencyKey = "a-key"
                let created = app.respond(to: request)
                if status == 410 {
                    _ = app.send(.delete, try #require(created.headerFields[.location]), "")
                    _ = app.send(.delete, "/api/trash", "")
                } else {
                    request.body = .complete(Array(#"{"title":"another","content":"text"}"#.utf8))
                }
            case 412: request.fields.ifMatch = "\"another\""
            case 413: request.body = .tooLarge
            case 414: request.target += String(repeating: "?", count: 40_000)
            case 415: request.fields.contentType = "text/plain"
            default: break
            }
        }
    }
}

extension JSONValue: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
