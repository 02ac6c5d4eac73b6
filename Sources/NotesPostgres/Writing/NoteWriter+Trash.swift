#if PostgreSQL
import Notes

/// Bringing notes back, and deleting them for good.
extension NoteWriter {
    /// See `NoteStore.restore`.
    func restore(_ id: Int64, to version: NoteVersion?, if condition: StateCondition?) throws -> Decision<Note> {
        for life in try NoteLife.all(of: id, pages) {
            if let current = life.current {
                guard let version, life.position(of: version) != nil else { continue }
                try check(life, condition)
                guard let row = life.row(of: version) else { return .done(current) }
                return try turnBack(current, to: row, at: life.nextVersion())
            }
            if let row = version.map(life.row) ?? life.entries.first?.row {
                try check(life, condition)
                return .write(try bringBack(life, to: row))
            }
        }
        throw NotesError.notFound
    }

    /// - Throws: `NotesError.changed` if a note must not be restored from its state.
    private func check(_ life: NoteLife, _ condition: StateCondition?) throws {
        guard let condition else { return }
        let newest = try life.revision(at: 0, pages)
        guard condition(newest.state) else { throw NotesError.changed(current: newest.note) }
    }

    /// Gives a note the fields that it had in a row of `note_past`.
    private func turnBack(_ note: Note, to row: Int64, at time: Timestamp) throws -> Decision<Note> {
        guard let past = try past(row) else { throw NotesError.notFound }
        var restored = note
        (restored.title, restored.content, restored.isPinned) = (past.title, past.content, past.isPinned)
        if restored.isIdentical(to: note) { return .done(note) }
        let statement = Call(
            """
            written AS (UPDATE note SET (title, content, is_pinned, updated_at)
                    = (SELECT title, content, is_pinned, $4::timestamp FROM note_past WHERE id = $3)
                WHERE id = $1 AND \(Self.isSeen) AND EXISTS (SELECT FROM note_past WHERE id = $3)
                RETURNING id, updated_at)
            """, [.integer(note.id), .time(note.updatedAt), .integer(row), .time(time)])
        return .write(
            Write(statement: statement, after: forgetPast(of: note.id)) { [restored] written in
                var restored = restored
                restored.updatedAt = written.version
                return restored
            })
    }

    /// Creates a deleted note again as it was in a row of `note_past`. If another note had its id later, the note gets a
    /// new id, because the rows of two lives of one id must not mix. Its past and its idempotency key follow it.
    private func bringBack(_ life: NoteLife, to row: Int64) throws -> Write<Note> {
        guard let past = try past(row), let deletion = life.entries.first?.row else { throw NotesError.notFound }
        let id = life.isNewest ? life.noteID : try nextID()
        let columns = "title, content, is_pinned, created_at"
        // Of two transactions that restore the note, the later one finds that the deletion is undone already.
        let statement = Call(
            """
            claimed AS (UPDATE note_past SET restored_at = $3, note_id = $1 WHERE id = $2 AND \(Trash.isInTrash) RETURNING id),
            moved AS (UPDATE note_past SET note_id = $1 WHERE id = ANY ($6) AND EXISTS (SELECT FROM claimed)),
            written AS (INSERT INTO note (id, \(columns), updated_at)
                SELECT $1, \(columns), $4 FROM note_past WHERE id = $5 AND EXISTS (SELECT FROM claimed)
                RETURNING id, updated_at)
            """,
            [
                .integer(id), .integer(deletion), .time(.now()), .time(life.nextVersion()), .integer(row),
                .integers(life.isNewest ? [] : life.entries.dropFirst().map(\.row)),
            ])
        var after = forgetPast(of: id)
        if !life.isNewest {
            after.append(
                Call(
                    "UPDATE note_key SET note_id = $1 WHERE note_id = $2 AND version = $3",
                    [.integer(id), .integer(life.noteID), .text(NoteVersion(past.createdAt).description)]))
        }
        return Write(statement: statement, after: after) { written in
            Note(
                id: written.id, title: past.title, content: past.content, isPinned: past.isPinned,
                createdAt: past.createdAt, updatedAt: written.version)
        }
    }

    private func past(_ row: Int64) throws -> Note? {
        try pages.run(Call("SELECT \(NoteRevision.selection) FROM note_past WHERE id = $1", [.integer(row)]))
            .first.map { NoteRevision($0).note }
    }

    private func nextID() throws -> Int64 {
        try pages.run(Call("SELECT nextval(pg_get_serial_sequence('note', 'id'))")).first?.int64(0) ?? 0
    }

    /// Deletes a note in the trash with its past. See `NoteStore.purge`.
    func purge(_ id: Int64, _ version: NoteVersion?, if condition: VersionCondition?) throws -> Write<Void> {
        let life = try NoteLife.all(of: id, pages).first { life in
            life.current == nil && (version == nil || life.entries.first?.version == version)
        }
        guard let life, let last = life.entries.first else { throw NotesError.notFound }
        guard condition?(last.version) ?? true else {
            throw NotesError.changed(current: try life.revision(at: 0, pages).note)
        }
        let write = Self.purge([last.row])
        return Write(statement: write.statement) { written in
            guard try write.value(written) > 0 else { throw NotesError.notFound }
        }
    }

    /// Deletes notes in the trash with their past. Its result is the number of notes that were still there.
    ///
    /// - Parameter deletions: the rows of the notes in the trash.
    static func purge(_ deletions: [Int64]) -> Write<Int> {
        // The versions of a note are those after the deletion of the note that had its id before.
        let statement = Call(
            """
            deletion AS (SELECT id, note_id FROM note_past WHERE id = ANY ($1) AND \(Trash.isInTrash) FOR UPDATE),
            deleted AS (DELETE FROM note_past AS past USING deletion
                WHERE past.note_id = deletion.note_id AND past.id <= deletion.id AND past.id > coalesce(
                    (SELECT max(id) FROM note_past AS earlier
                        WHERE earlier.note_id = deletion.note_id AND earlier.id < deletion.id AND \(Trash.isInTrash)), 0)
                RETURNING past.id = deletion.id AS is_note),
            written AS (SELECT count(*) FILTER (WHERE is_note) AS id, NULL::timestamp AS updated_at FROM deleted)
            """, [.integers(deletions)])
        return Write(statement: statement) { Int($0.id) }
    }
}
#endif
