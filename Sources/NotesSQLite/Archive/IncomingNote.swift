import GRDB
import Notes

/// The rows of `note_incoming` that belong to one note: its past versions, and perhaps the note itself.
struct IncomingNote {
    let noteID: Int64
    /// The past versions, the oldest first.
    private var past: [PastVersions.Row] = []
    /// The row of the note itself; nil if the import adds only past versions.
    private var current: Int64?
    /// The size of all texts in bytes, plus 100 for each row.
    private(set) var size = 0

    private init(noteID: Int64) { self.noteID = noteID }

    /// Reads the first note; nil if there is none.
    static func first(_ db: Database) throws -> IncomingNote? {
        var note: IncomingNote?
        try db.cachedStatement(sql: select).forEachRow { row in
            var read = note ?? IncomingNote(noteID: row.int64(0))
            guard row.int64(0) == read.noteID else { return false }
            read.size += row.int(1)
            let version = PastVersions.Row(row, first: 2)
            if version.endedAt == nil { read.current = version.id } else { read.past.append(version) }
            note = read
            return true
        }
        return note
    }

    /// Takes notes from the table, inside a transaction of the caller. After the last note, the import has ended.
    ///
    /// - Parameters:
    ///   - bytes: the size of the texts after which no further note is taken.
    ///   - body: called with each note, before its rows are deleted.
    /// - Returns: whether none is left.
    static func take(
        bytes: Int, _ db: Database, _ body: (IncomingNote) throws -> Void = { _ in }
    ) throws -> Bool {
        var size = 0
        while size < bytes {
            guard let note = try first(db) else {
                try db.execute(sql: "DELETE FROM note_import")
                return true
            }
            try body(note)
            try note.delete(db)
            size += note.size
        }
        return false
    }

    /// Adds the note and its past versions to the database.
    ///
    /// - Parameter lastPast: the highest id in `note_past` when the import compared its notes with the database. If another
    ///   program has used the id of this note since then, this note gets a new id.
    func publish(lastPast: Int64, _ db: Database) throws {
        guard let current, try !has(Self.selectSame, [noteID, current], db) else {
            // The note may have been deleted for good since then.
            guard try has(Self.selectHasNote, [noteID, past.last?.id], db) else { return }
            return try PastVersions.merge(past, into: noteID, upTo: lastPast, db)
        }
        var id = noteID
        if try has(Self.selectUsed, [noteID, lastPast], db) {
            id = try db.cachedStatement(sql: Self.selectNewID).firstRow { $0.int64(0) } ?? 0
        }
        try db.cachedStatement(sql: Self.takeFromTrash).run([.integer(id), .integer(current), .time(.now())])
        try PastVersions.merge(past, into: id, upTo: lastPast, db)
        try db.cachedStatement(sql: Self.insert).execute(arguments: [id, current])
        try db.cachedStatement(sql: Self.insertUser).execute(arguments: [id, current])
    }

    private func delete(_ db: Database) throws {
        for row in past.map(\.id) + [current].compactMap(\.self) {
            try db.cachedStatement(sql: "DELETE FROM note_incoming WHERE id = ?").execute(arguments: [row])
        }
    }

    private func has(_ sql: String, _ arguments: StatementArguments, _ db: Database) throws -> Bool {
        try db.cachedStatement(sql: sql).firstRow(arguments) { _ in true } ?? false
    }

    /// The size of a row, as `size` counts it.
    static let rowSize =
        "ifnull(length(CAST(title AS BLOB)), 0) + ifnull(length(CAST(content AS BLOB)), 0) + 100"

    private static let select =
        "SELECT note_id, \(rowSize), \(PastVersions.Row.selection) FROM note_incoming ORDER BY id"

    /// Another import may have added the same note meanwhile.
    private static let selectSame = """
        SELECT 1 FROM note, note_incoming AS incoming WHERE note.id = ?1 AND incoming.id = ?2
            AND (note.title, note.content, note.created_at) IS (incoming.title, incoming.content, incoming.created_at)
        """

    /// Whether past versions belong to a note, perhaps one in the trash.
    private static let selectHasNote = """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM note WHERE id = ?1) OR EXISTS (SELECT 1 FROM note_past WHERE note_id = ?1)
            OR (SELECT is_deletion FROM note_incoming WHERE id = ?2)
        """

    private static let selectUsed = """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM note WHERE id = ?1)
            OR EXISTS (SELECT 1 FROM note_past WHERE note_id = ?1 AND id > ?2)
        """

    /// After the largest id of all, there is no next id. Then a random one is most likely free.
    private static let selectNewID = "SELECT ifnull(\(NoteWriter.nextID), abs(random() / 2))"

    /// If the incoming note is identical to a note in the trash, the note in the trash counts as restored.
    private static let takeFromTrash = """
        UPDATE note_past SET restored_at = ?3
        WHERE \(Trash.isInTrash) AND id = (SELECT max(id) FROM note_past WHERE note_id = ?1)
            AND (title, content, updated_at) IS (SELECT title, content, updated_at FROM note_incoming WHERE id = ?2)
        """

    private static let insert = """
        INSERT INTO note (id, \(Note.Column.list(Note.Column.allCases.dropFirst())))
            SELECT ?1, \(Note.Column.list(Note.Column.allCases.dropFirst())) FROM note_incoming WHERE id = ?2
        """

    /// The user made this version only if the note still has the version's time.
    private static let insertUser = """
        REPLACE INTO note_author (note_id, updated_at, user)
            SELECT note.id, note.updated_at, incoming.user FROM note, note_incoming AS incoming
            WHERE note.id = ?1 AND incoming.id = ?2 AND incoming.user IS NOT NULL
                AND note.updated_at = incoming.updated_at
        """
}
