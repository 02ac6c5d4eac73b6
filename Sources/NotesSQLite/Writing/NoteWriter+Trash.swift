import GRDB
import Notes

/// Bringing notes back, and deleting them for good.
extension NoteWriter {
    /// See `NoteStore.restore`.
    func restore(_ id: Int64, to version: NoteVersion?, if condition: StateCondition?) throws -> Note {
        for life in try NoteLife.all(of: id, db) {
            if let current = life.current {
                guard let version, life.position(of: version) != nil else { continue }
                try check(life, condition)
                guard let row = life.row(of: version) else { return current }
                return try turnBack(current, to: row, at: life.nextVersion())
            }
            if let row = version.map(life.row) ?? life.entries.first?.row {
                try check(life, condition)
                return try bringBack(life, to: row)
            }
        }
        throw NotesError.notFound
    }

    /// - Throws: `NotesError.changed` if a note must not be restored from its state.
    private func check(_ life: NoteLife, _ condition: StateCondition?) throws {
        guard let condition else { return }
        let newest = try life.revision(at: 0, db)
        guard condition(newest.state) else { throw NotesError.changed(current: newest.note) }
    }

    /// Gives a note the fields that it had in a row of `note_past`. Copies them inside SQLite, because another program
    /// may have stored values that a `Note` cannot hold.
    private func turnBack(_ note: Note, to row: Int64, at time: Timestamp) throws -> Note {
        try db.cachedStatement(
            sql: """
                UPDATE note SET (title, content, is_pinned) = (SELECT title, content, is_pinned FROM note_past WHERE id = ?),
                    updated_at = ?
                WHERE id = ? AND (title, content, is_pinned)
                    IS NOT (SELECT title, content, is_pinned FROM note_past WHERE id = ?)
                """
        ).run([.integer(row), .time(time), .integer(note.id), .integer(row)])
        guard db.changesCount > 0 else { return note }
        let restored = try self.note(note.id)
        didWrite(note)
        didWrite(restored)
        try didChange(restored)
        return restored
    }

    /// Creates a deleted note again as it was in a row of `note_past`. If another note had its id later, the note gets a
    /// new id, because the rows of two lives of one id must not mix.
    private func bringBack(_ life: NoteLife, to row: Int64) throws -> Note {
        let columns = "title, content, is_pinned, created_at"
        try db.cachedStatement(
            sql: """
                INSERT INTO note (id, \(columns), updated_at)
                SELECT \(life.isNewest ? "note_id" : Self.nextID), \(columns), ? FROM note_past WHERE id = ?
                """
        ).run([.time(life.nextVersion()), .integer(row)])
        let note = try note(db.lastInsertedRowID)
        didWrite(note)
        try db.cachedStatement(sql: "UPDATE note_past SET restored_at = ? WHERE id = ?")
            .run([.time(.now()), .integer(life.entries[0].row)])
        if !life.isNewest {
            // The past and the idempotency key of the note follow it to its new id. A note's first version is the time of
            // its creation.
            for entry in life.entries {
                try db.cachedStatement(sql: "UPDATE note_past SET note_id = ? WHERE id = ?")
                    .run([.integer(note.id), .integer(entry.row)])
            }
            try db.cachedStatement(sql: "UPDATE note_key SET note_id = ? WHERE note_id = ? AND version = ?")
                .run([.integer(note.id), .integer(life.noteID), .text(NoteVersion(note.createdAt).description)])
        }
        try didChange(note)
        return note
    }

    /// Marks a note in the trash as being deleted for good, so that nobody brings it back when it has lost versions.
    func beginPurge(_ deletion: Int64) throws {
        try db.cachedStatement(sql: "UPDATE note_past SET is_deletion = 2 WHERE id = ? AND \(Trash.isDeleted)")
            .run([.integer(deletion)])
    }

    private func purge(_ life: NoteLife) throws {
        // A later note must not get the id.
        try db.cachedStatement(sql: "UPDATE note_highest_id SET id = max(id, ?)").run([.integer(life.noteID)])
        let delete = try db.cachedStatement(sql: "DELETE FROM note_past WHERE id = ?")
        for entry in life.entries { try delete.run([.integer(entry.row)]) }
        try forgetReplaced()
        // If another note has the id now, `note_stale` may have the text of either.
        if try Note.find(life.noteID, db) != nil { try SearchIndexer.index(life.noteID, db) }
    }

    /// Deletes the copy of a note that the triggers keep after an INSERT OR IGNORE or an upsert of another program.
    func forgetReplaced() throws {
        try db.cachedStatement(sql: "DELETE FROM note_replaced").run([])
    }

    /// Deletes a row of `note_past`, unless the row must stay because of an earlier change.
    ///
    /// - Returns: 1 if the row was a note in the trash. What is left of its history is then deleted, too.
    func purge(_ row: PurgedRow) throws -> Int {
        guard let deletion = row.deletion else {
            try db.cachedStatement(sql: "DELETE FROM note_past WHERE id = ? AND NOT (\(Trash.isDeleted))")
                .run([.integer(row.id)])
            return 0
        }
        // Somebody may have brought the note back.
        let id = try db.cachedStatement(sql: "SELECT note_id FROM note_past WHERE id = ? AND \(Trash.isDeleted)")
            .firstRow([deletion]) { $0.int64(0) }
        guard let id else { return 0 }
        guard row.id == deletion else {
            try db.cachedStatement(sql: "DELETE FROM note_past WHERE id = ?").run([.integer(row.id)])
            return 0
        }
        let life = try NoteLife.deleted(id: id, row: deletion, db)
        try life.map(purge)
        return life == nil ? 0 : 1
    }
}
