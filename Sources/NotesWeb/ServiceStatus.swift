import HTTPTypes
import Notes
import Web

/// What whoever watches the service asks for. Nothing of the notes is in it.
struct ServiceStatus: Sendable {
    let store: any NoteStore

    /// Whether notes can be read and written: 200 if so, else 503.
    func health(_ request: Request, _ body: [UInt8], _ parameter: String) throws -> Response {
        do {
            try store.check()
        } catch {
            throw Failure.unhealthy(error)
        }
        var response = Response.json(data: { $0.raw("{\"status\":\"ok\"}") }, for: request)
        response.headerFields[.cacheControl] = "no-store"
        return response
    }
}
