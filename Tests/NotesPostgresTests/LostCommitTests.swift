#if PostgreSQL
import Locking
import Notes
import StoreContract
import Testing
import TestSupport

@testable import NotesPostgres

/// If the connection is lost during a write, the write is made once, and its result is right.
@Suite struct LostCommitTests {
    enum Operation: CaseIterable {
        case create
        case createWithKey
        case update
        case delete
        case restore
        case purge

        func prepare(_ store: PostgresNoteStore) throws -> Int64 {
            let id = try store.create("old").id
            if self == .restore || self == .purge { try store.delete(id) }
            return id
        }

        /// - Returns: the written note; nil if the operation has no result.
        func run(_ store: PostgresNoteStore, _ id: Int64) throws -> Note? {
            switch self {
            case .create: return try store.create("new")
            case .createWithKey:
                let key = IdempotencyKey(text: "key", contentHash: "hash")
                let fields = try NoteDraft(title: .value("new"), content: .value("content")).validated()
                let (note, isRepeated) = try store.create(fields, by: "user", key: key)
                #expect(!isRepeated)
                return note
            case .update: return try store.update(id, content: "new", by: "user")
            case .delete: return try store.delete(id)
            case .restore: return try store.restore(id)
            case .purge:
                try store.purge(id, nil)
                return nil
            }
        }

        /// How many notes and how many earlier versions there are after the operation.
        var counts: (notes: Int, past: Int) {
            switch self {
            case .create, .createWithKey: (2, 0)
            case .update, .restore: (1, 1)
            case .delete: (0, 1)
            case .purge: (0, 0)
            }
        }
    }

    /// The statement of every write contains this text.
    static let write = "(key, note_id, version)"

    @Test(arguments: [CuttingProxy.Moment.beforeRequest, .beforeReply], Operation.allCases)
    func aWriteIsMadeOnce(cut moment: CuttingProxy.Moment, _ operation: Operation) throws {
        let test = try TestStore()
        defer { test.store.close() }
        let id = try operation.prepare(test.store)
        let proxy = try CuttingProxy(test.server)
        defer { proxy.close() }
        let store = try PostgresNoteStore(ServerAddress(url: proxy.url(test.database)))
        defer { store.close() }

        proxy.cut(moment, on: Self.write)
        let note = try operation.run(store, id)
        #expect(proxy.hasCut)

        if let note, operation != .delete { #expect(try test.store.note(note.id) == note) }
        #expect(try test.sql("SELECT count(*)::text FROM note") == ["\(operation.counts.notes)"])
        #expect(try test.sql("SELECT count(*)::text FROM note_past") == ["\(operation.counts.past)"])
        #expect(try test.sql("SELECT sum(total)::text FROM note_total") == ["\(operation.counts.notes)"])
    }

    /// A reader repeats its statements, which change nothing.
    @Test func aReadIsRepeated() throws {
        let test = try TestStore()
        defer { test.store.close() }
        let note = try test.store.create("old")
        let proxy = try CuttingProxy(test.server)
        defer { proxy.close() }
        let store = try PostgresNoteStore(ServerAddress(url: proxy.url(test.database)))
        defer { store.close() }
        for moment in [CuttingProxy.Moment.beforeRequest, .beforeReply] {
            proxy.cut(moment, on: "FROM note")
            #expect(try store.note(note.id) == note)
            #expect(proxy.hasCut)
        }
    }

    /// The first transaction is still open when the store asks for its key: it waits for a lock before it ends.
    @Test(arguments: [true, false]) func theOutcomeOfAnOpenTransactionIsAwaited(isCommitted: Bool) throws {
        let test = try TestStore()
        defer { test.store.close() }
        try test.addTrigger(
            "CONSTRAINT TRIGGER hold AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
            "PERFORM pg_advisory_xact_lock(1); RETURN NULL;")
        let holder = try Connection(test.address)
        try holder.run(Call("SELECT pg_advisory_lock(1)::text"), until: .none)
        let proxy = try CuttingProxy(test.server)
        defer { proxy.close() }
        let store = try PostgresNoteStore(ServerAddress(url: proxy.url(test.database)))
        defer { store.close() }

        proxy.cut(.beforeEnd, on: Self.write)
        let result = Locked<Note?>(nil)
        let writer = Threads(1) { _ in
            let note = try store.create("new")
            result.withLock { $0 = note }
        }
        try test.waitForWaiting("advisory")
        proxy.cutNow()
        try test.waitForWaiting("transactionid")
        if !isCommitted {
            try test.sql(
                """
                SELECT pg_terminate_backend(pid)::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """)
        }
        try holder.run(Call("SELECT pg_advisory_unlock(1)"), until: .none)
        try writer.join()
        let note = try #require(result.withLock { $0 })
        #expect(try test.store.note(note.id) == note)
        #expect(try test.sql("SELECT title FROM note") == ["new"])
    }
}

extension TestStore {
    /// Adds a trigger to the table `note`.
    ///
    /// - Parameters:
    ///   - trigger: what stands between CREATE and EXECUTE.
    ///   - body: statements of PL/pgSQL.
    func addTrigger(_ trigger: String, _ body: String) throws {
        try sql(
            """
            DO $do$ BEGIN
                CREATE FUNCTION added() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN \(body) END $body$;
                CREATE \(trigger) EXECUTE FUNCTION added();
            END $do$
            """)
    }

    /// Waits until a transaction waits for a kind of lock.
    func waitForWaiting(_ kind: String) throws {
        try waitUntil("a transaction waits for a lock") {
            try sql(
                """
                SELECT 1::text FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE locktype = '\(kind)' AND NOT granted AND datname = current_database()
                """) != []
        }
    }
}
#endif
