import GRDB
import Locking
import Notes

/// Deletes what the store no longer keeps, in the background and in short batches: old versions, old notes in the trash,
/// and old idempotency keys. `Retention` says what is old.
///
/// The purger looks for rows on a connection of a reader, and deletes them through `GroupCommit`. Between two batches, it
/// pauses, so that other writes find the writer idle.
final class HistoryPurger: Sendable {
    /// The most rows in one batch.
    static let batchRows = 128
    /// The size of the texts in one batch, in bytes. A batch has at least one row, and should hold the write lock for at
    /// most 20 milliseconds. ARCHITECTURE.md, "Deleting for good", has the measured times.
    static let batchBytes = 1 << 20
    /// The time between two batches.
    static let pause = Duration.milliseconds(50)
    /// The time between the start of the store and the first run.
    static let firstDelay = Duration.seconds(10)
    /// The time between two runs.
    static let interval = Duration.seconds(3600)

    private let commits: GroupCommit
    private let readers: ReaderPool
    private let retention: Retention
    private let didPurge: @Sendable () -> Void
    private let queue = BackgroundQueue(label: "notes.purger")

    /// - Parameter didPurge: called after each batch that was deleted.
    init(
        _ commits: GroupCommit, _ readers: ReaderPool, _ retention: Retention, didPurge: @escaping @Sendable () -> Void
    ) {
        self.commits = commits
        self.readers = readers
        self.retention = retention
        self.didPurge = didPurge
    }

    /// Purges soon, and then regularly.
    func start() {
        queue.run(after: Self.firstDelay, every: Self.interval) { [weak self] in
            // If a batch fails, for example because the disk is full, the next run tries it again.
            try? self?.purge(at: .now())
        }
    }

    /// Starts no new batch, and waits for the running batch, which may be waiting for the lock of another program.
    func stop(within time: Duration) {
        queue.stop(within: time)
    }

    /// Deletes everything that has expired at a time.
    ///
    /// - Throws: `NotesError`, `DatabaseError`; `CancellationError` if the purger was stopped.
    func purge(at now: Timestamp) throws {
        // An earlier process may not have finished.
        try purgeLeaving(pause: Self.pause)
        if let days = retention.trashDays {
            let limit = Self.limit(days, now)
            try forEachPart(Self.selectDeletions, key: { $0.text(1) ?? "" }, after: "", endedBefore: limit) {
                _ = try purgeTrash($0, pause: Self.pause)
            }
        }
        if let days = retention.historyDays {
            let limit = Self.limit(days, now)
            try forEachPart(Self.selectVersions, key: { $0.int64(1) }, after: .min, endedBefore: limit) {
                try purgeVersions($0)
            }
        }
        if let count = retention.historyVersions {
            try purgeVersions(beyond: count, endedBefore: Self.limit(Retention.minimumDays, now))
        }
        try purgeKeys(usedBefore: NoteWriter.oldestKey(at: now).text(separator: " "))
        // Without a history, each update deletes the version that it replaces. The log still has those versions.
        if retention.historyDays == 0 { didPurge() }
    }

    /// Deletes what is left of the notes that are being deleted for good.
    ///
    /// - Parameter pause: the time between two batches.
    func purgeLeaving(pause: Duration = .zero) throws {
        let leaving = try readers.readOneStatement {
            try $0.cachedStatement(sql: Self.selectLeaving).rows { $0.int64(0) }
        }
        _ = try purgeTrash(leaving, pause: pause)
    }

    /// Deletes notes in the trash with their history. Ignores rows that are no longer in the trash.
    ///
    /// - Parameters:
    ///   - deletions: rows of `note_past`.
    ///   - pause: the time between two batches.
    /// - Returns: the number of notes.
    func purgeTrash(_ deletions: [Int64], pause: Duration = .zero) throws -> Int {
        var count = 0
        var rows: [PurgedRow] = []
        for deletion in deletions {
            // The versions go first. A note that is too large for one transaction stays marked until the end.
            let versions = try readers.read { try NoteLife.versions(ofDeletion: deletion, $0) }
            rows += (versions + [deletion]).map { PurgedRow(id: $0, deletion: deletion) }
            guard rows.count >= Self.batchRows || deletion == deletions.last else { continue }
            count += try purge(rows, pause: pause)
            rows = []
        }
        return count
    }

    /// The time before which a row of `note_past` must have ended to be deleted.
    private static func limit(_ days: Int, _ now: Timestamp) -> String {
        // If nothing is kept, the time does not count. A clock may have been wrong when the row was written.
        if days == 0 { return "9999-12-31 23:59:59.999999" }
        return Timestamp(microseconds: now.microseconds - Int64(days) * 86_400_000_000).text(separator: " ")
    }

    /// Deletes the versions of each note beyond its `count` newest versions, if they were replaced before a time.
    private func purgeVersions(beyond count: Int, endedBefore limit: String) throws {
        var last = Int64.min
        var versions: [Int64] = []
        while let id = try nextNote(after: last, withMoreThan: count) {
            try checkIsRunning()
            versions += try readers.read { db in
                try NoteLife.all(of: id, db).flatMap { life in
                    // The first row of a deleted note is the note in the trash.
                    let rows = life.entries.dropFirst(max(count, life.current == nil ? 1 : 0)).map(\.row)
                    return try rows.reversed().prefix { try Self.hasEnded(row: $0, before: limit, db) }
                }
            }
            last = id
            guard versions.count >= Self.batchRows else { continue }
            try purgeVersions(versions)
            versions = []
        }
        try purgeVersions(versions)
    }

