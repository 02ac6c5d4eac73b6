#if PostgreSQL
import Dispatch
import Glibc
import Notes

/// Runs writes in short transactions. A write is neither lost nor applied twice, even if the connection is lost.
///
/// Each write stores a key of 128 random bits in its transaction. If the connection is lost before the server has
/// confirmed the commit, the key tells whether it was committed, on whichever server is the primary then.
struct Writes: Sendable {
    /// How often a write is repeated because of other transactions that wrote at the same time.
    private static let maximumConflicts = 20
    /// How long a write waits for others to end, before it runs alone: they may be waiting for a standby.
    private static let patience = DispatchTimeInterval.milliseconds(100)

    let pool: ConnectionPool
    private let batches = Batches<SharedWrite>(maximum: 64)

    init(pool: ConnectionPool) {
        self.pool = pool
    }

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
        let before = user.map { [Self.setUser($0)] } ?? []
        let calls = before + [Self.adding(key, to: write.statement)] + write.after
        return try connection.run(calls, until: deadline)[before.count].first.map(Written.init)
    }

    /// The statement of a write that also stores its key.
    private static func adding(_ key: WriteKey, to statement: Call) -> Call {
        let next = statement.arguments.count + 1
        return Call(
            """
            WITH \(statement.sql),
                key AS (INSERT INTO note_write (key, note_id, version) SELECT $\(next), id, updated_at FROM written)
            SELECT id, updated_at FROM written
            """, statement.arguments + [.key(key)], isPrepared: statement.isPrepared)
    }

    /// Tells the triggers who writes, until the end of the transaction.
    private static func setUser(_ user: String?) -> Call {
        Call("SELECT set_config('notes.user', $1, true)", [.text(user ?? "")])
    }

    // MARK: - Several writes in one transaction

    /// Runs a write that never waits for a write of another note. Writes that arrive while another one runs share the next
    /// transaction.
    func runTogether<Value>(_ write: Write<Value>, by user: String?) throws -> Value {
        let deadline = Deadline.ofRequest()
        let shared = SharedWrite(write.statement, by: user)
        batches.join(shared, patience: Self.patience, willWait: pool.willWait) { writes in
            runBatch(writes, deadline)
        }
        let written: Written? =
            switch shared.result {
            case .written(let written): written
            case .unknown: try outcome(of: shared.key, deadline)
            // Alone, it may succeed, or gets an error of its own.
            case .failed: nil
            }
        return try written.map(write.value) ?? run(by: user) { _, _ in .write(write) }
    }

    private func runBatch(_ writes: [SharedWrite], _ deadline: Deadline) {
        do {
            try pool.use(isWrite: true, until: deadline) { connection in
                for write in writes { write.result = .unknown }
                let hasUsers = writes.contains { $0.user != nil }
                let calls = writes.flatMap { write in
                    (hasUsers ? [Self.setUser(write.user)] : []) + [Self.adding(write.key, to: write.statement)]
                }
                let results = try connection.run(calls, until: deadline)
                if connection.hasWarning { return }
                let callsOfWrite = calls.count / writes.count
                for (index, write) in writes.enumerated() {
                    let rows = results[(index + 1) * callsOfWrite - 1]
                    write.result = rows.first.map { .written(Written($0)) } ?? .failed
                }
            }
        } catch let error as PostgresError where !error.isConnectionLost {
            // The server has undone all of them.
            for write in writes { write.result = .failed }
        } catch {
            // Each write keeps its result: `failed` if the pool had no connection, or else `unknown`.
        }
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
                if let row { return row.isNull(0) ? nil : Written(row) }
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

/// A write that shares its transaction with others. `@unchecked Sendable`: the leader of the batch sets the result while the
/// write's own thread waits.
private final class SharedWrite: @unchecked Sendable {
    enum Result {
        /// It has changed nothing, or was not sent.
        case failed
        /// The commit was sent, and not confirmed.
        case unknown
        case written(Written)
    }

    let statement: Call
    let user: String?
    let key = WriteKey()
    var result = Result.failed

    init(_ statement: Call, by user: String?) {
        (self.statement, self.user) = (statement, user)
    }
}

extension PostgresError {
    /// Whether a new note got an id that another program has used (unique_violation).
    fileprivate var isTakenID: Bool { state == "23505" }
}
#endif
