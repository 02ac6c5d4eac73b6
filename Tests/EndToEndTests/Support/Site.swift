import TestSupport

/// The whole of the deployed service, of one test's own: nginx, and the service behind it.
final class Site: Sendable {
    let nginx: Nginx
    let service: Service
    let curl: Curl

    /// - Parameters:
    ///   - service: one that runs already; nil for a new one.
    ///   - environment: settings of a new one.
    ///   - isLimited: whether each client may send only so much.
    ///   - edit: changes nginx's configuration of the site.
    init(
        _ service: Service? = nil, environment: [String: String] = [:], isLimited: Bool = false,
        edit: (String) -> String = { $0 }
    ) throws {
        let service = try service ?? Service(environment: environment)
        self.service = service
        nginx = try Nginx(in: service.folder, isLimited: isLimited, edit: edit)
        curl = try Curl(base: "http://127.0.0.1:\(nginx.port)")
    }

    /// What a browser shows in its address bar, without the path.
    var address: String { "http://127.0.0.1:\(nginx.port)" }
}
