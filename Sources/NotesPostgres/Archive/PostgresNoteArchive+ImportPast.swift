#if PostgreSQL
import Notes

/// Importing the past versions of notes.
extension PostgresNoteArchive {
    static let createIncomingPast = """
        CREATE TEMPORARY TABLE incoming_past (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note_id bigint, title text, content text, is_pinned boolean,
            created_at timestamp, updated_at timestamp, ended_at timestamp, is_deletion boolean, restored_at timestamp,
            user_name text, ended_by text, line bigint)
        """
    static let createIncomingPastIndex = "CREATE INDEX ON incoming_past (note_id, ended_at)"

    /// Adds a past version to the temporary table, unless an identical one is on an earlier line.
    static func collectPast(_ revision: NoteRevision, line: Int, _ connection: Connection) throws {
        try connection.run(
            Call(
                insertIntoIncomingPast,
                Note.Column.allCases.map { Argument(revision.note[$0]) } + [
                    .time(revision.endedAt), .flag(revision.isDeletion), .time(revision.restoredAt),
                    .text(revision.user), .text(revision.deletedBy), .integer(Int64(line)),
                ]), until: .none)
    }

    /// Adds the incoming past versions of all notes.
    ///
    /// - Throws: `UserError` if a note has both a past version that is missing in the import and the other way round: the
    ///   order of the versions would be unknown.
    static func addPast(_ connection: Connection) throws -> ImportCount {
        var count = ImportCount()
        try connection.run(Call(lockNotesWithoutPast), until: .none)
        let known = try connection.run(Call(selectKnown), until: .none).map { $0.int64(0) }
        count.added = try connection.run(Call(insertUnknown, [.integers(known)]), until: .none).changed
        for id in known { try addPast(of: id, &count, connection) }
        return count
    }

    /// Adds the incoming past versions of a note that has past versions already.
    private static func addPast(of id: Int64, _ count: inout ImportCount, _ connection: Connection) throws {
        var existing = try rows(of: id, in: "note_past", connection)
        let incoming = try rows(of: id, in: "incoming_past", connection)
        var pairs = try pairs(existing, incoming, connection)
        if pairs.count < incoming.count {
            // Changes of this note wait, too.
            try connection.run([Call(lockNote, [.integer(id)]), Call(lockPast, [.integer(id)])], until: .none)
            existing = try rows(of: id, in: "note_past", connection)
            pairs = try self.pairs(existing, incoming, connection)
        }
        count.unchanged += pairs.count
        for (old, new) in pairs {
            try connection.run(Call(copyRestoration, [.integer(new), .integer(old)]), until: .none)
        }
        if pairs.count == incoming.count { return }
        guard pairs.count == existing.count else {
            let line = try connection.run(
                Call("SELECT min(line) FROM incoming_past WHERE note_id = $1", [.integer(id)]), until: .none
            ).first?.int(0)
            throw UserError("line \(line ?? 0): note \(id) has another history already; nothing was imported")
        }
        // Moves the existing rows between the new ones, because the ids of the rows are in the order of the versions.
        let old = Dictionary(uniqueKeysWithValues: pairs.map { ($0.new, $0.old) })
        for row in incoming {
            if let old = old[row.id] {
                try connection.run([Call(copyToEnd, [.integer(old)]), Call(deletePast, [.integer(old)])], until: .none)
            } else {
                try connection.run(Call(insertIncomingPast, [.integer(row.id)]), until: .none)
                count.added += 1
            }
        }
    }

    /// A row of one of the two tables of past versions.
    private typealias PastRow = (id: Int64, endedAt: Timestamp?)

    /// From now on until the end of the import, changes of these notes wait: they would get rows before the incoming ones.
    private static let lockNotesWithoutPast = """
        SELECT FROM note WHERE id IN (SELECT note_id FROM incoming_past)
            AND NOT EXISTS (SELECT FROM note_past WHERE note_id = note.id) ORDER BY id FOR UPDATE
        """
    private static let lockNote = "SELECT FROM note WHERE id = $1 FOR UPDATE"
    private static let lockPast = "SELECT FROM note_past WHERE note_id = $1 ORDER BY id FOR UPDATE"

