#if PostgreSQL
import Notes

extension NoteLife {
    /// Reads all lives of an id, the newest first, without their texts. Empty if no note has or had this id.
    static func all(of id: Int64, _ pages: PageReader) throws -> [NoteLife] {
        let results = try pages.connection.run(
            [Call(Note.byID, [.integer(id)]), Call(selectEntries, [.integer(id)])], until: pages.deadline)
        return all(
            of: id, current: results[0].first.map { Note($0) },
            entries: results[1].map {
                Entry(row: $0.int64(0), version: NoteVersion($0.time(1)), endsLife: $0.flag(2))
            })
    }

    /// Reads the version at a position, where 0 is the newest.
    ///
    /// - Parameter isSummary: whether to tell the changes of the version instead of its content.
    func revision(at position: Int, isSummary: Bool = false, _ pages: PageReader) throws -> NoteRevision {
        var revision: NoteRevision?
        if let entry = entry(at: position) {
            let columns = isSummary ? NoteRevision.selectionWithoutContent : NoteRevision.selection
            let select = Call("SELECT \(columns) FROM note_past WHERE id = $1", [.integer(entry.row)])
            revision = try pages.run(select).first.map { NoteRevision($0) }
        } else if let current {
            let author = try pages.run(Call(Self.selectAuthor, [.integer(noteID)])).first?.text(0)
            revision = NoteRevision(note: current, user: author)
        }
        guard var revision else { throw NotesError.notFound }
        if isSummary {
            revision.note.content = ""
            revision.changes = try changes(at: position, pages)
        }
        return revision
    }

    /// Returns the columns in which the version at a position differs from the version before it; nil for the oldest.
    private func changes(at position: Int, _ pages: PageReader) throws -> Set<Note.Column>? {
        guard position + 1 < count, let old = entry(at: position + 1) else { return nil }
        let new = entry(at: position)
        let columns = [Note.Column.title, .content, .isPinned]
        let differences = columns.map { "new.\($0.name) IS DISTINCT FROM old.\($0.name)" }.joined(separator: ", ")
        let row = try pages.run(
            Call(
                """
                SELECT \(differences) FROM \(new == nil ? "note" : "note_past") AS new, note_past AS old
                WHERE new.id = $1 AND old.id = $2
                """, [.integer(new?.row ?? noteID), .integer(old.row)])
        ).first
        return row.map { row in Set(zip(columns, CInt(0)...).filter { row.flag($0.1) }.map(\.0)) }
    }

    private static let selectAuthor = """
        SELECT user_name FROM note_author JOIN note ON note.id = note_id
        WHERE note.id = $1 AND note_author.updated_at IS NOT DISTINCT FROM note.updated_at
        """
    private static let selectEntries = """
        SELECT id, updated_at, \(Trash.isInTrash) FROM note_past WHERE note_id = $1 ORDER BY id DESC
        """
}
#endif
