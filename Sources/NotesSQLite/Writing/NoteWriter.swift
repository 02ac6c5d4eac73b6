import GRDB
import Notes

/// Changes notes inside a transaction of `GroupCommit`.
struct NoteWriter {
    let db: Database
    let retention: Retention
    /// The user who writes, if known.
    let user: String?
    /// Called with each note that a statement has added or removed, and with both versions of one that it has changed.
    var didWrite: (Note) -> Void = { _ in }

    func note(_ id: Int64) throws -> Note {
        guard let note = try Note.find(id, db) else { throw NotesError.notFound }
        return note
    }

    /// Returns the note with an id, if the write may replace its version.
    ///
    /// - Throws: `NotesError.notFound`, `NotesError.changed`.
    func note(_ id: Int64, if condition: VersionCondition?) throws -> Note {
        let note = try note(id)
        guard condition?(note.version) ?? true else { throw NotesError.changed(current: note) }
        return note
    }

    func create(_ fields: NoteFields) throws -> Note {
        let now = Timestamp.now()
        let note = fields.note(id: 0, createdAt: now)
        try db.cachedStatement(sql: Self.insert).run(Self.insertedColumns.map { note[$0] })
        let created = fields.note(id: db.lastInsertedRowID, createdAt: now)
        didWrite(created)
        try setAuthor(of: created)
        return created
    }

    func update(_ id: Int64, _ changes: NoteChanges, if condition: VersionCondition?) throws -> Note {
        let former = try note(id, if: condition)
        var note = former
        let changed = changes.apply(to: &note, now: .now())
        guard !changed.isEmpty else { return note }
        // Writes only changed columns: other columns may have values of another program that a note cannot hold.
        let columns = Note.Column.allCases.filter(changed.contains)
        let assignments = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
        try db.cachedStatement(sql: "UPDATE note SET \(assignments) WHERE id = ?")
            .run(columns.map { note[$0] } + [.integer(id)])
        didWrite(former)
        didWrite(note)
        try didChange(note)
        return note
    }

    /// Moves a note to the trash. Without a trash, marks it as being deleted for good: its history may be too large for
    /// this transaction.
    func delete(_ id: Int64, if condition: VersionCondition?) throws -> Note {
        let note = try note(id, if: condition)
        try db.cachedStatement(sql: "DELETE FROM note WHERE id = ?").run([.integer(id)])
        didWrite(note)
        let deletion = "id = (SELECT max(id) FROM note_past WHERE note_id = ?)"
        if retention.trashDays == 0 {
            try db.cachedStatement(sql: "UPDATE note_past SET is_deletion = 2 WHERE \(deletion)").run([.integer(id)])
        } else if let user {
            try db.cachedStatement(sql: "UPDATE note_past SET ended_by = ? WHERE \(deletion)")
                .run([.text(user), .integer(id)])
        }
        return note
    }

    /// Records the author of a changed note, and forgets its past if no history is kept.
    func didChange(_ note: Note) throws {
        try setAuthor(of: note)
        guard retention.historyDays == 0 else { return }
        try forgetReplaced()
        try db.cachedStatement(sql: "DELETE FROM note_past WHERE note_id = ? AND NOT (\(Trash.isDeleted))")
            .run([.integer(note.id)])
    }

    private func setAuthor(of note: Note) throws {
        guard let user else { return }
        try db.cachedStatement(sql: "REPLACE INTO note_author (note_id, updated_at, user) VALUES (?, ?, ?)")
            .run([.integer(note.id), .time(note.updatedAt), .text(user)])
    }

    private static let insertedColumns = Note.Column.allCases.filter { $0 != .id }

    private static let insert = """
        INSERT INTO note (id, \(Note.Column.list(insertedColumns)))
        VALUES (\(nextID), \(Note.Column.placeholders(insertedColumns.count)))
        """

    /// The id of a new note: one above all ids ever used. A table `note` that the Flask app created has no
    /// AUTOINCREMENT, so SQLite would use the id of a deleted note again. NULL, so that SQLite chooses, after the
    /// largest id of all.
    static let nextID = """
        (SELECT nullif(max(
            ifnull((SELECT max(id) FROM note), 0),
            ifnull((SELECT max(note_id) FROM note_past), 0),
            ifnull((SELECT max(id) FROM note_highest_id), 0)), \(Int64.max)) + 1)
        """
}
