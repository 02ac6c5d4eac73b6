import GRDB
import Notes

extension NoteWriter {
    /// Creates a note, unless an earlier request with the same key has created one. See `NoteStore.create`.
    func create(_ fields: NoteFields, key: IdempotencyKey?) throws -> (note: Note, isRepeated: Bool) {
        guard let key else { return (try create(fields), false) }
        if let note = try created(with: key) { return (note, true) }
        let note = try create(fields)
        try db.cachedStatement(
            sql: """
                REPLACE INTO note_key (user, key, content_hash, note_id, version, created_at) VALUES (?, ?, ?, ?, ?, ?)
                """
        ).run([
            .text(user ?? ""), .text(key.text), .text(key.contentHash), .integer(note.id),
            .text(note.version.description), .time(note.createdAt),
        ])
        return (note, false)
    }

    /// Returns the note that an earlier request with the same key has created. See `NoteStore.created`.
    func created(with key: IdempotencyKey) throws -> Note? {
        let earlier = try db.cachedStatement(
            sql: "SELECT content_hash, note_id, version FROM note_key WHERE user = ? AND key = ? AND created_at > ?"
        ).firstRow([user ?? "", key.text, Self.oldestKey(at: .now()).text(separator: " ")]) { row in
            (hash: row.text(0), id: row.int64(1), version: NoteVersion(row.text(2) ?? "") ?? NoteVersion(nil))
        }
        guard let earlier else { return nil }
        guard earlier.hash == key.contentHash else {
            throw NotesError.keyReused(id: earlier.id, version: earlier.version)
        }
        return try created(earlier.id, earlier.version)
    }

    /// Returns a note as it was created, or as it is now if its first version is not stored.
    ///
    /// - Throws: `NotesError.gone` if the note was deleted for good.
    private func created(_ id: Int64, _ version: NoteVersion) throws -> Note {
        let lives = try NoteLife.all(of: id, db)
        for life in lives {
            if let position = life.position(of: version) { return try life.revision(at: position, db).note }
        }
        // The version is missing if no history is kept, or if another program changed nothing but the note's time. If the
        // time of creation differs, another program gave the id to another note.
        for life in lives {
            let newest = try life.revision(at: 0, db).note
            if newest.createdAt == version.time { return newest }
        }
        throw NotesError.gone
    }

    /// Keys that were used at this time or before are forgotten at the time `now`.
    static func oldestKey(at now: Timestamp) -> Timestamp {
        Timestamp(microseconds: now.microseconds - IdempotencyKey.lifetime * 1_000_000)
    }
}
