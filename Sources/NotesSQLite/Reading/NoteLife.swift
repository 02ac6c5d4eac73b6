import GRDB
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
    /// The rows of this life, the newest first. Not empty if the note is deleted.
    private(set) var entries: [Entry] = []

    /// Whether the note is being deleted for good.
    private var isLeaving = false

    private init(noteID: Int64, current: Note?, isNewest: Bool, isLeaving: Bool = false) {
        (self.noteID, self.current, self.isNewest, self.isLeaving) = (noteID, current, isNewest, isLeaving)
    }

    /// Reads all lives of an id, the newest first, without their texts. Empty if no note has or had this id.
    static func all(of id: Int64, _ db: Database) throws -> [NoteLife] {
        try withLeaving(of: id, db).filter { !$0.isLeaving }
    }

    private static func withLeaving(of id: Int64, _ db: Database) throws -> [NoteLife] {
        let current = try Note.find(id, db)
        var lives = current.map { [NoteLife(noteID: id, current: $0, isNewest: true)] } ?? []
        try db.cachedStatement(
            sql: """
                SELECT id, updated_at, \(Trash.isDeleted), \(Trash.isLeaving) FROM note_past WHERE note_id = ?
                ORDER BY id DESC
                """
        ).forEachRow([id]) { row in
            let endsLife = row.int64(2) != 0
            if endsLife || lives.isEmpty {
                let isLeaving = row.int64(3) != 0
                lives.append(NoteLife(noteID: id, current: nil, isNewest: lives.isEmpty, isLeaving: isLeaving))
            }
            let version = NoteVersion(Timestamp(utf8: row.bytes(1)))
            lives[lives.count - 1].entries.append(Entry(row: row.int64(0), version: version))
            return true
        }
        return lives
    }

    /// The life that ended with a deletion; nil if there is no such life.
    ///
    /// - Parameter row: the row of the deletion.
    static func deleted(id: Int64, row: Int64, _ db: Database) throws -> NoteLife? {
        try withLeaving(of: id, db).first { $0.current == nil && $0.entries.first?.row == row }
    }

    /// The rows of the versions before a note's last version, the oldest first. Empty if the note is not in the trash.
    ///
    /// - Parameter row: the row of the note in the trash.
    static func versions(ofDeletion row: Int64, _ db: Database) throws -> [Int64] {
        let id = try db.cachedStatement(sql: "SELECT note_id FROM note_past WHERE id = ?").firstRow([row]) {
            $0.int64(0)
        }
        return try id.flatMap { try deleted(id: $0, row: row, db) }?.entries.dropFirst().map(\.row).reversed() ?? []
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
    func revision(at position: Int, isSummary: Bool = false, _ db: Database) throws -> NoteRevision {
        var revision: NoteRevision?
        if let entry = entry(at: position) {
            let sql = isSummary ? Self.selectRevisionWithoutContent : Self.selectRevision
            revision = try db.cachedStatement(sql: sql).firstRow([entry.row]) { NoteRevision($0) }
        } else if let current {
            revision = NoteRevision(note: current, user: try author(db))
        }
        guard var revision else { throw NotesError.notFound }
        if isSummary {
            revision.note.content = ""
            revision.changes = try changes(at: position, db)
        }
        return revision
    }

    /// Returns the columns in which the version at a position differs from the version before it; nil for the oldest.
    private func changes(at position: Int, _ db: Database) throws -> Set<Note.Column>? {
        guard position + 1 < count, let old = entry(at: position + 1) else { return nil }
        let new = entry(at: position)
        let columns = [Note.Column.title, .content, .isPinned]
        return try db.cachedStatement(
            sql: """
                SELECT \(columns.map { "new.\($0.name) IS NOT old.\($0.name)" }.joined(separator: ", "))
                FROM \(new == nil ? "note" : "note_past") AS new, note_past AS old WHERE new.id = ? AND old.id = ?
                """
        ).firstRow([new?.row ?? noteID, old.row]) { row in
            Set(zip(columns, CInt(0)...).filter { row.int64($0.1) != 0 }.map(\.0))
        }
    }

    /// The user who made the current version, if known.
    private func author(_ db: Database) throws -> String? {
        try db.cachedStatement(
            sql: """
                SELECT user FROM note_author JOIN note ON note.id = note_author.note_id
                WHERE note.id = ? AND note_author.updated_at IS note.updated_at
                """
        ).firstRow([noteID]) { $0.text(0) } ?? nil
    }

    private static let selectRevision = "SELECT \(NoteRevision.selection) FROM note_past WHERE id = ?"
    private static let selectRevisionWithoutContent =
        "SELECT \(NoteRevision.selectionWithoutContent) FROM note_past WHERE id = ?"
}
