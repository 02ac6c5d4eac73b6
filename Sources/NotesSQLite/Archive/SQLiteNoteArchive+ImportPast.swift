import GRDB
import Notes

/// Importing the past versions of notes.
extension SQLiteNoteArchive {
    static let createIncomingPast = """
        CREATE TEMPORARY TABLE incoming_past (id INTEGER PRIMARY KEY NOT NULL, note_id, \(PastVersions.columns), line);
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

    /// Compares the incoming past versions with those in the database, and marks the notes that lack some.
    ///
    /// - Throws: `UserError` if a note has both a past version that is missing in the import and the other way round: the
    ///   order of the versions would be unknown.
    static func comparePast(_ db: Database) throws -> ImportCount {
        var count = ImportCount()
        for id in try db.cachedStatement(sql: "SELECT DISTINCT note_id FROM incoming_past").rows([], { $0.int64(0) }) {
            let existing = try PastVersions.rows(of: id, in: "note_past", db)
            let incoming = try PastVersions.rows(of: id, in: "incoming_past", db)
            let pairs = try PastVersions.pairs(existing, incoming, in: "incoming_past", db)
            count.unchanged += pairs.count
            count.added += incoming.count - pairs.count
            guard pairs.count == incoming.count || pairs.count == existing.count else {
                let line = try db.cachedStatement(sql: "SELECT min(line) FROM incoming_past WHERE note_id = ?")
                    .firstRow([id]) { $0.int(0) }
                throw UserError(
                    "line \(line ?? 0): note \(id) has another history already; nothing was imported")
            }
            if pairs.count < incoming.count || pairs.contains(where: { $0.new.isRestored && !$0.old.isRestored }) {
                try db.cachedStatement(sql: "INSERT OR IGNORE INTO incoming_missing VALUES (?, 0)")
                    .execute(arguments: [id])
            }
        }
        return count
    }

    /// The parameters are the id of the note, the other columns in the order of `PastVersions.columns`, and the line.
    private static let insertIntoIncomingPast = """
        INSERT INTO incoming_past (note_id, \(PastVersions.columns), line)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
        WHERE NOT EXISTS (
            SELECT 1 FROM incoming_past WHERE note_id = ?1 AND ended_at = ?7
                AND (title, content, is_pinned, created_at, updated_at, is_deletion, user, ended_by)
                    IS (?2, ?3, ?4, ?5, ?6, ?8, ?10, ?11))
        """
}
