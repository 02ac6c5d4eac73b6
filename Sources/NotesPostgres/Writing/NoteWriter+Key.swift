#if PostgreSQL
import Notes

extension NoteWriter {
    /// Creates a note, unless an earlier request with the same key has created one. See `NoteStore.create`.
    func create(_ fields: NoteFields, by user: String?, key: IdempotencyKey) throws
        -> Decision<(note: Note, isRepeated: Bool)>
    {
        if let note = try created(with: key, by: user) { return .done((note, true)) }
        let now = Timestamp.now()
        let note = fields.note(id: 0, createdAt: now)
        // If another request takes the key first, the statement waits for it, and then creates nothing.
        let columns = Self.insertedColumns
        let claim = """
            claimed AS (
                INSERT INTO note_key AS known (user_name, key, content_hash, note_id, version, created_at)
                VALUES ($1, $2, $3, nextval(pg_get_serial_sequence('note', 'id')), $4, $5)
                ON CONFLICT (user_name, key) DO UPDATE SET content_hash = excluded.content_hash,
                    note_id = excluded.note_id, version = excluded.version, created_at = excluded.created_at
                    WHERE known.created_at <= $6
                RETURNING note_id)
            """
        let insert = """
            written AS (INSERT INTO note (id, \(columns.map(\.name).joined(separator: ", ")))
                SELECT note_id, \(columns.indices.map { "$\($0 + 7)" }.joined(separator: ", ")) FROM claimed
                RETURNING id, updated_at)
            """
        let arguments: [Argument] = [
            .text(user ?? ""), .text(key.text), .text(key.contentHash), .text(note.version.description), .time(now),
            .time(Self.oldestKey(at: now)),
        ]
        return .write(
            Write(statement: Call("\(claim), \(insert)", arguments + columns.map { Argument(note[$0]) })) { written in
                (fields.note(id: written.id, createdAt: now), false)
            })
    }

    /// Returns the note that an earlier request with the same key has created. See `NoteStore.created`.
    func created(with key: IdempotencyKey, by user: String?) throws -> Note? {
        let earlier = try pages.run(
            Call(
                """
                SELECT content_hash, note_id, version FROM note_key
                WHERE user_name = $1 AND key = $2 AND created_at > $3
                """, [.text(user ?? ""), .text(key.text), .time(Self.oldestKey(at: .now()))])
        ).first.map { row in
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
        let lives = try NoteLife.all(of: id, pages)
        for life in lives {
            if let position = life.position(of: version) { return try life.revision(at: position, pages).note }
        }
        // The version is missing if no history is kept, or if another program changed nothing but the note's time. If the
        // time of creation differs, another program gave the id to another note.
        for life in lives {
            let newest = try life.revision(at: 0, pages).note
            if newest.createdAt == version.time { return newest }
        }
        throw NotesError.gone
    }

    /// Keys that were used at this time or before are forgotten at the time `now`.
    static func oldestKey(at now: Timestamp) -> Timestamp {
        Timestamp(microseconds: now.microseconds - IdempotencyKey.lifetime * 1_000_000)
    }
}
#endif
