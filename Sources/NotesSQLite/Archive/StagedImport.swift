import GRDB
import Glibc
import Notes

/// An import that lets other programs write while it runs, and still adds all notes or none.
///
/// `add` first copies the notes to the table `note_incoming`, in many short transactions. Then one transaction decides that
/// they will be added, whatever happens. `Publication` moves them to `note`, again in short transactions. If the process
/// ends before the decision, the next import deletes the copies. If it ends later, the service or the next import goes on.
///
/// `note_import` has one row for the import that is running or was interrupted. If two programs import at the same time, one
/// of them fails.
struct StagedImport {
    /// The size of the texts in one transaction, in bytes. A transaction has at least one note with its past versions.
    static let stepBytes = 2 << 20
    /// The time between two transactions, in milliseconds. Other programs try to get the write lock only now and then. The
    /// service tries every 4 milliseconds.
    static let pause = 10

    private let file: DatabaseFile
    private let db: Database
    private let isCancelled: () -> Bool
    private let id: Int64

    /// Brings an earlier import to its end if it was interrupted: adds its notes if it was complete, or deletes its copies.
    /// Called before an import compares its notes with the database.
    ///
    /// - Returns: the number of the latest import that had begun before.
    static func finishEarlier(_ db: Database) throws -> Int64 {
        let latest = try latest(db)
        try inSteps(db) { try finishStep(db) }
        return latest
    }

    /// Begins an import.
    ///
    /// - Parameters:
    ///   - latest: the result of `finishEarlier`.
    ///   - lastPast: the highest id in `note_past` when this import compared its notes with the database.
    ///   - reserveIDs: called in the transaction that begins the import. Returns the highest id of an incoming note.
    ///   - isCancelled: called before each transaction.
    /// - Throws: `UserError` if another import has begun since `finishEarlier`; or what `reserveIDs` throws.
    init(
        _ file: DatabaseFile, _ db: Database, latest: Int64, lastPast: Int64, isCancelled: @escaping () -> Bool,
        reserveIDs: () throws -> Int64
    ) throws {
        self.file = file
        self.db = db
        self.isCancelled = isCancelled
        var id: Int64 = 0
        try db.inTransaction(.immediate) {
            guard try Self.latest(db) == latest else { throw Self.otherImport }
            try db.execute(
                sql: "INSERT INTO note_import (last_past, is_complete) VALUES (?, 0)", arguments: [lastPast])
            id = db.lastInsertedRowID
            // From now on, this program does not give these ids to new notes.
            try db.execute(
                sql: "UPDATE note_highest_id SET id = max(id, ?)", arguments: [try reserveIDs()])
            return .commit
        }
        self.id = id
    }

    private static func latest(_ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'note_import'")
            .firstRow { $0.int64(0) } ?? 0
    }

    private static func finishStep(_ db: Database) throws -> Bool {
        try db.execute(sql: "DELETE FROM note_import WHERE NOT is_complete")
        return try Publication.step(db) && IncomingNote.take(bytes: stepBytes, db)
    }

    /// Copies the incoming notes, and adds them to the database.
    ///
    /// - Parameters:
    ///   - notes: names the notes, in the order of their ids.
    ///   - copy: copies a note with its past versions to `note_incoming`.
    ///   - willPublish: called in the transaction that makes the notes count.
    func add(
        _ notes: some BidirectionalCollection<Int64>, copy: (Int64) throws -> Void, willPublish: () throws -> Void = {}
    ) throws {
        // The note with the highest id is added first, because other programs may take the next id for a new note.
        var rest = (Array(notes.suffix(1)) + notes.dropLast()).makeIterator()
        do {
            try Self.inSteps(db, isCancelled) { try stageStep { try rest.next().map(copy) != nil } }
            try db.inTransaction(.immediate) {
                try checkIsCurrent()
                try db.execute(sql: "UPDATE note_import SET is_complete = 1")
                try willPublish()
                // If the table may refuse a note, all notes must be in it before this import is complete.
                _ = try Publication.step(db, bytes: Schema.canRefuseNotes(db) ? .max : 1)
                return .commit
            }
        } catch {
            try? Self.inSteps(db) { try !isCurrent() || IncomingNote.take(bytes: Self.stepBytes, db) }
            throw error
        }
        try UserError.explaining(
            "all notes are stored, but some do not appear yet; a running service or the next import adds them"
        ) {
            // It is too late to cancel. The closure also shows the progress.
            func showProgress() -> Bool { isCancelled() && false }
            try Self.inSteps(db, showProgress) { try Publication.step(db) }
        }
    }

    /// - Parameter copyNext: copies the next note; returns false if all are copied.
    private func stageStep(_ copyNext: () throws -> Bool) throws -> Bool {
        try checkIsCurrent()
        // The service needs some space to go on, and so does deleting the copies if the import fails.
        if let free = file.freeBytes, free < 2 * DatabaseFile.neededBytes {
            throw UserError(
                "nothing was imported: the disk of \(file.path) is almost full; free some space on it")
        }
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
        guard try isCurrent() else { throw Self.otherImport }
    }

    private static let otherImport = UserError(
        "nothing was imported: another import has begun meanwhile; run this again when it has ended")

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
