import HTTPTypes
import HTTPValues
import Notes
import NotesWeb
import Testing

@Suite struct HealthTests {
    @Test func aHealthyServiceRespondsWith200() throws {
        let app = try TestApp()
        for _ in 1...3 {
            let response = app.get("/api/health")
            #expect(response.status == .ok)
            #expect(response.text == #"{"status":"ok"}"#)
            #expect(response.headerFields[.contentType] == "application/json")
            #expect(response.headerFields[.cacheControl] == "no-store")
        }
        #expect(app.get("/api/health?envelope=1").text == #"{"data":{"status":"ok"}}"#)
        #expect(app.respond(to: Request(method: .head, target: "/api/health")).status == .ok)
        #expect(app.send(.post, "/api/health", "{}").status == .methodNotAllowed)
    }

    @Test(arguments: [NotesError.busy, .full, .readOnly, .corrupt(description: "secret")])
    func aDatabaseThatCannotBeWrittenIs503(_ error: NotesError) throws {
        let log = RecordedLog()
        let app = try TestApp(store: FailingStore(error: error), logger: log.logger)
        let response = app.get("/api/health")
        #expect(response.status == .serviceUnavailable)
        #expect(response.headerFields[.contentType] == "application/json")
        #expect(try response.json["error"] as? String != nil)
        #expect(!response.text.contains("secret"))
        #expect(log.lines.contains { $0.hasPrefix("error request failed error=\(error) ") })
    }

    @Test func anInternalErrorDoesNotShowItsCause() throws {
        let response = try TestApp(store: FailingStore()).get("/api/health")
        #expect(response.status == .serviceUnavailable)
        #expect(response.text == #"{"error":"Internal server error"}"#)
    }

    @Test func healthNeedsNoUser() throws {
        var configuration = NotesApp.Configuration()
        configuration.requiresUser = true
        #expect(try TestApp(configuration: configuration).get("/api/health").status == .ok)
    }
}
