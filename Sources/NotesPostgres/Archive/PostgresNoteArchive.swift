#if PostgreSQL
public import Notes

/// Operations on a whole PostgreSQL database. All of them work while services use the database.
public struct PostgresNoteArchive: Sendable {
    let address: ServerAddress

    public init(_ address: ServerAddress) {
        self.address = address
    }

    /// The server keeps the notes.
    public var files: [String] { [] }

    public func migrate(isCancelled: () -> Bool) throws -> Migration {
        try explaining("cannot use \(address)") {
            try Schema.migrate(Connection(address), isCancelled: isCancelled)
        }
    }

    /// Runs `work`. Turns an error of PostgreSQL into a line for the user.
    func explaining<Value>(_ what: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as UserError {
            throw UserError("\(what): \(error)")
        } catch let error as PostgresError {
            throw UserError("\(what): \(error)\(Self.advice(error))")
        }
    }

    private static func advice(_ error: PostgresError) -> String {
        switch error.state {
        case "42501": "; the role needs the right to create tables in this database: see deploy/postgres/setup.sql"
        case "25006": "; this server is a standby: name all servers in DATABASE_URL"
        case nil where error.message.contains("FATAL"):
            "; create the role and the database with deploy/postgres/setup.sql, or correct DATABASE_URL"
        default: ""
        }
    }
}
#endif
