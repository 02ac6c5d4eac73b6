#if PostgreSQL
public import Notes

extension PostgresNoteArchive {
    /// First collects the notes in temporary tables, and then adds all notes in one transaction. Other programs can write all
    /// the time, except to notes whose past versions the import changes. Holds only one note in memory at a time.
    public func add(
        _ next: () throws -> (revision: NoteRevision, line: Int)?, willAdd: () -> Void,
        isCancelled: @escaping () -> Bool
    ) throws -> (notes: ImportCount, past: ImportCount) {
        try importing(isCancelled: isCancelled) { connection in
            for sql in [Self.createIncoming, Self.createIncomingPast, Self.createIncomingPastIndex] {
                try connection.run(Call(sql), until: .none)
            }
            var refused = RefusedNotes()
            while let (revision, line) = try next() {
                if refused.add(revision, line: line) { continue }
                if revision.endedAt == nil {
                    try Self.collect(revision, line: line, connection)
                } else {
                    try Self.collectPast(revision, line: line, connection)
                }
            }
            try refused.check()
            willAdd()
            connection.isCancelled = isCancelled
            var (notes, past) = (ImportCount(), ImportCount())
            try connection.run(Call(Self.lockImports), until: .none)
            notes.unchanged = try Self.countExisting(connection)
            try connection.run(Call(Self.reserveIDs), until: .none)
            // First, because the past versions that are added may have notes in the trash, too.
            try connection.run(Call(Self.takeFromTrash, [.time(.now())]), until: .none)
            past = try Self.addPast(connection)
            notes.added = try connection.run(Call(Self.insertIncoming), until: .none).changed
            try connection.run(Call(Self.insertUsers), until: .none)
            return (notes, past)
        }
    }

    /// Adds a note to the temporary table, unless an identical note is on an earlier line.
    ///
    /// - Throws: `UserError` if an earlier line has a different note with the same id.
    private static func collect(_ revision: NoteRevision, line: Int, _ connection: Connection) throws {
        let note = revision.note
        let values = Note.Column.allCases.map { Argument(note[$0]) }
        let added = try connection.run(
            Call(insertIntoIncoming, values + [.integer(Int64(line)), .text(revision.user)]), until: .none)
        if added.changed == 1 { return }
        let earlier = try connection.run(Call(selectIncoming, [.integer(note.id)]), until: .none).first
            .map { (note: Note($0), line: $0.int(CInt(Note.Column.allCases.count))) }
        guard let earlier, earlier.note.isIdentical(to: note) else {
            throw UserError(
                "line \(line): note \(note.id) is on line \(earlier?.line ?? 0), too, and differs; nothing was imported"
            )
        }
    }

    /// Returns the number of incoming notes that are in the database already, perhaps with a later time of change: an
    /// earlier import may have added a note whose id was used already.
    ///
    /// - Throws: `UserError` if the database has a different note with the id of an incoming note.
    private static func countExisting(_ connection: Connection) throws -> Int {
        // From here on, the missing notes are known: a note that somebody deletes meanwhile does not come back.
        try connection.run(Call(createMissing), until: .none)
        if let other = try connection.run(Call(selectDifferent), until: .none).first {
            throw UserError(
                "line \(other.int(1)): there is a note \(other.int64(0)) already, and it differs; nothing was imported")
        }
        return try connection.run(Call(countUnchanged), until: .none).first?.int(0) ?? 0
    }

    /// Lets one import run at a time, until the end of the transaction.
    static let lockImports = "SELECT pg_advisory_xact_lock(hashtext('notes import'))"

    private static let createMissing =
        "CREATE TEMPORARY TABLE missing AS SELECT id FROM incoming WHERE id NOT IN (SELECT id FROM note)"

    private static let countUnchanged =
        "SELECT (SELECT count(*) FROM incoming) - (SELECT count(*) FROM missing)"

    /// The sequence gives no id of an incoming note to a new note, from now on and whatever becomes of the transaction
    /// (https://www.postgresql.org/docs/current/functions-sequence.html). The highest id of all has no successor.
    private static let reserveIDs = """
        SELECT setval(sequence, highest) FROM (
            SELECT pg_get_serial_sequence('note', 'id')::regclass AS sequence, max(id) AS highest FROM (
                SELECT id FROM incoming UNION ALL SELECT note_id FROM incoming_past) AS used
            WHERE id < \(Int64.max)) AS incoming
        WHERE highest > coalesce(pg_sequence_last_value(sequence), 0)
        """

    private static let createIncoming = """
        CREATE TEMPORARY TABLE incoming (
            id bigint PRIMARY KEY, title text, content text, is_pinned boolean, created_at timestamp, updated_at timestamp,
            line bigint, user_name text)
        """

    private static let columns = Note.Column.allCases.map(\.name).joined(separator: ", ")

    private static let insertIntoIncoming = """
        INSERT INTO incoming (\(columns), line, user_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """

    private static let selectIncoming = """
        SELECT \(Note.Column.selection), line FROM incoming AS note WHERE id = $1
        """

    private static let selectDifferent = """
        SELECT note.id, line FROM incoming JOIN note USING (id)
        WHERE (note.title, note.content, note.is_pinned IS TRUE, note.created_at)
                IS DISTINCT FROM (incoming.title, incoming.content, incoming.is_pinned, incoming.created_at)
            OR NOT (note.updated_at IS NOT DISTINCT FROM incoming.updated_at
                OR (note.updated_at IS NOT NULL AND coalesce(incoming.updated_at < note.updated_at, TRUE)))
        ORDER BY line LIMIT 1
        """

    private static let insertIncoming = """
        INSERT INTO note (\(columns)) SELECT \(columns) FROM incoming WHERE id IN (SELECT id FROM missing) ORDER BY id
        """

    /// An incoming note with the time of the note in the database is that version, so it has the same user.
    private static let insertUsers = """
        INSERT INTO note_author (note_id, updated_at, user_name)
            SELECT id, note.updated_at, incoming.user_name FROM incoming JOIN note USING (id, updated_at)
            WHERE incoming.user_name IS NOT NULL
        ON CONFLICT (note_id) DO UPDATE SET updated_at = excluded.updated_at, user_name = excluded.user_name
            WHERE note_author.updated_at IS DISTINCT FROM excluded.updated_at
        """
}

/// The incoming notes with a NUL, which PostgreSQL cannot store.
struct RefusedNotes {
    private static let maximumNamed = 20

    private var names: [String] = []
    private var count = 0

    /// Returns whether a note is refused.
    mutating func add(_ revision: NoteRevision, line: Int) -> Bool {
        let texts = [revision.note.title, revision.note.content, revision.user ?? "", revision.deletedBy ?? ""]
        guard texts.contains(where: { $0.utf8.contains(0) }) else { return false }
        count += 1
        if count <= Self.maximumNamed { names.append("note \(revision.note.id) (line \(line))") }
        return true
    }

    /// - Throws: `UserError` if any note is refused.
    func check() throws {
        guard count > 0 else { return }
        let others = count > names.count ? " and \(count - names.count) others" : ""
        throw UserError(
            "PostgreSQL cannot store a NUL, and these notes have one: \(names.joined(separator: ", "))\(others); remove it from them first; nothing was imported"
        )
    }
}
#endif
