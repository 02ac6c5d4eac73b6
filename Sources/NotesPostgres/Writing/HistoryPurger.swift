#if PostgreSQL
import Locking
import Notes

/// Deletes what the store no longer keeps, in the background and in short transactions: old versions, old notes in the trash,
/// and old keys. `Retention` says what is old. If several responders purge at the same time, each row is deleted once.
final class HistoryPurger: Sendable {
    /// The most rows in one transaction.
    private static let batchRows: Int64 = 500
    /// The time between the start of the store and the first run.
    private static let firstDelay = Duration.seconds(10)
    /// The time between two runs.
    private static let interval = Duration.seconds(3600)
    /// The time of the oldest key of a write that is kept, by the server's clock, which also wrote it. A write asks for its key
    /// within `RequestTime.maximum`.
    private static let oldestWrite = "note_now() - interval '1 hour'"

    private let pool: ConnectionPool
    private let writes: Writes
    private let retention: Retention
    private let queue = BackgroundQueue(label: "notes.purger")

    init(_ pool: ConnectionPool, _ writes: Writes, _ retention: Retention) {
        self.pool = pool
        self.writes = writes
        self.retention = retention
    }

    /// Purges soon, and then regularly.
    func start() {
        queue.run(after: Self.firstDelay, every: Self.interval) { [weak self] in
            // If a batch fails, the next run tries it again.
            try? self?.purge(at: .now())
        }
    }

    /// Starts no new batch, and waits for the running one.
    func stop(within time: Duration) {
        queue.stop(within: time)
    }

    /// Deletes everything that has expired at a time.
    func purge(at now: Timestamp) throws {
        if let days = retention.trashDays {
            let select =
                "SELECT id FROM note_past WHERE \(Trash.isInTrash) AND ended_at < $1 ORDER BY ended_at LIMIT $2"
            while true {
                let deletions = try pool.read {
                    try $0.run(
                        Call(select, [.time(Self.limit(days, now)), .integer(Self.batchRows)]), until: .ofRequest()
                    ).map { $0.int64(0) }
                }
                if deletions.isEmpty { break }
                _ = try purgeTrash(deletions)
            }
        }
        if let days = retention.historyDays {
            let condition = """
                NOT (\(Trash.isInTrash)) AND ended_at < $1 AND (restored_at IS NULL OR restored_at < $1)
                """
            try delete(
                "note_past", by: "id", "SELECT id FROM note_past WHERE \(condition)", [.time(Self.limit(days, now))])
        }
        if let count = retention.historyVersions { try purgeVersions(beyond: count, now) }
        try delete(
            "note_key", by: "(user_name, key)", "SELECT user_name, key FROM note_key WHERE created_at <= $1",
            [.time(NoteWriter.oldestKey(at: now))])
        try delete("note_write", by: "key", "SELECT key FROM note_write WHERE written_at < \(Self.oldestWrite)", [])
    }

    /// Deletes notes in the trash with their history. Ignores rows that are no longer in the trash.
    ///
    /// - Parameter deletions: rows of `note_past`.
    /// - Returns: the number of notes.
    func purgeTrash(_ deletions: [Int64]) throws -> Int {
        var count = 0
        for start in stride(from: 0, to: deletions.count, by: Int(Self.batchRows)) {
            try checkIsRunning()
            let batch = Array(deletions[start...].prefix(Int(Self.batchRows)))
            count += try writes.run(by: nil) { _, _ in .write(NoteWriter.purge(batch)) }
        }
        return count
    }

    /// Deletes the versions of each note beyond its `count` newest versions, if they were replaced before a time. In the past
    /// of a note, a deletion that was not undone begins another note, and the deletion itself stays.
    private func purgeVersions(beyond count: Int, _ now: Timestamp) throws {
        let ranked = """
            SELECT id FROM (
                SELECT id, \(Trash.isInTrash) AS ends_life, greatest(ended_at, restored_at) AS ended,
                    row_number() OVER (PARTITION BY note_id, life ORDER BY id DESC) AS number
                FROM (
                    SELECT *, count(*) FILTER (WHERE \(Trash.isInTrash)) OVER (PARTITION BY note_id ORDER BY id DESC) AS life
                    FROM note_past) AS lives) AS versions
            WHERE number > $2 AND NOT ends_life AND ended < $1
            """
        try delete(
            "note_past", by: "id", ranked, [.time(Self.limit(Retention.minimumDays, now)), .integer(Int64(count))])
    }

    /// Deletes the rows of a table that a statement selects.
    private func delete(_ table: String, by key: String, _ select: String, _ arguments: [Argument]) throws {
        let sql = "DELETE FROM \(table) WHERE \(key) IN (\(select) LIMIT \(Self.batchRows))"
        while true {
            try checkIsRunning()
            let deleted = try pool.use(until: .ofRequest()) {
                try $0.run(Call(sql, arguments), until: .ofRequest()).changed
            }
            if deleted < Self.batchRows { return }
        }
    }

    /// The time before which a row of `note_past` must have ended to be deleted.
    private static func limit(_ days: Int, _ now: Timestamp) -> Timestamp {
        // If nothing is kept, the time does not count. A clock may have been wrong when the row was written.
        if days == 0 { return Timestamp(microseconds: .max) }
        return Timestamp(microseconds: now.microseconds - Int64(days) * 86_400_000_000)
    }

    private func checkIsRunning() throws {
        if queue.isStopped { throw CancellationError() }
    }
}
#endif