    private static func rows(of id: Int64, in table: String, _ connection: Connection) throws -> [PastRow] {
        try connection.run(
            Call("SELECT id, ended_at FROM \(table) WHERE note_id = $1 ORDER BY id", [.integer(id)]), until: .none
        ).map { ($0.int64(0), $0.time(1)) }
    }

    /// Finds each incoming row among the existing rows, in order. Reads the texts only of rows whose times are equal.
    private static func pairs(
        _ existing: [PastRow], _ incoming: [PastRow], _ connection: Connection
    ) throws -> [(old: Int64, new: Int64)] {
        var pairs: [(old: Int64, new: Int64)] = []
        var rest = existing[...]
        for row in incoming where !rest.isEmpty {
            let index = try rest.firstIndex { old in
                guard old.endedAt == row.endedAt else { return false }
                return try revision(old, in: "note_past", connection)
                    .isSameChange(as: revision(row, in: "incoming_past", connection))
            }
            guard let index else { continue }
            pairs.append((rest[index].id, row.id))
            rest = rest[(index + 1)...]
        }
        return pairs
    }

    private static func revision(_ row: PastRow, in table: String, _ connection: Connection) throws -> NoteRevision {
        let revision = try connection.run(
            Call("SELECT \(NoteRevision.selection) FROM \(table) WHERE id = $1", [.integer(row.id)]), until: .none
        ).first.map { NoteRevision($0) }
        guard let revision else { throw NotesError.notFound }
        return revision
    }

    private static let columns =
        "note_id, title, content, is_pinned, created_at, updated_at, ended_at, is_deletion, restored_at, user_name, ended_by"

    /// The parameters are in the order of `columns`, and then the line.
    private static let insertIntoIncomingPast = """
        INSERT INTO incoming_past (\(columns), line)
        SELECT $1::bigint, $2, $3, $4::boolean, $5::timestamp, $6::timestamp, $7::timestamp, $8::boolean, $9::timestamp, $10,
            $11, $12::bigint
        WHERE NOT EXISTS (
            SELECT FROM incoming_past WHERE note_id = $1 AND ended_at = $7
                AND (title, content, is_pinned, created_at, updated_at, is_deletion, user_name, ended_by)
                    IS NOT DISTINCT FROM ($2, $3, $4, $5, $6, $8, $10, $11))
        """

    /// The notes of the import that have past versions already.
    private static let selectKnown = """
        SELECT DISTINCT note_id FROM incoming_past WHERE EXISTS (
            SELECT FROM note_past WHERE note_past.note_id = incoming_past.note_id)
        """
    private static let insertUnknown = """
        INSERT INTO note_past (\(columns)) SELECT \(columns) FROM incoming_past WHERE note_id != ALL ($1) ORDER BY id
        """
    private static let insertIncomingPast =
        "INSERT INTO note_past (\(columns)) SELECT \(columns) FROM incoming_past WHERE id = $1"
    private static let copyToEnd = "INSERT INTO note_past (\(columns)) SELECT \(columns) FROM note_past WHERE id = $1"
    private static let deletePast = "DELETE FROM note_past WHERE id = $1"

    private static let copyRestoration = """
        UPDATE note_past SET restored_at = (SELECT restored_at FROM incoming_past WHERE id = $1)
        WHERE id = $2 AND restored_at IS NULL
        """

    /// If an incoming note is identical to a note in the trash, the note in the trash counts as restored.
    static let takeFromTrash = """
        UPDATE note_past SET restored_at = $1
        WHERE \(Trash.isInTrash)
            AND id = (SELECT max(id) FROM note_past AS other WHERE other.note_id = note_past.note_id)
            AND note_id IN (SELECT id FROM missing)
            AND EXISTS (
                SELECT FROM incoming WHERE incoming.id = note_past.note_id
                    AND (incoming.title, incoming.content, incoming.updated_at)
                        IS NOT DISTINCT FROM (note_past.title, note_past.content, note_past.updated_at))
        """
}
#endif
