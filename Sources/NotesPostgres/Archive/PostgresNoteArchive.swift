#if PostgreSQL
public import Notes

/// Operations on a whole PostgreSQL database. All of them work while services use the database.
public struct PostgresNoteArchive: NoteArchive {
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

    /// - Throws: `UserError` that names the command to use.
    public func backUp(to path: String, isCancelled: @escaping () -> Bool, progress: @escaping (Double) -> Void) throws
    {
        throw UserError(
            "a PostgreSQL database is copied with its own program: pg_dump --format=custom --file=FILE \"$DATABASE_URL\""
        )
    }

    /// The application names of the programs that are connected to the database now.
    public func applicationNames() throws -> Set<String> {
        let sql = "SELECT application_name FROM pg_stat_activity WHERE datname = current_database()"
        return try explaining("cannot use \(address)") {
            Set(try Connection(address).run(Call(sql), until: .none).map { $0.text(0) ?? "" })
        }
    }

    /// Runs `work` in a transaction that changes nothing, and whose statements all see the same notes.
    func reading<Value>(_ work: (Connection) throws -> Value) throws -> Value {
        try explaining("cannot read the notes of \(address)") {
            let connection = try Connection(address)
            guard try Schema.version(connection) == Schema.current else {
                throw UserError("its schema has another version; run migrate, or use another version of this program")
            }
            try connection.run(PageReader.begin, until: .none)
            return try work(connection)
        }
    }

    /// Brings the schema up to date, and runs `work` in a transaction. After an error, nothing of `work` remains.
    ///
    /// - Parameter isCancelled: asked while the server works.
    func importing<Value>(isCancelled: @escaping () -> Bool, _ work: (Connection) throws -> Value) throws -> Value {
        try explaining("nothing was imported: cannot write \(address)") {
            let connection = try Connection(address)
            _ = try Schema.migrate(connection, isCancelled: isCancelled)
            try connection.run(Call("BEGIN"), until: .none)
            let value = try work(connection)
            connection.isCancelled = nil
            do {
                try connection.run(Call("COMMIT"), until: .none)
            } catch let error as PostgresError where error.isConnectionLost {
                throw UserError(
                    "the connection was lost during the commit; import once more: what is there already is left alone")
            }
            return value
        }
    }

    /// Runs `work`. Turns an error of PostgreSQL into a line for the user.
    func explaining<Value>(_ what: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as PostgresError {
            throw UserError("\(what): \(error)\(Self.advice(error))")
        } catch let error as UserError where !error.description.contains("nothing was imported") {
            throw UserError("\(what): \(error)")
        }
    }

    private static func advice(_ error: PostgresError) -> String {
        switch error.state {
        case "42501":
            "; the role needs the right to create tables (see deploy/postgres/setup.sql), or their owner has to run migrate"
        case "23505": "; another program has used an id of the import meanwhile: import once more"
        case "25006": "; this server is a standby: name all servers in DATABASE_URL"
        case nil where error.message.contains("FATAL"):
            "; create the role and the database with deploy/postgres/setup.sql, or correct DATABASE_URL"
        default: ""
        }
    }
}
#endif
