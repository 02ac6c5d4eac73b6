#if PostgreSQL
import Notes

/// The versions of one note, from its rows in `note_past` and its row in `note`.
///
/// Another program may give the id of a deleted note to a new note. So an id can have several *lives*, one for each note.
/// Each life ends with a deletion that was not undone, except the life of a note that exists.
struct NoteLife {
    /// The place of a version in `note_past`.
    struct Entry {
        /// The row's own id. Later changes have higher ids.
        let row: Int64
        let version: NoteVersion
    }

    let noteID: Int64
    /// Whether no later note had this id.
    let isNewest: Bool
    /// The note; nil if it is deleted.
    let current: Note?
    /// The user who made the current version, if known.
    private let author: String?
    /// The rows of this life, the newest first. Not empty if the note is deleted.
    private(set) var entries: [Entry] = []

    private init(noteID: Int64, current: Note?, author: String?, isNewest: Bool) {
        (self.noteID, self.current, self.author, self.isNewest) = (noteID, current, author, isNewest)
    }

    /// Reads all lives of an id, the newest first, without their texts. Empty if no note has or had this id.
    static func all(of id: Int64, _ pages: PageReader) throws -> [NoteLife] {
        let results = try pages.connection.run(
            [Call(selectCurrent, [.integer(id)]), Call(selectEntries, [.integer(id)])], until: pages.deadline)
        let current = results[0].first
        var lives: [NoteLife] = []
        if let current {
            let author = current.text(CInt(Note.Column.allCases.count))
            lives.append(NoteLife(noteID: id, current: Note(current), author: author, isNewest: true))
        }
        for row in results[1].map({ $0 }) {
            if row.flag(2) || lives.isEmpty {
                lives.append(NoteLife(noteID: id, current: nil, author: nil, isNewest: lives.isEmpty))
            }
            lives[lives.count - 1].entries.append(Entry(row: row.int64(0), version: NoteVersion(row.time(1))))
        }
        return lives
    }

    /// The number of versions, including the current one.
    var count: Int { entries.count + (current == nil ? 0 : 1) }

    /// The version at a position, where 0 is the newest.
    private func entry(at position: Int) -> Entry? {
        if current == nil { return entries[position] }
        return position == 0 ? nil : entries[position - 1]
    }

    /// The position of a version, where 0 is the newest; nil if the version is not stored.
    func position(of version: NoteVersion) -> Int? {
        if current?.version == version { return 0 }
        return entries.firstIndex { $0.version == version }.map { $0 + (current == nil ? 0 : 1) }
    }

    /// Returns the row of a version in `note_past`; nil if the version is not there.
    func row(of version: NoteVersion) -> Int64? {
        entries.first { $0.version == version }?.row
    }

    /// Returns the time of a change that follows all versions of this life.
    func nextVersion() -> Timestamp {
        ([current?.updatedAt] + entries.map(\.version.time)).reduce(.now()) { $0.following($1) }
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

    private static let selectCurrent = """
        SELECT \(Note.Column.selection), user_name FROM note LEFT JOIN note_author
            ON note_id = note.id AND note_author.updated_at IS NOT DISTINCT FROM note.updated_at
        WHERE note.id = $1
        """
    private static let selectEntries = """
        SELECT id, updated_at, \(Trash.isInTrash) FROM note_past WHERE note_id = $1 ORDER BY id DESC
        """
}
#endif
