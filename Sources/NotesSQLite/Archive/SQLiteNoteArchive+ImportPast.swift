import GRDB
import Notes

/// Importing the past versions of notes.
extension SQLiteNoteArchive {
    static let createIncomingPast = """
        CREATE TEMPORARY TABLE incoming_past (
            id INTEGER PRIMARY KEY NOT NULL, note_id, title, content, is_pinned, created_at, updated_at, ended_at,
            is_deletion, restored_at, user, ended_by, line);
        CREATE INDEX incoming_past_by_note ON incoming_past (note_id, ended_at);
        """

    /// Adds a past version to the temporary table, unless an identical one is on an earlier line.
    static func collectPast(_ revision: NoteRevision, line: Int, _ db: Database) throws {
        try db.cachedStatement(sql: insertIntoIncomingPast).run(
            Note.Column.allCases.map { revision.note[$0] } + [
                .time(revision.endedAt), .flag(revision.isDeletion), .time(revision.restoredAt), .text(revision.user),
                .text(revision.deletedBy), .integer(Int64(line)),
            ])
    }

    /// Adds the incoming past versions of all notes.
    ///
    /// - Throws: `UserError` if a note has both a past version that is missing in the import and the other way round: the
    ///   order of the versions would be unknown.
    static func addPast(_ db: Database) throws -> ImportCount {
        var count = ImportCount()
        for id in try db.cachedStatement(sql: "SELECT DISTINCT note_id FROM incoming_past").rows([], { $0.int64(0) }) {
            let existing = try rows(of: id, in: "note_past", db)
            let incoming = try rows(of: id, in: "incoming_past", db)
            let pairs = try pairs(existing, incoming, db)
            count.unchanged += pairs.count
            for (old, new) in pairs {
                try db.cachedStatement(sql: copyRestoration).run([.integer(new), .integer(old)])
            }
            if pairs.count == incoming.count { continue }
            guard pairs.count == existing.count else {
                let line = try db.cachedStatement(sql: "SELECT min(line) FROM incoming_past WHERE note_id = ?")
                    .firstRow([id]) { $0.int(0) }
                throw UserError(
                    "line \(line ?? 0): note \(id) has another history already; nothing was imported")
            }
            // Moves the existing rows between the new ones, because the ids of the rows are in the order of the versions.
            let old = Dictionary(uniqueKeysWithValues: pairs.map { ($0.new, $0.old) })
            for row in incoming {
                if let old = old[row.id] {
                    try db.cachedStatement(sql: copyToEnd).run([.integer(old)])
                    try db.cachedStatement(sql: deletePast).run([.integer(old)])
                } else {
                    try db.cachedStatement(sql: insertIncomingPast).run([.integer(row.id)])
                    count.added += 1
                }
            }
        }
        return count
    }

    /// A row of one of the two tables of past versions.
    private typealias PastRow = (id: Int64, endedAt: Timestamp?)

    private static func rows(of id: Int64, in table: String, _ db: Database) throws -> [PastRow] {
        try db.cachedStatement(sql: "SELECT id, ended_at FROM \(table) WHERE note_id = ? ORDER BY id").rows([id]) {
            ($0.int64(0), Timestamp(utf8: $0.bytes(1)))
        }
    }

    /// Finds each incoming row among the existing rows, in order. Reads the texts only of rows whose times are equal.
    private static func pairs(
        _ existing: [PastRow], _ incoming: [PastRow], _ db: Database
    ) throws -> [(old: Int64, new: Int64)] {
        var pairs: [(old: Int64, new: Int64)] = []
        var rest = existing[...]
        for row in incoming where !rest.isEmpty {
            let index = try rest.firstIndex { old in
                guard old.endedAt == row.endedAt else { return false }
                return try revision(old, in: "note_past", db)
                    .isSameChange(as: revision(row, in: "incoming_past", db))
            }
            guard let index else { continue }
            pairs.append((rest[index].id, row.id))
            rest = rest[(index + 1)...]
        }
        return pairs
    }

    private static func revision(_ row: PastRow, in table: String, _ db: Database) throws -> NoteRevision {
        let revision = try db.cachedStatement(sql: "SELECT \(NoteRevision.selection) FROM \(table) WHERE id = ?")
            .firstRow([row.id]) { NoteRevision($0) }
        guard let revision else { throw NotesError.notFound }
        return revision
    }

    /// If an incoming note is identical to a note in the trash, the note in the trash counts as restored.
    static func takeFromTrash(_ db: Database) throws {
        try db.cachedStatement(sql: restoreIncoming).run([.time(.now())])
    }

    private static let columns =
        "note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, restored_at, user, ended_by"

    /// The parameters are in the order of `columns`, and then the line.
    private static let insertIntoIncomingPast = """
        INSERT INTO incoming_past (\(columns), line) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
        WHERE NOT EXISTS (
            SELECT 1 FROM incoming_past WHERE note_id = ?1 AND ended_at = ?7
                AND (title, content, is_pinned, created_at, updated_at, is_deletion, user, ended_by)
                    IS (?2, ?3, ?4, ?5, ?6, ?8, ?10, ?11))
        """

    private static let insertIncomingPast =
        "INSERT INTO note_past (\(columns)) SELECT \(columns) FROM incoming_past WHERE id = ?"

    /// Copies a row and deletes the original. A changed id would not count for AUTOINCREMENT, so the next row could get
    /// the same id.
    private static let copyToEnd = "INSERT INTO note_past (\(columns)) SELECT \(columns) FROM note_past WHERE id = ?"
    private static let deletePast = "DELETE FROM note_past WHERE id = ?"

    private static let copyRestoration = """
        UPDATE note_past SET restored_at = (SELECT restored_at FROM incoming_past WHERE id = ?)
        WHERE id = ? AND restored_at IS NULL
        """

    private static let restoreIncoming = """
        UPDATE note_past SET restored_at = ?
        WHERE \(Trash.isInTrash)
            AND id = (SELECT max(id) FROM note_past AS other WHERE other.note_id = note_past.note_id)
            AND note_id NOT IN (SELECT id FROM note)
            AND EXISTS (
                SELECT 1 FROM incoming WHERE incoming.id = note_past.note_id
                    AND (incoming.title, incoming.content, incoming.updated_at)
                        IS (note_past.title, note_past.content, note_past.updated_at))
        """
}
