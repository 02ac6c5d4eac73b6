#if PostgreSQL
import Glibc
import Notes

/// Runs writes, each in a transaction of its own. A write is neither lost nor applied twice, even if the connection is lost.
///
/// Each write stores a key of 128 random bits in its own transaction. If the connection is lost before the server has
/// confirmed the commit, the key tells whether it was committed, on whichever server is the primary then.
struct Writes: Sendable {
    /// How often a write is repeated because of other transactions that wrote at the same time.
    private static let maximumConflicts = 20

    let pool: ConnectionPool

    /// Runs a write, and returns its result once it is committed.
    ///
    /// - Parameter decide: reads the current state and decides what to write. Called again if another transaction changed
    ///   the state in between.
    /// - Throws: `NotesError`, also `unknownOutcome`; or what `decide` throws.
    func run<Value>(by user: String?, _ decide: (Connection, Deadline) throws -> Decision<Value>) throws -> Value {
        let deadline = Deadline.ofRequest()
        var conflicts = 0
        while true {
            let key = WriteKey()
            var unfinished: Write<Value>?
            do {
                let value: Value? = try pool.use(isWrite: true, until: deadline) { connection in
                    switch try decide(connection, deadline) {
                    case .done(let value): return value
                    case .write(let write):
                        unfinished = write
                        let written = try send(write, key, user, connection, deadline)
                        if !connection.hasWarning { unfinished = nil }
                        return try written.map(write.value)
                    }
                }
                // The server warns if a commit did not wait for its standby. Then the key tells, and waits for it.
                if unfinished == nil, let value { return value }
                if unfinished == nil { conflicts += 1 }
            } catch let error as PostgresError {
                guard error.isConnectionLost else {
                    guard error.mayBeRepeated || error.isTakenID, conflicts < Self.maximumConflicts else {
                        throw NotesError(error) ?? error as any Error
                    }
                    conflicts += 1
                    if error.isTakenID { try raiseSequence(deadline) }
                    continue
                }
                if unfinished == nil && deadline.hasPassed { throw NotesError.unreachable }
            }
            if let unfinished, let written = try outcome(of: key, deadline) { return try unfinished.value(written) }
            if conflicts > Self.maximumConflicts { throw NotesError.busy }
        }
    }

    /// Sends a write with its key, and returns what it changed; nil if it changed nothing.
    private func send<Value>(
        _ write: Write<Value>, _ key: WriteKey, _ user: String?, _ connection: Connection, _ deadline: Deadline
    ) throws -> Written? {
        let next = write.statement.arguments.count + 1
        let statement = Call(
            """
            WITH \(write.statement.sql),
                key AS (INSERT INTO note_write (key, note_id, version) SELECT $\(next), id, updated_at FROM written)
            SELECT id, updated_at FROM written
            """, write.statement.arguments + [.key(key)], isPrepared: write.statement.isPrepared)
        let before = user.map { [Call("SELECT set_config('notes.user', $1, true)", [.text($0)])] } ?? []
        let results = try connection.run(before + [statement] + write.after, until: deadline)
        return results[before.count].first.map { Written(id: $0.int64(0), version: $0.time(1)) }
    }

    /// Finds out what a write changed whose commit was not confirmed; nil if it was not committed, and never will be.
    ///
    /// Inserts the key. While the transaction of the write is not over, this waits for it. If the transaction was committed,
    /// the key is there. Changes the row in any case, so that this commit waits for the standby, which then has both.
    private func outcome(of key: WriteKey, _ deadline: Deadline) throws -> Written? {
        while !deadline.hasPassed {
            do {
                let row = try pool.use(isWrite: true, until: deadline) { connection in
                    let row = try connection.run(Call(Self.askKey, [.key(key)]), until: deadline).first
                    return connection.hasWarning ? nil : row
                }
                if let row { return row.isNull(0) ? nil : Written(id: row.int64(0), version: row.time(1)) }
            } catch is PostgresError, is NotesError {}
            usleep(50_000)
        }
        throw NotesError.unknownOutcome
    }

    /// Lets new notes get ids above all others.
    private func raiseSequence(_ deadline: Deadline) throws {
        try pool.use(isWrite: true, until: deadline) { connection in
            _ = try connection.run(Call(Self.setSequence), until: deadline)
        }
    }

    static let setSequence = """
        SELECT setval(sequence, highest) FROM (
            SELECT pg_get_serial_sequence('note', 'id')::regclass AS sequence, max(id) AS highest FROM note
            WHERE id < 9223372036854775807) AS ids
        WHERE highest > coalesce(pg_sequence_last_value(sequence), 0)
        """

    private static let askKey = """
        INSERT INTO note_write (key) VALUES ($1) ON CONFLICT (key) DO UPDATE SET written_at = note_write.written_at
        RETURNING note_id, version
        """
}

extension PostgresError {
    /// Whether a new note got an id that another program has used (unique_violation).
    fileprivate var isTakenID: Bool { state == "23505" }
}
#endif
