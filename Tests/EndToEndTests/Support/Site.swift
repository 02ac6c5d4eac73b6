import TestSupport

/// A complete deployment for one test: nginx and the service behind it.
final class Site: Sendable {
    let nginx: Nginx
    let service: Service
    let curl: Curl

    /// - Parameters:
    ///   - service: a running service; nil: a new one.
    ///   - environment: the settings of a new service.
    ///   - isLimited: whether nginx limits the requests of each client.
    ///   - edit: a function that changes nginx's configuration of the site.
    init(
        _ service: Service? = nil, environment: [String: String] = [:], isLimited: Bool = false,
        edit: (String) -> String = { $0 }
    ) throws {
        let service = try service ?? Service(environment: environment)
        self.service = service
        nginx = try Nginx(in: service.folder, isLimited: isLimited, edit: edit)
        curl = try Curl(base: "http://127.0.0.1:\(nginx.port)")
    }

    /// The URL without its path, such as `http://127.0.0.1:8080`.
    var address: String { "http://127.0.0.1:\(nginx.port)" }
}