    private func nextNote(after id: Int64, withMoreThan count: Int) throws -> Int64? {
        try readers.readOneStatement {
            try $0.cachedStatement(sql: Self.selectNote).firstRow([id, count]) { $0.int64(0) }
        }
    }

    private static func hasEnded(row: Int64, before limit: String, _ db: Database) throws -> Bool {
        try db.cachedStatement(sql: "SELECT max(ended_at, ifnull(restored_at, '')) < ? FROM note_past WHERE id = ?")
            .firstRow([limit, row]) { $0.int64(0) != 0 } ?? false
    }

    private func purgeVersions(_ rows: [Int64]) throws {
        _ = try purge(rows.map { PurgedRow(id: $0, deletion: nil) }, pause: Self.pause)
    }

    /// Deletes the idempotency keys that are forgotten. They have no text.
    private func purgeKeys(usedBefore limit: String) throws {
        func hasKey(_ db: Database) throws -> Bool {
            try db.cachedStatement(sql: Self.selectKey).firstRow([limit]) { _ in true } ?? false
        }
        while try readers.readOneStatement(hasKey) {
            try checkIsRunning()
            try commits.write {
                try $0.cachedStatement(sql: Self.deleteKeys).execute(arguments: [limit, Self.batchRows])
            }
            queue.pause(for: Self.pause)
        }
    }

    /// Selects rows in several parts, and calls `body` with each part.
    ///
    /// - Parameters:
    ///   - sql: selects the ids of rows, in the order of a key and of the ids.
    ///   - key: reads the key of a row.
    ///   - first: a key before all others.
    private func forEachPart<Key: DatabaseValueConvertible>(
        _ sql: String, key: (StatementRow) -> Key, after first: Key, endedBefore limit: String,
        _ body: ([Int64]) throws -> Void
    ) throws {
        var last = (key: first, row: Int64.min)
        while true {
            try checkIsRunning()
            let rows = try readers.readOneStatement { db in
                try db.cachedStatement(sql: sql).rows([last.key, last.row, limit, Self.batchRows]) {
                    (key: key($0), row: $0.int64(0))
                }
            }
            guard let next = rows.last else { return }
            try body(rows.map(\.row))
            last = next
        }
    }

    /// Deletes rows in transactions that are short.
    ///
    /// - Returns: the number of notes in the trash among them.
    private func purge(_ rows: [PurgedRow], pause: Duration) throws -> Int {
        let retention = retention
        var deleted = 0
        var remaining = rows[...]
        while !remaining.isEmpty {
            try checkIsRunning()
            let length = try readers.readOneStatement { try Self.batchLength(remaining, $0) }
            var batch = remaining.prefix(length)
            // A batch ends with a whole note, or has a part of one note only.
            if let end = batch.lastIndex(where: { $0.id == $0.deletion }) { batch = batch[...end] }
            let part = batch.last.flatMap { $0.id == $0.deletion ? nil : $0.deletion }
            remaining = remaining[batch.endIndex...]
            deleted += try commits.write { [batch] db in
                let writer = NoteWriter(db: db, retention: retention, user: nil)
                try writer.forgetReplaced()
                if let part { try writer.beginPurge(part) }
                return try batch.reduce(0) { try $0 + writer.purge($1) }
            }
            didPurge()
            queue.pause(for: pause)
        }
        return deleted
    }

    /// The number of rows, at least 1, that one batch may delete.
    private static func batchLength(_ rows: ArraySlice<PurgedRow>, _ db: Database) throws -> Int {
        let select = try db.cachedStatement(sql: Self.selectBytes)
        var bytes = 0
        for (count, row) in rows.prefix(batchRows).enumerated() {
            bytes += try select.firstRow([row.id]) { $0.int(0) } ?? 0
            if bytes > batchBytes { return max(count, 1) }
        }
        return min(rows.count, batchRows)
    }

    private func checkIsRunning() throws {
        if queue.isStopped { throw CancellationError() }
    }

    private static func range(_ key: String) -> String {
        "(\(key), id) > (?1, ?2) AND ended_at < ?3 ORDER BY \(key), id LIMIT ?4"
    }
    private static let selectDeletions =
        "SELECT id, ended_at FROM note_past WHERE \(Trash.isDeleted) AND \(range("ended_at"))"
    /// Reads a whole index, which takes 10 ms for 100,000 rows. An index on `ended_at` would make each update slower. The
    /// last version of a note that came back from the trash was replaced when the note came back.
    private static let selectVersions = """
        SELECT id, note_id FROM note_past
        WHERE NOT (\(Trash.isDeleted)) AND (restored_at IS NULL OR restored_at < ?3) AND \(range("note_id"))
        """
    private static let selectLeaving = "SELECT id FROM note_past WHERE \(Trash.isLeaving)"
    private static let selectNote = """
        SELECT note_id FROM note_past WHERE note_id > ? GROUP BY note_id HAVING count(*) > ? ORDER BY note_id LIMIT 1
        """
    private static let selectBytes = """
        SELECT ifnull(length(CAST(title AS BLOB)), 0) + ifnull(length(CAST(content AS BLOB)), 0) FROM note_past WHERE id = ?
        """

    /// The statements that look for rows to delete.
    static let searches = [selectDeletions, selectVersions, selectLeaving, selectNote, selectKey]

    private static let selectKey = "SELECT 1 FROM note_key WHERE created_at <= ? LIMIT 1"
    private static let deleteKeys = """
        DELETE FROM note_key
        WHERE (user, key) IN (SELECT user, key FROM note_key WHERE created_at <= ? LIMIT ?)
        """
}
