#if PostgreSQL
public import Notes

/// Importing notes that have no ids yet.
extension PostgresNoteArchive {
    /// First collects the notes in a temporary table, and then adds all notes in one statement. Other programs can write all the
    /// time. Holds only one note in memory at a time.
    public func addNew(
        _ next: () throws -> Note?, isDryRun: Bool, willAdd: () -> Void, isCancelled: @escaping () -> Bool
    ) throws -> [Int64] {
        func collect(_ connection: Connection) throws {
            try connection.run(Call(Self.createNew), until: .none)
            while let note = try next() {
                try connection.run(
                    Call(Self.insertIntoNew, Note.Column.allCases.map { Argument(note[$0]) }), until: .none)
            }
            willAdd()
            connection.isCancelled = isCancelled
        }
        if isDryRun {
            return try explaining("cannot read the notes of \(address)") {
                let connection = try Connection(address)
                // A new database has no notes.
                let isNew = try Schema.version(connection) == 0
                try connection.run(Call("BEGIN"), until: .none)
                try collect(connection)
                let missing = isNew ? Self.selectAll : Self.selectMissing
                return try connection.run(Call(missing), until: .none).map { $0.int64(0) }
            }
        }
        return try importing(isCancelled: isCancelled) { connection in
            try collect(connection)
            try connection.run(Call(Self.lockImports), until: .none)
            return try connection.run(
                [Call("CREATE TEMPORARY TABLE missing AS \(Self.selectMissing)"), Call(Self.insertMissing)],
                until: .none
            )[1].map { $0.int64(0) }
        }
    }

    private static let createNew = """
        CREATE TEMPORARY TABLE incoming_new (
            id bigint PRIMARY KEY, title text, content text, is_pinned boolean, created_at timestamp, updated_at timestamp)
        """
    private static let insertIntoNew = "INSERT INTO incoming_new VALUES ($1, $2, $3, $4, $5, $6)"
    private static let selectAll = "SELECT id FROM incoming_new ORDER BY created_at NULLS FIRST, id"

    /// Selects the incoming notes of which the database has not enough. If there are more notes with one text than in the
    /// database, the newest of them are missing.
    private static let selectMissing = """
        SELECT copies.id, row_number() OVER (ORDER BY copies.created_at NULLS FIRST, copies.id) AS number FROM (
            SELECT *, row_number() OVER (PARTITION BY title, content ORDER BY created_at NULLS FIRST, id) AS copy
            FROM incoming_new) AS copies
        LEFT JOIN (
            SELECT title, content, count(*) FROM note WHERE title IN (SELECT title FROM incoming_new) GROUP BY 1, 2) AS existing
            USING (title, content)
        WHERE copy > coalesce(count, 0) ORDER BY number
        """

    /// Adds the notes in their order, and returns their names.
    private static let insertMissing = """
        WITH added AS (INSERT INTO note (title, content, is_pinned, created_at, updated_at)
            SELECT title, content, is_pinned, created_at, updated_at FROM missing JOIN incoming_new USING (id) ORDER BY number)
        SELECT id FROM missing ORDER BY number
        """
}
#endif
