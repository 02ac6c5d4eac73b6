import GRDB
import Notes

/// Moves the notes of a complete import from `note_incoming` to `note` and `note_past` (see `StagedImport`).
///
/// Each note moves together with its past versions, in one transaction. So each program sees the whole note or nothing of it,
/// and no note is added twice.
enum Publication {
    /// Whether the database has a complete import whose notes are not all in their place.
    static func isNeeded(_ db: Database) throws -> Bool { try lastPast(db) != nil }

    /// Moves some notes, inside a transaction of the caller. Returns whether none is left.
    ///
    /// - Parameter bytes: the size of the texts after which no further note moves.
    static func step(_ db: Database, bytes: Int = StagedImport.stepBytes) throws -> Bool {
        guard let lastPast = try lastPast(db) else { return true }
        return try IncomingNote.take(bytes: bytes, db) { try $0.publish(lastPast: lastPast, db) }
    }

    private static func lastPast(_ db: Database) throws -> Int64? {
        try db.cachedStatement(sql: "SELECT last_past FROM note_import WHERE is_complete").firstRow { $0.int64(0) }
    }
}
