import TestSupport

/// A complete deployment for one test: nginx and the service behind it.
final class Site: Sendable {
    let nginx: Nginx
    let service: Service
    /// Sends requests below the base path: `/notes` is the list of notes.
    let curl: Curl

    /// - Parameters:
    ///   - service: a running service; nil starts a new one.
    ///   - basePath: the path below which a new service is reachable.
    ///   - environment: settings of a new service.
    ///   - isLimited: whether nginx limits the requests of each client.
    ///   - edit: changes nginx's configuration of the site.
    init(
        _ service: Service? = nil, basePath: String = BasePath.standard, environment: [String: String] = [:],
        isLimited: Bool = false, edit: (String) -> String = { $0 }
    ) throws {
        let service =
            try service ?? Service(environment: environment.merging(["BASE_PATH": basePath]) { given, _ in given })
        self.service = service
        nginx = try Nginx(in: service.folder, basePath: service.basePath, isLimited: isLimited, edit: edit)
        curl = try Curl(base: nginx.address)
    }

    /// The address that a browser shows, without the path below the base path.
    var address: String { nginx.address }

    /// The path of an address below the base path, as pages, redirects and the field Location name it.
    func path(_ target: String) -> String { service.basePath + target }

    /// Sends a request to a path of the host, which includes the base path.
    func send(_ method: String = "GET", path: String) throws -> ReceivedResponse {
        try Curl(base: "http://127.0.0.1:\(nginx.port)").send(method, path)
    }
}
