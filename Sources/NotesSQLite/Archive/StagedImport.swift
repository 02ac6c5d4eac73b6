import GRDB
import Glibc
import Notes

/// An import that lets other programs write while it runs, and still adds all notes or none.
///
/// `stage` copies the notes to the table `note_incoming`, in many short transactions. `complete` then decides that they
/// will be added, whatever happens. `Publication` moves them to `note`, again in short transactions. If the process ends
/// before the decision, the next import deletes the copies. If it ends later, the service or the next import goes on.
///
/// `note_import` has one row for the import that is running or was interrupted. If two programs import at the same time, the
/// one that begins later wins, unless the other one is complete already.
struct StagedImport {
    /// The size of the texts in one transaction, in bytes. A transaction has at least one note with its past versions.
    static let stepBytes = 2 << 20
    /// The time between two transactions, in milliseconds. Other programs try to get the write lock only now and then. The
    /// service tries every 4 milliseconds.
    static let pause = 10

    private let db: Database
    private let isCancelled: () -> Bool
    private let id: Int64

    /// Brings an earlier import to its end if it was interrupted. Called before an import compares its notes with the database.
    static func finishEarlier(_ db: Database) throws {
        try inSteps(db) { try Publication.step(db) }
    }

    /// Begins an import. Deletes what is left of an earlier one that was interrupted before it was complete.
    ///
    /// - Parameters:
    ///   - lastPast: the highest id in `note_past` when the import compared its notes with the database.
    ///   - reserveIDs: called in the transaction that begins the import. Returns the highest id of an incoming note.
    ///   - isCancelled: called before each transaction.
    init(
        _ db: Database, lastPast: Int64, isCancelled: @escaping () -> Bool, reserveIDs: () throws -> Int64
    ) throws {
        self.db = db
        self.isCancelled = isCancelled
        var id: Int64 = 0
        try Self.inSteps(db, isCancelled) {
            try db.execute(sql: "DELETE FROM note_import WHERE NOT is_complete")
            guard try Publication.step(db), try Self.discardStep(db) else { return false }
            try db.execute(
                sql: "INSERT INTO note_import (last_past, is_complete) VALUES (?, 0)", arguments: [lastPast])
            id = db.lastInsertedRowID
            // From now on, this program does not give these ids to new notes.
            try db.execute(
                sql: "UPDATE note_highest_id SET id = max(id, ?)", arguments: [try reserveIDs()])
            return true
        }
        self.id = id
    }

    /// Copies the incoming notes, and adds them to the database.
    ///
    /// - Parameters:
    ///   - copyNext: copies the next note with its past versions to `note_incoming`; returns false if there is none. Must
    ///     copy the note with the highest id first, because other programs may take the id after the highest for a new note.
    ///   - willPublish: called in the transaction that makes the notes count.
    func add(_ copyNext: () throws -> Bool, willPublish: () throws -> Void = {}) throws {
        do {
            try Self.inSteps(db, isCancelled) { try stageStep(copyNext) }
            try db.inTransaction(.immediate) {
                try checkIsCurrent()
                try db.execute(sql: "UPDATE note_import SET is_complete = 1")
                try willPublish()
                _ = try Publication.step(db, bytes: 1)
                return .commit
            }
        } catch {
            try? Self.inSteps(db) {
                guard try isCurrent() else { return true }
                guard try Self.discardStep(db) else { return false }
                try db.execute(sql: "DELETE FROM note_import")
                return true
            }
            throw error
        }
        try UserError.explaining("all notes are stored, but some appear only after the next start of the service") {
            // It is too late to cancel. The closure also shows the progress.
            func showProgress() -> Bool { isCancelled() && false }
            try Self.inSteps(db, showProgress) { try Publication.step(db) }
        }
    }

    private func stageStep(_ copyNext: () throws -> Bool) throws -> Bool {
        try checkIsCurrent()
        var size = 0
        var last = try db.cachedStatement(sql: "SELECT max(id) FROM note_incoming").firstRow { $0.int64(0) } ?? 0
        while size < Self.stepBytes {
            guard try copyNext() else { return true }
            try db.cachedStatement(sql: Self.selectSize).forEachRow([last]) { row in
                size += row.int(0)
                last = row.int64(1)
                return true
            }
        }
        return false
    }

    private func isCurrent() throws -> Bool {
        try db.cachedStatement(sql: "SELECT 1 FROM note_import WHERE id = ? AND NOT is_complete")
            .firstRow([id]) { _ in true } ?? false
    }

    private func checkIsCurrent() throws {
        guard try isCurrent() else {
            throw UserError(
                "nothing was imported: another import has begun meanwhile; run this again when it has ended")
        }
    }

    /// Deletes some of the rows that an import left. Returns whether all are deleted.
    private static func discardStep(_ db: Database) throws -> Bool {
        var size = 0
        while size < stepBytes {
            guard let note = try IncomingNote.first(db) else { return true }
            try note.delete(db)
            size += note.size
        }
        return false
    }

    /// Runs transactions until `step` returns true.
    private static func inSteps(
        _ db: Database, _ isCancelled: () -> Bool = { false }, _ step: () throws -> Bool
    ) throws {
        var isDone = false
        while !isDone {
            if isCancelled() { throw CancellationError() }
            try db.inTransaction(.immediate) {
                isDone = try step()
                return .commit
            }
            if !isDone { usleep(useconds_t(pause * 1000)) }
        }
    }

    private static let selectSize = "SELECT sum(\(IncomingNote.rowSize)), max(id) FROM note_incoming WHERE id > ?"
}
