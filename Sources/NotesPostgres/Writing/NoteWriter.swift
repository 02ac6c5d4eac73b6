#if PostgreSQL
import Notes

/// Decides how to write notes. Each method reads what it needs, and the returned statement changes something only if that
/// is still so.
struct NoteWriter {
    let connection: Connection
    let deadline: Deadline
    let retention: Retention

    var pages: PageReader { PageReader(connection: connection, deadline: deadline) }

    /// Returns the note with an id, if the write may replace its version.
    ///
    /// - Throws: `NotesError.notFound`, `NotesError.changed`.
    func note(_ id: Int64, if condition: VersionCondition?) throws -> Note {
        guard let note = try pages.run(Call(Note.byID, [.integer(id)])).first.map({ Note($0) }) else {
            throw NotesError.notFound
        }
        guard condition?(note.version) ?? true else { throw NotesError.changed(current: note) }
        return note
    }

    static func create(_ fields: NoteFields) -> Write<Note> {
        let note = fields.note(id: 0, createdAt: .now())
        return Write(statement: Call(insert, insertedColumns.map { Argument(note[$0]) })) { written in
            fields.note(id: written.id, createdAt: note.createdAt ?? .now())
        }
    }

    func update(_ id: Int64, _ changes: NoteChanges, if condition: VersionCondition?) throws -> Decision<Note> {
        var note = try note(id, if: condition)
        let seen = note.updatedAt
        let changed = changes.apply(to: &note, now: .now())
        guard !changed.isEmpty else { return .done(note) }
        let columns = Note.Column.allCases.filter(changed.contains)
        let assignments = zip(columns, 3...).map { "\($0.name) = $\($1)" }.joined(separator: ", ")
        let statement = Call(
            """
            written AS (UPDATE note SET \(assignments) WHERE id = $1 AND \(Self.isSeen) RETURNING id, updated_at)
            """, [.integer(id), .time(seen)] + columns.map { Argument(note[$0]) })
        return .write(
            Write(statement: statement, after: forgetPast(of: id)) { [note] written in
                var note = note
                note.updatedAt = written.version
                return note
            })
    }

    /// Moves a note to the trash, or deletes it with its past if no trash is kept.
    func delete(_ id: Int64, if condition: VersionCondition?) throws -> Decision<Note> {
        let note = try note(id, if: condition)
        let statement = Call(
            "written AS (DELETE FROM note WHERE id = $1 AND \(Self.isSeen) RETURNING id, updated_at)",
            [.integer(id), .time(note.updatedAt)])
        let after = retention.trashDays == 0 ? [Call(Self.deleteWithoutTrash, [.integer(id)])] : []
        return .write(Write(statement: statement, after: after) { _ in note })
    }

    /// Whether a note still has the version `$2`. The version changes with every change of the note.
    static let isSeen = "updated_at IS NOT DISTINCT FROM $2"

    /// A statement that deletes the past of a changed note, if no history is kept.
    func forgetPast(of id: Int64) -> [Call] {
        guard retention.historyDays == 0 else { return [] }
        return [Call("DELETE FROM note_past WHERE note_id = $1 AND NOT (\(Trash.isInTrash))", [.integer(id)])]
    }

    static let insertedColumns = Note.Column.allCases.filter { $0 != .id }

    static let insert = """
        written AS (INSERT INTO note (\(insertedColumns.map(\.name).joined(separator: ", ")))
            VALUES (\(insertedColumns.indices.map { "$\($0 + 1)" }.joined(separator: ", "))) RETURNING id, updated_at)
        """

    /// The versions after the last deletion that is in the trash belong to the deleted note, too. Without a trash, that is the
    /// whole past of an id.
    private static let deleteWithoutTrash = """
        DELETE FROM note_past WHERE note_id = $1 AND NOT EXISTS (SELECT FROM note WHERE id = $1)
        """
}
#endif
