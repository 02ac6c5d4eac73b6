import GRDB
import Notes

/// Adding incoming past versions to those that a note has already.
enum PastVersions {
    /// A row of a table of past versions.
    struct Row {
        let id: Int64
        let endedAt: Timestamp?
        let isRestored: Bool

        static let selection = "id, ended_at, restored_at"

        /// - Parameter first: the index of the first column of `selection`.
        init(_ row: StatementRow, first: CInt = 0) {
            id = row.int64(first)
            endedAt = Timestamp(utf8: row.bytes(first + 1))
            isRestored = !row.isNull(first + 2)
        }
    }

    /// The rows of a note's past versions, the oldest first.
    static func rows(of id: Int64, in table: String, _ db: Database) throws -> [Row] {
        try db.cachedStatement(sql: "SELECT \(Row.selection) FROM \(table) WHERE note_id = ? ORDER BY id")
            .rows([id]) { Row($0) }
    }

    /// Finds each incoming row among the existing rows, in order. Reads the texts only of rows whose times are equal.
    ///
    /// - Parameter table: the table of the incoming rows.
    static func pairs(
        _ existing: [Row], _ incoming: [Row], in table: String, _ db: Database
    ) throws -> [(old: Row, new: Row)] {
        var pairs: [(old: Row, new: Row)] = []
        var rest = existing[...]
        for row in incoming where !rest.isEmpty {
            let index = try rest.firstIndex { old in
                guard old.endedAt == row.endedAt else { return false }
                return try revision(old, in: "note_past", db).isSameChange(as: revision(row, in: table, db))
            }
            guard let index else { continue }
            pairs.append((rest[index], row))
            rest = rest[(index + 1)...]
        }
        return pairs
    }

    /// Adds rows of `note_incoming` to the past versions of a note.
    ///
    /// - Parameter last: rows of `note_past` after this one are newer than the incoming versions, unless they are the same.
    static func merge(_ incoming: [Row], into id: Int64, upTo last: Int64, _ db: Database) throws {
        if incoming.isEmpty { return }
        let existing = try rows(of: id, in: "note_past", db)
        let pairs = try pairs(existing, incoming, in: "note_incoming", db)
        for (old, new) in pairs where new.isRestored && !old.isRestored {
            try db.cachedStatement(sql: copyRestoration).execute(arguments: [new.id, old.id])
        }
        let old = Dictionary(uniqueKeysWithValues: pairs.map { ($0.new.id, $0.old.id) })
        let paired = Set(old.values)
        // Rows that were among the existing ones when the import compared them may have been deleted since then.
        let hasRest = existing.contains { $0.id <= last && !paired.contains($0.id) }
        if pairs.count == incoming.count || hasRest { return }
        // Moves the existing rows between and behind the new ones, because the ids of the rows are in the order of the
        // versions.
        for row in incoming {
            if let old = old[row.id] {
                try moveToEnd(old, db)
            } else {
                try db.cachedStatement(sql: insert).execute(arguments: [id, row.id])
            }
        }
        for row in existing where row.id > last && !paired.contains(row.id) { try moveToEnd(row.id, db) }
    }

    /// Copies a row and deletes the original. A changed id would not count for AUTOINCREMENT, so the next row could get the
    /// same id.
    private static func moveToEnd(_ row: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO note_past (note_id, \(columns)) SELECT note_id, \(columns) FROM note_past WHERE id = ?"
        ).execute(arguments: [row])
        try db.cachedStatement(sql: "DELETE FROM note_past WHERE id = ?").execute(arguments: [row])
    }

    private static func revision(_ row: Row, in table: String, _ db: Database) throws -> NoteRevision {
        let revision = try db.cachedStatement(sql: "SELECT \(NoteRevision.selection) FROM \(table) WHERE id = ?")
            .firstRow([row.id]) { NoteRevision($0) }
        guard let revision else { throw NotesError.notFound }
        return revision
    }

    /// The columns of a past version other than `id` and `note_id`.
    static let columns =
        "title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, restored_at, user, ended_by"

    private static let insert =
        "INSERT INTO note_past (note_id, \(columns)) SELECT ?1, \(columns) FROM note_incoming WHERE id = ?2"

    private static let copyRestoration =
        "UPDATE note_past SET restored_at = (SELECT restored_at FROM note_incoming WHERE id = ?1) WHERE id = ?2"
}
