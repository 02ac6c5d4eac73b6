#if PostgreSQL
import CPostgreSQL
import Glibc
public import Notes

/// The address of a database, and how to connect to it.
public struct ServerAddress: Sendable, Equatable, CustomStringConvertible {
    /// The connection parameters of libpq, by keyword (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
    private var parameters: [String: String]

    /// The values of parameters that the address does not have. The times are in seconds, and that of tcp_user_timeout in
    /// milliseconds. A server that has vanished is noticed after five seconds. Within the ten seconds of a
    /// request, that leaves time to ask the next server.
    private static let defaults = [
        "connect_timeout": "2", "keepalives_idle": "3", "keepalives_interval": "1", "keepalives_count": "2",
        "tcp_user_timeout": "5000", "fallback_application_name": "notes",
    ]

    /// - Parameter url: an address that libpq accepts, such as `postgresql://notes@db1,db2/notes`.
    /// - Throws: `UserError`, without the address, because it may contain a password.
    public init(url: String) throws(UserError) {
        var error: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &error) else {
            // libpq's message may quote a part of the password.
            PQfreemem(error)
            throw Self.unreadable
        }
        defer { PQconninfoFree(options) }
        parameters = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        guard !Self.mayContainPassword(parameters) else { throw Self.unreadable }
        if hosts.count > 1, parameters["target_session_attrs"] == nil {
            parameters["target_session_attrs"] = "read-write"
        }
        parameters.merge(Self.defaults) { given, _ in given }
        parameters["client_encoding"] = "UTF8"
    }

    private static let unreadable = UserError(
        "DATABASE_URL: this is no address of a PostgreSQL database; write it as postgresql://USER:PASSWORD@HOST/DATABASE, and special characters in the password as %XX"
    )

    /// Whether a part of the password stands where a host, a port or a database should be, because it has an @ or a slash. A
    /// message must not show it.
    private static func mayContainPassword(_ parameters: [String: String]) -> Bool {
        let names = ["host", "dbname"].flatMap { (parameters[$0] ?? "").split(separator: ",") }
        let ports = (parameters["port"] ?? "").split(separator: ",")
        // The name of an abstract socket begins with @.
        return names.contains { $0.dropFirst().contains("@") } || ports.contains { Int($0) == nil }
    }

    /// The hosts, as the address names them. Empty if the address has none: then libpq takes them from the environment, or
    /// connects to a unix socket.
    public var hosts: [String] {
        (parameters["host"] ?? parameters["hostaddr"] ?? "").split(separator: ",").map(String.init)
    }

    /// The name of the database in messages, without the password.
    public var description: String {
        let user = parameters["user"].map { "\($0)@" } ?? ""
        let database = parameters["dbname"] ?? ""
        let hosts = hosts.joined(separator: ",")
        // A path cannot stand in the place of the host.
        return hosts.contains("/")
            ? "postgresql://\(user)/\(database)?host=\(hosts)" : "postgresql://\(user)\(hosts)/\(database)"
    }

    /// Whether a host is this machine: a loopback address, or the folder of a unix socket.
    static func isLocal(_ host: String) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
            || host.hasPrefix("127.")
    }

    /// The value of a connection parameter; nil if the address has none.
    subscript(keyword: String) -> String? {
        get { parameters[keyword] }
        set { parameters[keyword] = newValue }
    }

    /// What the server's view `pg_stat_activity` calls the connections, unless the address has an `application_name`.
    public var applicationName: String {
        get { parameters["fallback_application_name"] ?? "" }
        set { parameters["fallback_application_name"] = newValue }
    }

    /// How long connecting to one server may take, in seconds; nil for no limit.
    var connectTimeout: Int? { parameters["connect_timeout"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

    /// Begins to connect.
    ///
    /// - Returns: a PGconn, which may have failed; nil without memory.
    func startConnecting() -> OpaquePointer? {
        let sorted = parameters.sorted { $0.key < $1.key }
        return Self.withCStrings(sorted.map(\.key)) { keywords in
            Self.withCStrings(sorted.map(\.value)) { values in PQconnectStartParams(keywords, values, 0) }
        }
    }

    /// Calls `body` with the texts as an array that ends with nil.
    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result?
    ) -> Result? {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { $0.baseAddress.flatMap(body) }
    }
}
#endif
