import TestSupport

/// The whole of the deployed service, of one test's own: nginx, and the service behind it.
final class Site: Sendable {
    let nginx: Nginx
    let service: Service
    let curl: Curl

    /// - Parameter service: one that runs already; nil for a new one.
    init(_ service: Service? = nil) throws {
        let service = try service ?? Service()
        self.service = service
        nginx = try Nginx(in: service.folder)
        curl = try Curl(base: "http://127.0.0.1:\(nginx.port)")
    }

    /// What a browser shows in its address bar, without the path.
    var address: String { "http://127.0.0.1:\(nginx.port)" }
}
